# How Terraform reaches the cluster of gke.tf; without one nobody asks.
data "google_client_config" "this" {}

provider "kubernetes" {
  host                   = "https://${coalesce(one(google_container_cluster.workloads[*].endpoint), "localhost")}"
  token                  = data.google_client_config.this.access_token
  cluster_ca_certificate = base64decode(coalesce(one(google_container_cluster.workloads[*].master_auth[0].cluster_ca_certificate), "bm9uZQ=="))
}
