resource "aws_cloudwatch_log_group" "make_thumbnail" {
  name              = "/aws/lambda/${var.name}-make-thumbnail"
  retention_in_days = var.log_retention_days
}

# What the alarms watch.
locals {
  functions = {
    "make-thumbnail" = { title = "Make thumbnail", name = aws_lambda_function.make_thumbnail.function_name }
  }

  dead_letter_queues = {
    "failed-pictures" = { title = "Failed pictures", name = aws_sqs_queue.failed_pictures.name }
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
