resource "google_monitoring_notification_channel" "mail" {
  display_name = "Convergence operators"
  type         = "email"
  labels = {
    email_address = var.alert_email
  }
}

locals {
  # Each of them needs a person; docs/monitoring.md and docs/google.md say what to do.
  alerts = {
    dead-letters = {
      text     = "A message was given up: look at it with ./convergence dead-letters list."
      filter   = "resource.type = \"pubsub_subscription\" AND metric.type = \"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.labels.subscription_id = monitoring.regex.full_match(\".*-dead\")"
      above    = 0
      duration = "0s"
      aligner  = "ALIGN_MAX"
    }
    oldest-message = {
      text     = "Messages wait: no worker takes them."
      filter   = "resource.type = \"pubsub_subscription\" AND metric.type = \"pubsub.googleapis.com/subscription/oldest_unacked_message_age\" AND resource.labels.subscription_id = monitoring.regex.full_match(\"(runs|run-events)-.*-handler\")"
      above    = 300
      duration = "120s"
      aligner  = "ALIGN_MAX"
    }
    quota-drift = {
      text     = "Slots and ledger disagreed and were repaired: a fault in the code."
      filter   = "resource.type = \"generic_task\" AND metric.type = \"workload.googleapis.com/convergence_quota_drift\""
      above    = 0
      duration = "0s"
      aligner  = "ALIGN_DELTA"
    }
    failed-runs = {
      text     = "Many runs fail."
      filter   = "resource.type = \"generic_task\" AND metric.type = \"workload.googleapis.com/convergence_runs_ended\" AND metric.labels.status = \"FAILED\""
      above    = 20
      duration = "300s"
      aligner  = "ALIGN_DELTA"
    }
  }
}

resource "google_monitoring_alert_policy" "alerts" {
  for_each              = local.alerts
  display_name          = "Convergence: ${each.key}"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.mail.id]

  documentation {
    content = each.value.text
  }

  conditions {
    display_name = each.key
    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.above
      duration        = each.value.duration
      aggregations {
        alignment_period   = "60s"
        per_series_aligner = each.value.aligner
      }
    }
  }
}

resource "google_monitoring_dashboard" "overview" {
  dashboard_json = file("${path.module}/dashboard.json")
}
