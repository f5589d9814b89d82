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
  customer_email = "somebody@example.org"
  alarm_email    = "somebody@example.org"
}

run "plan" {
  command = plan

  assert {
    condition = alltrue([
      for name in [
        aws_lambda_function.reserve_stock.function_name,
        aws_lambda_function.charge_card.function_name,
        aws_iam_role.checkout_api.name,
        aws_iam_role.order_flow.name,
        aws_iam_role.reserve_stock.name,
        aws_iam_role.charge_card.name,
        aws_sns_topic.alarm.name,
        aws_sns_topic.customer_news.name,
        aws_cognito_user_pool.customers.name,
        aws_cognito_user_pool_client.customers.name,
        aws_sfn_state_machine.order_flow.name,
        aws_dynamodb_table.orders.name,
        aws_dynamodb_table.stock.name,
      ] : startswith(name, var.name)
    ])

    error_message = "A name does not begin with the deployment's."
  }

  assert {
    condition = alltrue([
      for enabled in [
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
        aws_cloudwatch_log_group.checkout_api.retention_in_days,
        aws_cloudwatch_log_group.order_flow.retention_in_days,
        aws_cloudwatch_log_group.reserve_stock.retention_in_days,
        aws_cloudwatch_log_group.charge_card.retention_in_days,
      ] : days > 0
    ])

    error_message = "A log is kept for ever."
  }
}

run "a_name_that_aws_refuses" {
  command         = plan
  expect_failures = [var.name]

  variables {
    name = "Not a name"
  }
}
