locals {
  # A cron fires within its minute, so due schedules are looked for every minute.
  jobs = {
    trigger            = { schedule = "* * * * *", path = "/api/v1/scheduler/trigger" }
    process-queue      = { schedule = "* * * * *", path = "/api/v1/scheduler/process-queue" }
    reset-daily-quotas = { schedule = "0 0 * * *", path = "/api/v1/scheduler/reset-daily-quotas" }
    cleanup            = { schedule = "0 * * * *", path = "/api/v1/scheduler/cleanup-orphaned-pipelines" }
  }
}

# At least once, as Cloud Scheduler is: each of the four may come twice.
resource "google_cloud_scheduler_job" "jobs" {
  for_each         = { for name, job in local.jobs : name => job if local.on_run == 1 }
  name             = "convergence-${each.key}"
  region           = var.region
  schedule         = each.value.schedule
  time_zone        = "Etc/UTC"
  attempt_deadline = "60s"

  http_target {
    http_method = "POST"
    uri         = "${google_cloud_run_v2_service.services["scheduler-service"].uri}${each.value.path}"
    oidc_token {
      service_account_email = google_service_account.cloud_scheduler.email
      audience              = local.scheduler_audience
    }
  }
}
