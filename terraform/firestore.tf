resource "google_firestore_database" "ledger" {
  name                              = "(default)"
  location_id                       = var.firestore_location
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "OPTIMISTIC"
  delete_protection_state           = var.deletion_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  depends_on                        = [google_project_service.apis]
}

# The emulator answers every query; the service only those with an index.
resource "google_firestore_index" "indexes" {
  for_each   = local.indexes
  database   = google_firestore_database.ledger.name
  collection = each.value.collection

  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path = "f.${fields.value}"
      order      = "ASCENDING"
    }
  }
  fields {
    field_path = "__name__"
    order      = "ASCENDING"
  }
}

# Lists are read newest first as well.
resource "google_firestore_index" "descending" {
  for_each   = local.indexes
  database   = google_firestore_database.ledger.name
  collection = each.value.collection

  dynamic "fields" {
    for_each = slice(each.value.fields, 0, length(each.value.fields) - 1)
    content {
      field_path = "f.${fields.value}"
      order      = "ASCENDING"
    }
  }
  fields {
    field_path = "f.${each.value.fields[length(each.value.fields) - 1]}"
    order      = "DESCENDING"
  }
  fields {
    field_path = "__name__"
    order      = "DESCENDING"
  }
}

resource "google_firestore_index" "facts" {
  database   = google_firestore_database.ledger.name
  collection = "facts"
  fields {
    field_path = "at"
    order      = "ASCENDING"
  }
  fields {
    field_path = "place"
    order      = "ASCENDING"
  }
  fields {
    field_path = "__name__"
    order      = "ASCENDING"
  }
}

# Bodies are read by key only; an index over them would cost a write for each and keep what they hold a second time.
resource "google_firestore_field" "bodies" {
  for_each   = toset(concat([for index in jsondecode(file("${path.module}/firestore-indexes.json")) : index.collection], ["plans", "open", "usage", "idempotency"]))
  database   = google_firestore_database.ledger.name
  collection = each.value
  field      = "b"
  index_config {}
}

# Documents that say when they are in the way, by the field that the adapter writes; Firestore deletes them some time after.
resource "google_firestore_field" "expiry" {
  for_each   = toset(["idempotency", "plan_reviews"])
  database   = google_firestore_database.ledger.name
  collection = each.value
  field      = "expire_at"
  ttl_config {}
}
