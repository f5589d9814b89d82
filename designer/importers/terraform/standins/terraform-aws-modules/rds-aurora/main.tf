variable "name" { default = null }
variable "engine" { default = "aurora-mysql" }
variable "engine_mode" { default = null }
variable "engine_version" { default = null }
variable "database_name" { default = null }
variable "enable_http_endpoint" { default = null }
variable "serverlessv2_scaling_configuration" { default = {} }

resource "aws_rds_cluster" "this" {
  cluster_identifier   = var.name
  engine               = var.engine
  engine_mode          = var.engine_mode
  engine_version       = var.engine_version
  database_name        = var.database_name
  enable_http_endpoint = var.enable_http_endpoint

  dynamic "serverlessv2_scaling_configuration" {
    for_each = length(var.serverlessv2_scaling_configuration) == 0 ? [] : [var.serverlessv2_scaling_configuration]
    content {
      min_capacity = serverlessv2_scaling_configuration.value.min_capacity
      max_capacity = serverlessv2_scaling_configuration.value.max_capacity
    }
  }
}


output "cluster_arn" { value = aws_rds_cluster.this.arn }
output "cluster_id" { value = aws_rds_cluster.this.id }
output "cluster_endpoint" { value = aws_rds_cluster.this.endpoint }
