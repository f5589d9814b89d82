variable "name" { default = null }
variable "hash_key" { default = null }
variable "range_key" { default = null }
variable "attributes" { default = [] }
variable "billing_mode" { default = "PAY_PER_REQUEST" }
variable "stream_enabled" { default = null }
variable "stream_view_type" { default = null }
variable "table_class" { default = null }
variable "read_capacity" { default = null }
variable "write_capacity" { default = null }
variable "deletion_protection_enabled" { default = null }
variable "point_in_time_recovery_enabled" { default = false }
variable "server_side_encryption_enabled" { default = false }
variable "server_side_encryption_kms_key_arn" { default = null }
variable "ttl_enabled" { default = false }
variable "ttl_attribute_name" { default = "" }
variable "global_secondary_indexes" { default = [] }
variable "tags" { default = null }

resource "aws_dynamodb_table" "this" {
  name             = var.name
  hash_key         = var.hash_key
  range_key        = var.range_key
  billing_mode     = var.billing_mode
  stream_enabled   = var.stream_enabled
  stream_view_type = var.stream_view_type
  table_class      = var.table_class
  read_capacity    = var.read_capacity
  write_capacity   = var.write_capacity
  tags             = var.tags

  deletion_protection_enabled = var.deletion_protection_enabled

  dynamic "point_in_time_recovery" {
    for_each = var.point_in_time_recovery_enabled ? [1] : []
    content {
      enabled = true
    }
  }

  dynamic "server_side_encryption" {
    for_each = var.server_side_encryption_enabled ? [1] : []
    content {
      enabled     = true
      kms_key_arn = var.server_side_encryption_kms_key_arn
    }
  }

  dynamic "ttl" {
    for_each = var.ttl_enabled ? [var.ttl_attribute_name] : []
    content {
      enabled        = true
      attribute_name = ttl.value
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.global_secondary_indexes
    content {
      name               = global_secondary_index.value.name
      hash_key           = global_secondary_index.value.hash_key
      range_key          = lookup(global_secondary_index.value, "range_key", null)
      projection_type    = lookup(global_secondary_index.value, "projection_type", "ALL")
      non_key_attributes = lookup(global_secondary_index.value, "non_key_attributes", null)
    }
  }

  dynamic "attribute" {
    for_each = var.attributes
    content {
      name = attribute.value.name
      type = attribute.value.type
    }
  }
}

output "dynamodb_table_arn" { value = aws_dynamodb_table.this.arn }
output "dynamodb_table_id" { value = aws_dynamodb_table.this.id }
output "dynamodb_table_stream_arn" { value = aws_dynamodb_table.this.stream_arn }
