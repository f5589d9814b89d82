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

resource "aws_sns_topic" "customer_news" {
  name              = "${var.name}-customer-news"
  kms_master_key_id = "alias/aws/sns"
}

data "aws_iam_policy_document" "customer_news_topic" {
  statement {
    sid       = "DenyWithoutTls"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.customer_news.arn]

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

resource "aws_sns_topic_policy" "customer_news" {
  arn    = aws_sns_topic.customer_news.arn
  policy = data.aws_iam_policy_document.customer_news_topic.json
}

resource "aws_sns_topic_subscription" "customer_news_customer" {
  topic_arn = aws_sns_topic.customer_news.arn
  protocol  = "email"
  endpoint  = var.customer_email
}
