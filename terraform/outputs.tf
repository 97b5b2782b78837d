output "gateway_url" {
  description = "Where the API answers."
  value       = local.on_run == 1 ? google_cloud_run_v2_service.services["api-gateway"].uri : "https://${var.domain}"
}

output "gateway_address" {
  description = "With runtime = gke: the address that the domain's A record names."
  value       = one(google_compute_global_address.gateway[*].address)
}

output "image_repository" {
  description = "Where the image goes."
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
