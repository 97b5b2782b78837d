resource "google_pubsub_topic" "topics" {
  for_each   = local.topics
  name       = each.key
  depends_on = [google_project_service.apis]
}

resource "google_pubsub_topic" "dead" {
  for_each   = local.topics
  name       = "${each.key}-dead"
  depends_on = [google_project_service.apis]
}

resource "google_pubsub_subscription" "subscriptions" {
  for_each                   = local.topics
  name                       = "${each.key}-${each.value.handler}"
  topic                      = google_pubsub_topic.topics[each.key].id
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  # Without it a subscription that is idle for a month is gone.
  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead[each.key].id
    max_delivery_attempts = 20
  }
}

# A dead-letter topic that nobody subscribes to loses what comes to it.
resource "google_pubsub_subscription" "dead" {
  for_each                   = local.topics
  name                       = "${each.key}-dead"
  topic                      = google_pubsub_topic.dead[each.key].id
  ack_deadline_seconds       = 60
  message_retention_duration = "2678400s"

  expiration_policy {
    ttl = ""
  }
}

# Pub/Sub itself moves messages to the dead letters.
resource "google_pubsub_topic_iam_member" "dead_publisher" {
  for_each = local.topics
  topic    = google_pubsub_topic.dead[each.key].id
  role     = "roles/pubsub.publisher"
  member   = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}

resource "google_pubsub_subscription_iam_member" "dead_subscriber" {
  for_each     = local.topics
  subscription = google_pubsub_subscription.subscriptions[each.key].id
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}
