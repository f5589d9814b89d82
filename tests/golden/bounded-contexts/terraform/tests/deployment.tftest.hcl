mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_iam_policy_document" {
    defaults = {
      json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      partition  = "aws"
      dns_suffix = "amazonaws.com"
    }
  }

  mock_data "aws_region" {
    defaults = {
      name = "eu-west-1"
    }
  }
}

mock_provider "archive" {}

variables {
  alarm_email = "somebody@example.org"
}

run "plan" {
  command = plan

  assert {
    condition = alltrue([
      for name in [
        aws_lambda_function.create_order.function_name,
        aws_lambda_function.publish_order.function_name,
        aws_lambda_function.send_receipt.function_name,
        aws_lambda_function.reserve_stock.function_name,
        aws_iam_role.create_order.name,
        aws_iam_role.publish_order.name,
        aws_iam_role.send_receipt.name,
        aws_iam_role.reserve_stock.name,
        aws_sns_topic.alarm.name,
        aws_sqs_queue.failed_publications.name,
        aws_cloudwatch_event_rule.order_events_send_receipt.name,
        aws_cloudwatch_event_rule.order_events_fulfilment_queue.name,
        aws_sqs_queue.fulfilment_queue.name,
        aws_sqs_queue.failed_receipts.name,
        aws_sqs_queue.failed_fulfilments.name,
        aws_dynamodb_table.idempotency_table.name,
        aws_dynamodb_table.orders.name,
        aws_dynamodb_table.stock.name,
        aws_cognito_user_pool.customers.name,
        aws_cognito_user_pool_client.customers.name,
      ] : startswith(name, var.name)
    ])

    error_message = "A name does not begin with the deployment's."
  }

  assert {
    condition = alltrue([
      for enabled in [
        aws_dynamodb_table.idempotency_table.point_in_time_recovery[0].enabled,
        aws_dynamodb_table.idempotency_table.server_side_encryption[0].enabled,
        aws_dynamodb_table.orders.point_in_time_recovery[0].enabled,
        aws_dynamodb_table.orders.server_side_encryption[0].enabled,
        aws_dynamodb_table.stock.point_in_time_recovery[0].enabled,
        aws_dynamodb_table.stock.server_side_encryption[0].enabled,
      ] : enabled
    ])

    error_message = "A table is not encrypted, or cannot be restored."
  }

  assert {
    condition = alltrue([
      for days in [
        aws_cloudwatch_log_group.orders_api.retention_in_days,
        aws_cloudwatch_log_group.create_order.retention_in_days,
        aws_cloudwatch_log_group.publish_order.retention_in_days,
        aws_cloudwatch_log_group.send_receipt.retention_in_days,
        aws_cloudwatch_log_group.reserve_stock.retention_in_days,
      ] : days > 0
    ])

    error_message = "A log is kept for ever."
  }

  assert {
    condition     = aws_sqs_queue.fulfilment_queue.visibility_timeout_seconds >= aws_lambda_function.reserve_stock.timeout
    error_message = "A message comes again while its function still works on it."
  }
}

run "a_name_that_aws_refuses" {
  command         = plan
  expect_failures = [var.name]

  variables {
    name = "Not a name"
  }
}
