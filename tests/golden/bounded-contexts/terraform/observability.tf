resource "aws_cloudwatch_log_group" "orders_api" {
  name              = "/aws/apigateway/${var.name}-orders-api"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "orders_api_server_errors" {
  alarm_name          = "${var.name}-orders-api-server-errors"
  alarm_description   = "Orders API: the API answers with errors of its own"
  namespace           = "AWS/ApiGateway"
  metric_name         = "5xx"
  statistic           = "Sum"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]

  dimensions = {
    ApiId = aws_apigatewayv2_api.orders_api.id
  }
}

resource "aws_cloudwatch_log_group" "create_order" {
  name              = "/aws/lambda/${var.name}-create-order"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "publish_order" {
  name              = "/aws/lambda/${var.name}-publish-order"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "send_receipt" {
  name              = "/aws/lambda/${var.name}-send-receipt"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "reserve_stock" {
  name              = "/aws/lambda/${var.name}-reserve-stock"
  retention_in_days = var.log_retention_days
}

# What the alarms watch.
locals {
  functions = {
    "create-order"  = { title = "Create order", name = aws_lambda_function.create_order.function_name }
    "publish-order" = { title = "Publish order", name = aws_lambda_function.publish_order.function_name }
    "send-receipt"  = { title = "Send receipt", name = aws_lambda_function.send_receipt.function_name }
    "reserve-stock" = { title = "Reserve stock", name = aws_lambda_function.reserve_stock.function_name }
  }

  dead_letter_queues = {
    "failed-publications" = { title = "Unpublished", name = aws_sqs_queue.failed_publications.name }
    "failed-receipts"     = { title = "Failed receipts", name = aws_sqs_queue.failed_receipts.name }
    "failed-fulfilments"  = { title = "Unfulfilled", name = aws_sqs_queue.failed_fulfilments.name }
  }
}

resource "aws_cloudwatch_metric_alarm" "function_errors" {
  for_each = local.functions

  alarm_name          = "${var.name}-${each.key}-errors"
  alarm_description   = "${each.value.title}: the function fails"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  statistic           = "Sum"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]

  dimensions = {
    FunctionName = each.value.name
  }
}

resource "aws_cloudwatch_metric_alarm" "function_throttles" {
  for_each = local.functions

  alarm_name          = "${var.name}-${each.key}-throttles"
  alarm_description   = "${each.value.title}: invocations are throttled"
  namespace           = "AWS/Lambda"
  metric_name         = "Throttles"
  statistic           = "Sum"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]

  dimensions = {
    FunctionName = each.value.name
  }
}

resource "aws_cloudwatch_metric_alarm" "function_iterator_age" {
  for_each = toset(["publish-order"])

  alarm_name          = "${var.name}-${each.key}-iterator-age"
  alarm_description   = "${local.functions[each.key].title}: the function falls behind its stream"
  namespace           = "AWS/Lambda"
  metric_name         = "IteratorAge"
  statistic           = "Maximum"
  threshold           = 43200000
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]

  dimensions = {
    FunctionName = local.functions[each.key].name
  }
}

resource "aws_cloudwatch_metric_alarm" "dead_letter_queue_depth" {
  for_each = local.dead_letter_queues

  alarm_name          = "${var.name}-${each.key}-depth"
  alarm_description   = "${each.value.title}: something failed for good and waits here"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  statistic           = "Maximum"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]

  dimensions = {
    QueueName = each.value.name
  }
}
