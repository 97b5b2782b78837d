resource "google_bigquery_dataset" "central" {
  for_each                   = toset(["tenants", "customers"])
  dataset_id                 = each.value
  location                   = var.bigquery_location
  delete_contents_on_destroy = !var.deletion_protection
  depends_on                 = [google_project_service.apis]
}

# Rows are appended; the view of the table's own name, which the services make, shows one row for each key.
resource "google_bigquery_table" "rows" {
  for_each            = local.central_tables
  dataset_id          = google_bigquery_dataset.central[each.value.dataset].dataset_id
  table_id            = "${each.value.table}_rows"
  description         = each.value.schema.description
  clustering          = try(each.value.schema.cluster, null)
  deletion_protection = var.deletion_protection

  schema = jsonencode(concat(each.value.schema.columns, [
    { name = "row_seq", type = "INT64", mode = "NULLABLE", description = "Grows with each state of the key" },
  ]))

  dynamic "time_partitioning" {
    for_each = try([each.value.schema.partition], [])
    content {
      type  = "DAY"
      field = time_partitioning.value
    }
  }

  lifecycle {
    # `convergence bootstrap` upgrades it.
    ignore_changes = [schema]
  }
}
