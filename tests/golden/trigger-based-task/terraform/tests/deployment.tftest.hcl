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
  allowed_origin = "https://example.org"
  alarm_email    = "somebody@example.org"
}

run "plan" {
  command = plan

  assert {
    condition = alltrue([
      for name in [
        aws_lambda_function.make_thumbnail.function_name,
        aws_iam_role.make_thumbnail.name,
        aws_sns_topic.alarm.name,
        aws_sqs_queue.failed_pictures.name,
        aws_dynamodb_table.idempotency_table.name,
        aws_s3_bucket.thumbnails.bucket_prefix,
      ] : startswith(name, var.name)
    ])

    error_message = "A name does not begin with the deployment's."
  }

  assert {
    condition = alltrue([
      for bucket in [
        aws_s3_bucket_public_access_block.pictures,
        aws_s3_bucket_public_access_block.thumbnails,
      ] : bucket.block_public_acls && bucket.block_public_policy && bucket.ignore_public_acls && bucket.restrict_public_buckets
    ])

    error_message = "A bucket may be made public."
  }

  assert {
    condition = alltrue([
      for enabled in [
        aws_dynamodb_table.idempotency_table.point_in_time_recovery[0].enabled,
        aws_dynamodb_table.idempotency_table.server_side_encryption[0].enabled,
      ] : enabled
    ])

    error_message = "A table is not encrypted, or cannot be restored."
  }

  assert {
    condition = alltrue([for days in [aws_cloudwatch_log_group.make_thumbnail.retention_in_days] : days > 0])

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
