resource "aws_sns_topic" "alarm" {
  name              = "${var.name}-alarm"
  kms_master_key_id = aws_kms_key.messages.arn
}

resource "aws_sns_topic_subscription" "alarm" {
  topic_arn = aws_sns_topic.alarm.arn
  protocol  = "email"
  endpoint  = var.alarm_email
}

data "aws_iam_policy_document" "alarm_topic" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarm.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.alarm.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"

      values = [
        "arn:${data.aws_partition.current.partition}:cloudwatch:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:alarm:*",
      ]
    }
  }
}

resource "aws_sns_topic_policy" "alarm_topic" {
  arn    = aws_sns_topic.alarm.arn
  policy = data.aws_iam_policy_document.alarm_topic.json
}

resource "aws_sqs_queue" "failed_publications" {
  name                      = "${var.name}-failed-publications"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

data "aws_iam_policy_document" "failed_publications_queue" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.failed_publications.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "failed_publications" {
  queue_url = aws_sqs_queue.failed_publications.url
  policy    = data.aws_iam_policy_document.failed_publications_queue.json
}

resource "aws_cloudwatch_event_bus" "order_events" {
  name = "order-events"
}

resource "aws_cloudwatch_event_rule" "order_events_send_receipt" {
  name           = "${var.name}-order-events-send-receipt"
  event_bus_name = aws_cloudwatch_event_bus.order_events.name
  state          = "ENABLED"

  event_pattern = jsonencode({
    "detail-type" = ["OrderPlaced"]
    detail = {
      status = ["paid"]
    }
  })
}

resource "aws_cloudwatch_event_target" "order_events_send_receipt" {
  rule           = aws_cloudwatch_event_rule.order_events_send_receipt.name
  event_bus_name = aws_cloudwatch_event_bus.order_events.name
  target_id      = "send-receipt"
  arn            = aws_lambda_function.send_receipt.arn

  dead_letter_config {
    arn = aws_sqs_queue.failed_receipts.arn
  }
}

resource "aws_cloudwatch_event_rule" "order_events_fulfilment_queue" {
  name           = "${var.name}-order-events-fulfilment-queue"
  event_bus_name = aws_cloudwatch_event_bus.order_events.name
  state          = "ENABLED"

  event_pattern = jsonencode({
    "detail-type" = ["OrderPlaced"]
    detail = {
      in_stock = [true]
    }
  })
}

resource "aws_cloudwatch_event_target" "order_events_fulfilment_queue" {
  rule           = aws_cloudwatch_event_rule.order_events_fulfilment_queue.name
  event_bus_name = aws_cloudwatch_event_bus.order_events.name
  target_id      = "fulfilment-queue"
  arn            = aws_sqs_queue.fulfilment_queue.arn

  dead_letter_config {
    arn = aws_sqs_queue.failed_fulfilments.arn
  }
}

resource "aws_sqs_queue" "fulfilment_queue" {
  name                       = "${var.name}-fulfilment-queue"
  visibility_timeout_seconds = 360
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed_fulfilments.arn
    maxReceiveCount     = 5
  })
}

data "aws_iam_policy_document" "fulfilment_queue" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.fulfilment_queue.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.fulfilment_queue.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.order_events_fulfilment_queue.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "fulfilment_queue" {
  queue_url = aws_sqs_queue.fulfilment_queue.url
  policy    = data.aws_iam_policy_document.fulfilment_queue.json
}

resource "aws_sqs_queue" "failed_receipts" {
  name                      = "${var.name}-failed-receipts"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

data "aws_iam_policy_document" "failed_receipts_queue" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.failed_receipts.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed_receipts.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.order_events_send_receipt.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "failed_receipts" {
  queue_url = aws_sqs_queue.failed_receipts.url
  policy    = data.aws_iam_policy_document.failed_receipts_queue.json
}

resource "aws_sqs_queue" "failed_fulfilments" {
  name                      = "${var.name}-failed-fulfilments"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

data "aws_iam_policy_document" "failed_fulfilments_queue" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.failed_fulfilments.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed_fulfilments.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.order_events_fulfilment_queue.arn]
    }
  }
}

resource "aws_sqs_queue_policy" "failed_fulfilments" {
  queue_url = aws_sqs_queue.failed_fulfilments.url
  policy    = data.aws_iam_policy_document.failed_fulfilments_queue.json
}
