variable "name" {
  type        = string
  description = "Name of this deployment, with which the names of its resources begin"
  default     = "thumbnails"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,23}$", var.name))
    error_message = "The value of name must match ^[a-z][a-z0-9-]{0,23}$."
  }
}

variable "region" {
  type        = string
  description = "Region to deploy to"
  default     = "eu-west-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The value of region must match ^[a-z]{2}(-[a-z]+)+-[0-9]$."
  }
}

variable "log_retention_days" {
  type        = number
  description = "Days for which logs are kept"
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "The value of log_retention_days must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "allowed_origin" {
  type        = string
  description = "Origin of the web page that uploads and downloads"

  validation {
    condition     = can(regex("^https?://[^*]+$", var.allowed_origin))
    error_message = "The value of allowed_origin must match ^https?://[^*]+$."
  }
}

variable "alarm_email" {
  type        = string
  description = "E-mail address that is told about alarms"

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+$", var.alarm_email))
    error_message = "The value of alarm_email must match ^[^@\\s]+@[^@\\s]+$."
  }
}

variable "powertools_layer_version" {
  type        = number
  description = "Version of the public layer with AWS Lambda Powertools for Python"
  default     = 37
}

variable "stage" {
  type        = string
  description = "Stage of the deployment, such as dev or prod"
  default     = "dev"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{0,7}$", var.stage))
    error_message = "The value of stage must match ^[a-z][a-z0-9]{0,7}$."
  }
}
