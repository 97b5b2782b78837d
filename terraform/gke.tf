# The other runtime: the same images, accounts and variables as Deployments of an Autopilot cluster.
locals {
  # The quota service is one: the autoscaler adds up what each of them tells of open runs.
  workloads = {
    api-gateway       = { least = var.gateway_instances.min, cpu = "1", memory = "1Gi" }
    scheduler-service = { least = 1, cpu = "500m", memory = "512Mi" }
    quota-service     = { least = 1, cpu = "500m", memory = "512Mi" }
    pipeline-worker   = { least = var.worker_instances.min, cpu = "2", memory = "2Gi" }
  }
  gke_workloads = { for name, workload in local.workloads : name => workload if local.on_gke == 1 }
}

resource "google_container_cluster" "workloads" {
  count               = local.on_gke
  name                = "convergence"
  location            = var.region
  enable_autopilot    = true
  deletion_protection = var.deletion_protection
  depends_on          = [google_project_service.apis]
}

# A Deployment's account is the service's account: no key lies anywhere.
resource "kubernetes_service_account_v1" "services" {
  for_each = local.gke_workloads
  metadata {
    name      = each.key
    namespace = "convergence"
    annotations = {
      "iam.gke.io/gcp-service-account" = google_service_account.services[each.key].email
    }
  }
}

resource "google_service_account_iam_member" "workloads" {
  for_each           = local.gke_workloads
  service_account_id = google_service_account.services[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${var.project_id}.svc.id.goog[convergence/${each.key}]"
}

resource "kubernetes_deployment_v1" "services" {
  for_each = local.gke_workloads
  metadata {
    name      = each.key
    namespace = "convergence"
  }
  spec {
    replicas = each.value.least
    selector {
      match_labels = { app = each.key }
    }
    template {
      metadata {
        labels = { app = each.key }
      }
      spec {
        service_account_name             = kubernetes_service_account_v1.services[each.key].metadata[0].name
        termination_grace_period_seconds = 30
        security_context {
          run_as_non_root = true
        }
        container {
          name  = "service"
          image = "${local.image}/convergence:${var.image_tag}"
          args  = ["serve", each.key]
          port {
            container_port = 8080
          }
          resources {
            requests = { cpu = each.value.cpu, memory = each.value.memory }
            limits   = { cpu = each.value.cpu, memory = each.value.memory }
          }
          dynamic "env" {
            for_each = merge(local.environment, local.traces)
            content {
              name  = env.key
              value = env.value
            }
          }
          # The worker has no routes for it.
          dynamic "env" {
            for_each = each.key == "pipeline-worker" ? [] : ["ADMIN_API_KEY"]
            content {
              name = env.value
              value_from {
                secret_key_ref {
                  name = "convergence-admin-key"
                  key  = "key"
                }
              }
            }
          }
          startup_probe {
            http_get {
              path = "/health"
              port = 8080
            }
            period_seconds    = 1
            failure_threshold = 60
          }
          readiness_probe {
            http_get {
              path = "/health"
              port = 8080
            }
            period_seconds = 5
          }
          liveness_probe {
            http_get {
              path = "/health/live"
              port = 8080
            }
            period_seconds = 10
          }
        }
        dynamic "container" {
          for_each = local.collectors
          content {
            name  = "collector"
            image = container.value
          }
        }
      }
    }
  }

  lifecycle {
    # The autoscalers' business from the first apply on.
    ignore_changes = [spec[0].replicas]
  }
}

resource "kubernetes_service_v1" "services" {
  for_each = { for name, workload in local.gke_workloads : name => workload if name != "pipeline-worker" }
  metadata {
    name      = each.key
    namespace = "convergence"
    annotations = {
      "cloud.google.com/neg" = jsonencode({ ingress = true })
    }
  }
  spec {
    type     = "ClusterIP"
    selector = { app = each.key }
    port {
      port        = 8080
      target_port = 8080
    }
  }
}

# On open runs divided by permits, never on CPU and never on undelivered messages. Google's adapter of external metrics
# must be in the cluster: docs/deploy.md.
resource "kubernetes_horizontal_pod_autoscaler_v2" "workers" {
  count = local.on_gke
  metadata {
    name      = "pipeline-worker"
    namespace = "convergence"
  }
  spec {
    min_replicas = max(1, var.worker_instances.min)
    max_replicas = var.worker_instances.max
    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = kubernetes_deployment_v1.services["pipeline-worker"].metadata[0].name
    }
    metric {
      type = "External"
      external {
        metric {
          name = "workload.googleapis.com|convergence_open_runs"
        }
        target {
          type          = "AverageValue"
          average_value = tostring(var.worker_permits)
        }
      }
    }
  }
}

resource "kubernetes_horizontal_pod_autoscaler_v2" "gateways" {
  count = local.on_gke
  metadata {
    name      = "api-gateway"
    namespace = "convergence"
  }
  spec {
    min_replicas = max(1, var.gateway_instances.min)
    max_replicas = var.gateway_instances.max
    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = kubernetes_deployment_v1.services["api-gateway"].metadata[0].name
    }
    metric {
      type = "Resource"
      resource {
        name = "cpu"
        target {
          type                = "Utilization"
          average_utilization = 60
        }
      }
    }
  }
}

# Cloud Scheduler's place: the scheduler service is reached inside the cluster only, by the admin key.
resource "kubernetes_cron_job_v1" "jobs" {
  for_each = { for name, job in local.jobs : name => job if local.on_gke == 1 }
  metadata {
    name      = each.key
    namespace = "convergence"
  }
  spec {
    schedule                      = each.value.schedule
    timezone                      = "Etc/UTC"
    concurrency_policy            = "Allow"
    successful_jobs_history_limit = 1
    failed_jobs_history_limit     = 3
    job_template {
      metadata {}
      spec {
        backoff_limit           = 1
        active_deadline_seconds = 60
        template {
          metadata {}
          spec {
            restart_policy = "Never"
            container {
              name    = "curl"
              image   = var.curl_image
              command = ["sh", "-c", "exec curl --fail --silent --show-error --max-time 55 -X POST -H \"X-Admin-Key: $ADMIN_API_KEY\" http://scheduler-service:8080${each.value.path}"]
              env {
                name = "ADMIN_API_KEY"
                value_from {
                  secret_key_ref {
                    name = "convergence-admin-key"
                    key  = "key"
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

# The one that anybody may call, under the domain's name.
resource "google_compute_global_address" "gateway" {
  count = local.on_gke
  name  = "convergence-gateway"
}

resource "google_compute_managed_ssl_certificate" "gateway" {
  count = local.on_gke
  name  = "convergence-gateway"
  managed {
    domains = [var.domain]
  }
}

resource "kubernetes_ingress_v1" "gateway" {
  count = local.on_gke
  metadata {
    name      = "api-gateway"
    namespace = "convergence"
    annotations = {
      "kubernetes.io/ingress.class"                 = "gce"
      "kubernetes.io/ingress.allow-http"            = "false"
      "kubernetes.io/ingress.global-static-ip-name" = google_compute_global_address.gateway[0].name
      "ingress.gcp.kubernetes.io/pre-shared-cert"   = google_compute_managed_ssl_certificate.gateway[0].name
    }
  }
  spec {
    default_backend {
      service {
        name = "api-gateway"
        port {
          number = 8080
        }
      }
    }
  }

  depends_on = [kubernetes_service_v1.services]
}
