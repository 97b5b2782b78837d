# Templates, plans.yml and schemas: read at the start and every minute.
resource "google_storage_bucket" "configs" {
  name                        = "${var.project_id}-convergence-configs"
  location                    = var.bigquery_location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  versioning {
    enabled = true
  }
}

# Files that shared.file_to_table reads, one folder a tenant.
resource "google_storage_bucket" "files" {
  name                        = "${var.project_id}-convergence-files"
  location                    = var.bigquery_location
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
}
