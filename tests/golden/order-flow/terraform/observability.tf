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

resource "aws_cloudwatch_log_group" "charge_card" {
  name              = "/aws/lambda/${var.name}-charge-card"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "charge_card_errors" {
  alarm_name          = "${var.name}-charge-card-errors"
  alarm_description   = "Charge card: the function fails"
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
    FunctionName = aws_lambda_function.charge_card.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "charge_card_throttles" {
  alarm_name          = "${var.name}-charge-card-throttles"
  alarm_description   = "Charge card: invocations are throttled"
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
    FunctionName = aws_lambda_function.charge_card.function_name
  }
}
