resource "google_cloud_run_v2_service" "services" {
  for_each            = { for name, service in local.services : name => service if local.on_run == 1 }
  name                = each.key
  location            = var.region
  ingress             = each.value.public ? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = var.deletion_protection
  # What Cloud Scheduler's tokens are made for; the service's own address is not known to its own configuration.
  custom_audiences = each.key == "scheduler-service" ? [local.scheduler_audience] : []

  template {
    service_account = google_service_account.services[each.key].email
    scaling {
      min_instance_count = each.value.min
      max_instance_count = each.value.max
    }
    containers {
      image = "${local.image}/convergence:${var.image_tag}"
      args  = ["serve", each.key]
      ports {
        container_port = 8080
      }
      resources {
        limits = {
          cpu    = "1"
          memory = each.value.memory
        }
      }
      dynamic "env" {
        for_each = merge(local.environment, local.traces, each.key == "scheduler-service" ? local.scheduler_environment : {})
        content {
          name  = env.key
          value = env.value
        }
      }
      env {
        name = "ADMIN_API_KEY"
        value_source {
          secret_key_ref {
            secret  = google_secret_manager_secret.admin_key.secret_id
            version = "latest"
          }
        }
      }
      startup_probe {
        http_get {
          path = "/health"
        }
        period_seconds    = 1
        failure_threshold = 60
      }
      liveness_probe {
        http_get {
          path = "/health/live"
        }
        period_seconds = 10
      }
    }
    dynamic "containers" {
      for_each = local.collectors
      content {
        name  = "collector"
        image = containers.value
        resources {
          limits = {
            cpu    = "0.5"
            memory = "256Mi"
          }
        }
      }
    }
  }
}

# The one that anybody may call: its own keys decide.
resource "google_cloud_run_v2_service_iam_member" "public" {
  for_each = { for name, service in local.services : name => service if service.public && local.on_run == 1 }
  name     = google_cloud_run_v2_service.services[each.key].name
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"
}

resource "google_cloud_run_v2_service_iam_member" "scheduler" {
  count    = local.on_run
  name     = google_cloud_run_v2_service.services["scheduler-service"].name
  location = var.region
  role     = "roles/run.invoker"
  member   = google_service_account.cloud_scheduler.member
}

# Workers pull. They scale on the ledger's open runs divided by permits (autoscaler.tf), never on undelivered
# messages: a scale-in gives leases back and the sweeper rings.
resource "google_cloud_run_v2_worker_pool" "workers" {
  count               = local.on_run
  name                = "pipeline-worker"
  location            = var.region
  deletion_protection = var.deletion_protection

  scaling {
    manual_instance_count = var.worker_instances.min
  }

  template {
    service_account = google_service_account.services["pipeline-worker"].email
    containers {
      image = "${local.image}/convergence:${var.image_tag}"
      args  = ["serve", "pipeline-worker"]
      resources {
        limits = {
          cpu    = "2"
          memory = "2Gi"
        }
      }
      dynamic "env" {
        for_each = merge(local.environment, local.traces)
        content {
          name  = env.key
          value = env.value
        }
      }
    }
    dynamic "containers" {
      for_each = local.collectors
      content {
        name  = "collector"
        image = containers.value
        resources {
          limits = {
            cpu    = "0.5"
            memory = "256Mi"
          }
        }
      }
    }
  }

  lifecycle {
    # The autoscaler's business from the first apply on.
    ignore_changes = [scaling[0].manual_instance_count]
  }
}
