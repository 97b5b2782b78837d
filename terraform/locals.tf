locals {
  # A thing of one runtime is there once or not at all.
  on_run = var.runtime == "run" ? 1 : 0
  on_gke = var.runtime == "gke" ? 1 : 0

  # One deployable each; the worker is a pool, not a service: it pulls.
  services = {
    api-gateway       = { public = true, min = var.gateway_instances.min, max = var.gateway_instances.max, memory = "1Gi" }
    scheduler-service = { public = false, min = 0, max = 2, memory = "512Mi" }
    quota-service     = { public = false, min = 1, max = 2, memory = "512Mi" }
  }

  # Each topic and the handler that reads it: the subscription is called after both, as the adapter does.
  topics = {
    runs       = { handler = "run-handler", service = "pipeline-worker" }
    run-events = { handler = "completion-handler", service = "quota-service" }
  }

  # Who publishes to what.
  publishers = {
    gateway-runs       = { service = "api-gateway", topic = "runs" }
    gateway-run-events = { service = "api-gateway", topic = "run-events" }
    scheduler-runs     = { service = "scheduler-service", topic = "runs" }
    quota-runs         = { service = "quota-service", topic = "runs" }
    worker-runs        = { service = "pipeline-worker", topic = "runs" }
    worker-run-events  = { service = "pipeline-worker", topic = "run-events" }
  }

  deployables = toset(concat(keys(local.services), ["pipeline-worker"]))

  image = "${var.region}-docker.pkg.dev/${var.project_id}/${google_artifact_registry_repository.images.repository_id}"

  # What every process reads; docs/configuration.md says what each does.
  environment = {
    ENVIRONMENT          = var.environment
    GCP_PROJECT_ID       = var.project_id
    BIGQUERY_LOCATION    = var.bigquery_location
    API_HOST             = "0.0.0.0"
    LOG_FORMAT           = "json"
    CONFIGS_DIR          = "gs://${google_storage_bucket.configs.name}"
    FILES_BASE           = "gs://${google_storage_bucket.files.name}"
    CORS_ALLOWED_ORIGINS = var.cors_allowed_origins
    WORKER_PERMITS       = tostring(var.worker_permits)
    GCP_KMS_KEY_NAME     = google_kms_crypto_key.credentials.id
    GCP_KMS_API_KEY_NAME = google_kms_crypto_key.api_keys.id
  }

  # The collector is a container beside the service.
  traces = var.trace_collector_image == "" ? {} : {
    OTEL_EXPORTER_OTLP_ENDPOINT = "http://localhost:4318"
  }
  collectors = var.trace_collector_image == "" ? [] : [var.trace_collector_image]

  scheduler_audience = "https://scheduler.convergence.internal"

  # Cloud Run's check stands in front (run.invoker is the scheduler's account alone), so a signature does not arrive.
  scheduler_environment = {
    SCHEDULER_OIDC_EMAIL    = google_service_account.cloud_scheduler.email
    SCHEDULER_OIDC_AUDIENCE = local.scheduler_audience
    SCHEDULER_OIDC_KEYS     = "cloud-run"
  }

  # The one place where a metadata column is declared.
  schema_folder = "${path.module}/../configs/metadata/schemas"
  schemas       = { for file in fileset(local.schema_folder, "*.json") : trimsuffix(file, ".json") => jsondecode(file("${local.schema_folder}/${file}")) }
  central_tables = merge([
    for name, schema in local.schemas : {
      for dataset in schema.datasets : "${dataset}.${name}" => { dataset = dataset, table = name, schema = schema } if dataset != "tenant" && !can(schema.rows_of)
    }
  ]...)

  # Every query that the ledger's books make; a test holds the file to their declarations. Firestore makes indexes of one
  # field by itself.
  indexes = { for index in jsondecode(file("${path.module}/firestore-indexes.json")) : "${index.collection}-${index.name}" => index if length(index.fields) > 1 }
}
