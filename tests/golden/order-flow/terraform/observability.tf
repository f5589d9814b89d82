resource "aws_cloudwatch_log_group" "checkout_api" {
  name              = "/aws/apigateway/${var.name}-checkout-api"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "checkout_api_server_errors" {
  alarm_name          = "${var.name}-checkout-api-server-errors"
  alarm_description   = "Checkout API: the API answers with errors of its own"
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
    ApiId = aws_apigatewayv2_api.checkout_api.id
  }
}

resource "aws_cloudwatch_log_group" "order_flow" {
  name              = "/aws/vendedlogs/states/${var.name}-order-flow"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "order_flow_failures" {
  alarm_name          = "${var.name}-order-flow-failures"
  alarm_description   = "Order flow: an execution failed"
  namespace           = "AWS/States"
  metric_name         = "ExecutionsFailed"
  statistic           = "Sum"
  threshold           = 1
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarm.arn]

  dimensions = {
    StateMachineArn = aws_sfn_state_machine.order_flow.arn
  }
}

resource "aws_cloudwatch_log_group" "reserve_stock" {
  name              = "/aws/lambda/${var.name}-reserve-stock"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "charge_card" {
  name              = "/aws/lambda/${var.name}-charge-card"
  retention_in_days = var.log_retention_days
}

# What the alarms watch.
locals {
  functions = {
    "reserve-stock" = { title = "Reserve stock", name = aws_lambda_function.reserve_stock.function_name }
    "charge-card"   = { title = "Charge card", name = aws_lambda_function.charge_card.function_name }
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
