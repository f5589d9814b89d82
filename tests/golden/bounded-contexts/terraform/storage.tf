# What the functions have handled already, so that an event that comes twice has one effect.
resource "aws_dynamodb_table" "idempotency_table" {
  name         = "${var.name}-idempotency-table"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  ttl {
    attribute_name = "expiration"
    enabled        = true
  }
}

resource "aws_dynamodb_table" "orders" {
  name             = "${var.name}-orders"
  hash_key         = "order_id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_view_type = "NEW_IMAGE"
  stream_enabled   = true

  attribute {
    name = "order_id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_dynamodb_table" "stock" {
  name         = "${var.name}-stock"
  hash_key     = "sku"
  billing_mode = "PAY_PER_REQUEST"

  attribute {
    name = "sku"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }

  lifecycle {
    prevent_destroy = true
  }
}
