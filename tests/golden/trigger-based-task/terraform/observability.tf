resource "aws_cloudwatch_log_group" "make_thumbnail" {
  name              = "/aws/lambda/${var.name}-make-thumbnail"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_metric_alarm" "make_thumbnail_errors" {
  alarm_name          = "${var.name}-make-thumbnail-errors"
  alarm_description   = "Make thumbnail: the function fails"
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
    FunctionName = aws_lambda_function.make_thumbnail.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "make_thumbnail_throttles" {
  alarm_name          = "${var.name}-make-thumbnail-throttles"
  alarm_description   = "Make thumbnail: invocations are throttled"
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
    FunctionName = aws_lambda_function.make_thumbnail.function_name
  }
}

resource "aws_cloudwatch_metric_alarm" "failed_pictures_depth" {
  alarm_name          = "${var.name}-failed-pictures-depth"
  alarm_description   = "Failed pictures: something failed for good and waits here"
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
    QueueName = aws_sqs_queue.failed_pictures.name
  }
}
