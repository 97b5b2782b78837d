resource "google_service_account" "services" {
  for_each   = local.deployables
  account_id = "cvg-${each.value}"
}

resource "google_service_account" "cloud_scheduler" {
  account_id = "cvg-cloud-scheduler"
}

# The ledger, for all.
resource "google_project_iam_member" "ledger" {
  for_each = local.deployables
  project  = var.project_id
  role     = "roles/datastore.user"
  member   = google_service_account.services[each.value].member
}

resource "google_pubsub_topic_iam_member" "publishers" {
  for_each = local.publishers
  topic    = google_pubsub_topic.topics[each.value.topic].id
  role     = "roles/pubsub.publisher"
  member   = google_service_account.services[each.value.service].member
}

resource "google_pubsub_subscription_iam_member" "subscribers" {
  for_each     = local.topics
  subscription = google_pubsub_subscription.subscriptions[each.key].id
  role         = "roles/pubsub.subscriber"
  member       = google_service_account.services[each.value.service].member
}

# Jobs: the worker runs them; the gateway plans (dry runs) and takes tenants in.
resource "google_project_iam_member" "jobs" {
  for_each = toset(["api-gateway", "pipeline-worker"])
  project  = var.project_id
  role     = "roles/bigquery.jobUser"
  member   = google_service_account.services[each.value].member
}

resource "google_project_iam_custom_role" "datasets" {
  role_id = "convergenceDatasets"
  title   = "Convergence: makes tenants' datasets and works in them"
  permissions = [
    "bigquery.datasets.create",
    "bigquery.datasets.get",
    "bigquery.tables.create",
    "bigquery.tables.get",
    "bigquery.tables.getData",
    "bigquery.tables.list",
    "bigquery.tables.update",
    "bigquery.tables.updateData",
  ]
}

resource "google_project_iam_member" "datasets" {
  for_each = toset(["api-gateway", "pipeline-worker"])
  project  = var.project_id
  role     = google_project_iam_custom_role.datasets.id
  member   = google_service_account.services[each.value].member
}

# The gateway seals and can never open; the worker opens what a step names.
resource "google_kms_crypto_key_iam_member" "gateway_seals" {
  crypto_key_id = google_kms_crypto_key.credentials.id
  role          = "roles/cloudkms.cryptoKeyEncrypter"
  member        = google_service_account.services["api-gateway"].member
}

resource "google_kms_crypto_key_iam_member" "gateway_seals_api_keys" {
  crypto_key_id = google_kms_crypto_key.api_keys.id
  role          = "roles/cloudkms.cryptoKeyEncrypter"
  member        = google_service_account.services["api-gateway"].member
}

resource "google_kms_crypto_key_iam_member" "worker_opens" {
  crypto_key_id = google_kms_crypto_key.credentials.id
  role          = "roles/cloudkms.cryptoKeyDecrypter"
  member        = google_service_account.services["pipeline-worker"].member
}

resource "google_storage_bucket_iam_member" "configs" {
  for_each = local.deployables
  bucket   = google_storage_bucket.configs.name
  role     = "roles/storage.objectViewer"
  member   = google_service_account.services[each.value].member
}

resource "google_storage_bucket_iam_member" "files" {
  bucket = google_storage_bucket.files.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.services["pipeline-worker"].member
}

resource "google_project_iam_member" "metrics" {
  for_each = local.deployables
  project  = var.project_id
  role     = "roles/monitoring.metricWriter"
  member   = google_service_account.services[each.value].member
}

resource "google_project_iam_member" "traces" {
  for_each = local.deployables
  project  = var.project_id
  role     = "roles/cloudtrace.agent"
  member   = google_service_account.services[each.value].member
}
