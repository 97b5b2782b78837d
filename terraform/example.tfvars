# Copy to terraform.tfvars and fill in.
project_id  = "my-project"
region      = "us-central1"
image_tag   = "0.1.0"
alert_email = "operators@example.com"

worker_instances = {
  min = 1
  max = 20
}
