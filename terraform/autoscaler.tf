# Cloud Run's external metrics autoscaler sets the number of workers: the ledger's open runs, a metric of the quota
# service (WatchedMeters.OPEN_RUNS), divided by the permits of a worker. CPU would be the wrong signal (workers wait for
# BigQuery), undelivered messages as well (a run is acknowledged when it is claimed, not when it ends).
variable "autoscaler_image" {
  description = "Google's image of the external metrics autoscaler."
  type        = string
  default     = "us-central1-docker.pkg.dev/cloud-run-oss-images/crema-v1/autoscaler:1.0"
}

resource "google_service_account" "autoscaler" {
  count      = local.on_run
  account_id = "cvg-autoscaler"
}

resource "google_parameter_manager_parameter" "autoscaler" {
  count        = local.on_run
  parameter_id = "convergence-autoscaler"
  format       = "YAML"
}

resource "google_parameter_manager_parameter_version" "autoscaler" {
  count                = local.on_run
  parameter            = google_parameter_manager_parameter.autoscaler[0].id
  parameter_version_id = "from-${var.worker_instances.min}-to-${var.worker_instances.max}-by-${var.worker_permits}"
  parameter_data       = local.autoscaling
}

locals {
  autoscaling = yamlencode({
    apiVersion = "crema/v1"
    kind       = "CremaConfig"
    spec = {
      pollingInterval = 15
      triggerAuthentications = [{
        metadata = { name = "own-account" }
        spec     = { podIdentity = { provider = "gcp" } }
      }]
      scaledObjects = [{
        spec = {
          scaleTargetRef  = { name = "projects/${var.project_id}/locations/${var.region}/workerpools/pipeline-worker" }
          minReplicaCount = var.worker_instances.min
          maxReplicaCount = var.worker_instances.max
          triggers = [{
            type = "gcp-stackdriver"
            metadata = {
              projectId              = var.project_id
              filter                 = "metric.type=\"workload.googleapis.com/convergence_open_runs\" AND resource.type=\"generic_task\""
              targetValue            = tostring(var.worker_permits)
              alignmentPeriodSeconds = "60"
              alignmentAligner       = "max"
              # Each quota-service tells the same number.
              alignmentReducer = "max"
            }
            authenticationRef = { name = "own-account" }
          }]
        }
      }]
    }
  })
}

resource "google_cloud_run_v2_service" "autoscaler" {
  count               = local.on_run
  name                = "worker-autoscaler"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = false

  template {
    service_account = google_service_account.autoscaler[0].email
    scaling {
      min_instance_count = 1
      max_instance_count = 1
    }
    containers {
      image = var.autoscaler_image
      resources {
        limits = {
          cpu    = "1"
          memory = "512Mi"
        }
        cpu_idle = false
      }
      env {
        name  = "CREMA_CONFIG"
        value = google_parameter_manager_parameter_version.autoscaler[0].name
      }
    }
  }
}

resource "google_project_iam_member" "autoscaler" {
  for_each = toset(local.on_run == 1 ? ["roles/parametermanager.parameterViewer", "roles/monitoring.viewer"] : [])
  project  = var.project_id
  role     = each.value
  member   = google_service_account.autoscaler[0].member
}

resource "google_project_iam_custom_role" "resize" {
  count       = local.on_run
  role_id     = "convergenceResizeWorkers"
  title       = "Convergence: sets the number of workers"
  permissions = ["run.workerpools.get", "run.workerpools.update", "run.operations.get"]
}

resource "google_project_iam_member" "resize" {
  count   = local.on_run
  project = var.project_id
  role    = google_project_iam_custom_role.resize[0].id
  member  = google_service_account.autoscaler[0].member
}

resource "google_service_account_iam_member" "resize" {
  count              = local.on_run
  service_account_id = google_service_account.services["pipeline-worker"].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.autoscaler[0].member
}
