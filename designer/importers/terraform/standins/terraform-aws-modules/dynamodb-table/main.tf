variable "name" { default = null }
variable "hash_key" { default = null }
variable "range_key" { default = null }
variable "attributes" { default = [] }
variable "billing_mode" { default = "PAY_PER_REQUEST" }
variable "stream_enabled" { default = null }
variable "stream_view_type" { default = null }
variable "table_class" { default = null }

resource "aws_dynamodb_table" "this" {
  name             = var.name
  hash_key         = var.hash_key
  range_key        = var.range_key
  billing_mode     = var.billing_mode
  stream_enabled   = var.stream_enabled
  stream_view_type = var.stream_view_type
  table_class      = var.table_class

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
