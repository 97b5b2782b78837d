variable "project_id" {
  description = "The project that holds everything."
  type        = string
}

variable "region" {
  description = "Region of Cloud Run, Cloud Scheduler, KMS and Artifact Registry."
  type        = string
  default     = "us-central1"
}

variable "bigquery_location" {
  description = "Location of the datasets and of every job."
  type        = string
  default     = "US"
}

variable "firestore_location" {
  description = "Location of the Firestore database; it can never be changed."
  type        = string
  default     = "nam5"
}

variable "environment" {
  description = "development, staging or production. Production refuses DISABLE_AUTH."
  type        = string
  default     = "production"
  validation {
    condition     = contains(["development", "staging", "production"], var.environment)
    error_message = "environment is development, staging or production."
  }
}

variable "runtime" {
  description = "Where the services run: run (Cloud Run) or gke (an Autopilot cluster)."
  type        = string
  default     = "run"
  validation {
    condition     = contains(["run", "gke"], var.runtime)
    error_message = "runtime is run or gke."
  }
}

variable "domain" {
  description = "The gateway's name with runtime = gke, for its certificate; Cloud Run gives a name by itself."
  type        = string
  default     = ""
}

variable "image_tag" {
  description = "Tag of the image in Artifact Registry: one image, which each service runs under its own name."
  type        = string
}

variable "worker_permits" {
  description = "Runs in work at once in one worker."
  type        = number
  default     = 64
}

variable "worker_instances" {
  description = "Workers at least and at most."
  type = object({
    min = number
    max = number
  })
  default = {
    min = 1
    max = 20
  }
}

variable "gateway_instances" {
  description = "Gateway instances at least and at most."
  type = object({
    min = number
    max = number
  })
  default = {
    min = 1
    max = 20
  }
}

variable "trace_collector_image" {
  description = "An OpenTelemetry collector that takes OTLP over HTTP on port 4318 and writes to Cloud Trace, beside each service; empty: no traces."
  type        = string
  default     = ""
}

variable "cors_allowed_origins" {
  description = "Web pages of these origins may call the API, with commas between; empty: none."
  type        = string
  default     = ""
}

variable "alert_email" {
  description = "Who is told when something needs a person."
  type        = string
}

variable "kms_rotation" {
  description = "How often the key that wraps credentials gets a new version."
  type        = string
  default     = "7776000s"
}

variable "deletion_protection" {
  description = "Keeps Terraform from deleting the ledger and the tables."
  type        = bool
  default     = true
}

variable "curl_image" {
  description = "What calls the scheduler's routes with runtime = gke."
  type        = string
  default     = "docker.io/curlimages/curl:8.10.1"
}
