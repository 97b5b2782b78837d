resource "google_kms_key_ring" "ring" {
  name       = "convergence-keyring"
  location   = var.region
  depends_on = [google_project_service.apis]
}

# Wraps the data keys of credentials and webhook secrets.
resource "google_kms_crypto_key" "credentials" {
  name            = "convergence-encryption-key"
  key_ring        = google_kms_key_ring.ring.id
  rotation_period = var.kms_rotation
  lifecycle {
    prevent_destroy = true
  }
}

# Wraps the copies of API keys. No service account may decrypt with it: a copy is opened by a person, or never.
resource "google_kms_crypto_key" "api_keys" {
  name            = "convergence-api-keys"
  key_ring        = google_kms_key_ring.ring.id
  rotation_period = var.kms_rotation
  lifecycle {
    prevent_destroy = true
  }
}
