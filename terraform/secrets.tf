# Its value comes from a person, never from Terraform's state:
#   openssl rand -hex 24 | gcloud secrets versions add convergence-admin-key --data-file=-
resource "google_secret_manager_secret" "admin_key" {
  secret_id = "convergence-admin-key"
  replication {
    auto {}
  }
  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret_iam_member" "admin_key" {
  for_each  = toset(keys(local.services))
  secret_id = google_secret_manager_secret.admin_key.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.services[each.value].member
}
