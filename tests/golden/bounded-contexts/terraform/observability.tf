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

resource "aws_cloudwatch_metric_alarm" "create_order_errors" {
  alarm_name          = "${var.name}-create-order-errors"
  alarm_description   = "Create order: the function fails"
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
    FunctionName = aws_lambda_function.create_order.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "create_order_throttles" {
  alarm_name          = "${var.name}-create-order-throttles"
  alarm_description   = "Create order: invocations are throttled"
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
    FunctionName = aws_lambda_function.create_order.function_name
  }
}

resource "aws_cloudwatch_log_group" "publish_order" {
  name              = "/aws/lambda/${var.name}-publish-order"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "publish_order_errors" {
  alarm_name          = "${var.name}-publish-order-errors"
  alarm_description   = "Publish order: the function fails"
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
    FunctionName = aws_lambda_function.publish_order.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "publish_order_throttles" {
  alarm_name          = "${var.name}-publish-order-throttles"
  alarm_description   = "Publish order: invocations are throttled"
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
    FunctionName = aws_lambda_function.publish_order.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "publish_order_iterator_age" {
  alarm_name          = "${var.name}-publish-order-iterator-age"
  alarm_description   = "Publish order: the function falls behind its stream"
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
    FunctionName = aws_lambda_function.publish_order.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "failed_publications_depth" {
  alarm_name          = "${var.name}-failed-publications-depth"
  alarm_description   = "Unpublished: something failed for good and waits here"
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
    QueueName = aws_sqs_queue.failed_publications.name
  }
}

resource "aws_cloudwatch_log_group" "send_receipt" {
  name              = "/aws/lambda/${var.name}-send-receipt"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "send_receipt_errors" {
  alarm_name          = "${var.name}-send-receipt-errors"
  alarm_description   = "Send receipt: the function fails"
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
    FunctionName = aws_lambda_function.send_receipt.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "send_receipt_throttles" {
  alarm_name          = "${var.name}-send-receipt-throttles"
  alarm_description   = "Send receipt: invocations are throttled"
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
    FunctionName = aws_lambda_function.send_receipt.function_name
  }
}

resource "aws_cloudwatch_log_group" "reserve_stock" {
  name              = "/aws/lambda/${var.name}-reserve-stock"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "reserve_stock_errors" {
  alarm_name          = "${var.name}-reserve-stock-errors"
  alarm_description   = "Reserve stock: the function fails"
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
    FunctionName = aws_lambda_function.reserve_stock.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "reserve_stock_throttles" {
  alarm_name          = "${var.name}-reserve-stock-throttles"
  alarm_description   = "Reserve stock: invocations are throttled"
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
    FunctionName = aws_lambda_function.reserve_stock.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "failed_receipts_depth" {
  alarm_name          = "${var.name}-failed-receipts-depth"
  alarm_description   = "Failed receipts: something failed for good and waits here"
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
    QueueName = aws_sqs_queue.failed_receipts.name
  }
}

resource "aws_cloudwatch_metric_alarm" "failed_fulfilments_depth" {
  alarm_name          = "${var.name}-failed-fulfilments-depth"
  alarm_description   = "Unfulfilled: something failed for good and waits here"
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
    QueueName = aws_sqs_queue.failed_fulfilments.name
  }
}
