output "gateway_url" {
  description = "Where the API answers."
  value       = google_cloud_run_v2_service.services["api-gateway"].uri
}

output "image_repository" {
  description = "Where the four images go."
  value       = local.image
}

output "configs_bucket" {
  description = "Where templates, plans.yml and schemas go."
  value       = google_storage_bucket.configs.url
}

output "cloud_scheduler_account" {
  description = "Whose token the scheduler routes accept."
  value       = google_service_account.cloud_scheduler.email
}
