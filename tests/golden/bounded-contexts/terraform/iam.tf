data "aws_iam_policy_document" "lambda_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "create_order" {
  name               = "${var.name}-create-order"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "create_order" {
  for_each = toset([
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSXRayDaemonWriteAccess",
  ])

  role       = aws_iam_role.create_order.name
  policy_arn = each.value
}

data "aws_iam_policy_document" "create_order" {
  statement {
    resources = [aws_dynamodb_table.orders.arn]

    actions = [
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:BatchWriteItem",
      "dynamodb:DescribeTable",
    ]
  }
}

resource "aws_iam_role_policy" "create_order" {
  role   = aws_iam_role.create_order.name
  policy = data.aws_iam_policy_document.create_order.json
}

resource "aws_iam_role" "publish_order" {
  name               = "${var.name}-publish-order"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "publish_order" {
  for_each = toset([
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSXRayDaemonWriteAccess",
  ])

  role       = aws_iam_role.publish_order.name
  policy_arn = each.value
}

data "aws_iam_policy_document" "publish_order" {
  statement {
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
    resources = [aws_dynamodb_table.orders.stream_arn]
  }

  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed_publications.arn]
  }

  statement {
    actions   = ["events:PutEvents"]
    resources = [aws_cloudwatch_event_bus.order_events.arn]
  }

  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.idempotency_table.arn]
  }
}

resource "aws_iam_role_policy" "publish_order" {
  role   = aws_iam_role.publish_order.name
  policy = data.aws_iam_policy_document.publish_order.json
}

resource "aws_iam_role" "send_receipt" {
  name               = "${var.name}-send-receipt"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "send_receipt" {
  for_each = toset([
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSXRayDaemonWriteAccess",
  ])

  role       = aws_iam_role.send_receipt.name
  policy_arn = each.value
}

data "aws_iam_policy_document" "send_receipt" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.failed_receipts.arn]
  }

  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.idempotency_table.arn]
  }
}

resource "aws_iam_role_policy" "send_receipt" {
  role   = aws_iam_role.send_receipt.name
  policy = data.aws_iam_policy_document.send_receipt.json
}

resource "aws_iam_role" "reserve_stock" {
  name               = "${var.name}-reserve-stock"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "reserve_stock" {
  for_each = toset([
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSXRayDaemonWriteAccess",
  ])

  role       = aws_iam_role.reserve_stock.name
  policy_arn = each.value
}

data "aws_iam_policy_document" "reserve_stock" {
  statement {
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.fulfilment_queue.arn]
  }

  statement {
    resources = [aws_dynamodb_table.stock.arn]

    actions = [
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "dynamodb:ConditionCheckItem",
      "dynamodb:DescribeTable",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:BatchWriteItem",
    ]
  }

  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.idempotency_table.arn]
  }
}

resource "aws_iam_role_policy" "reserve_stock" {
  role   = aws_iam_role.reserve_stock.name
  policy = data.aws_iam_policy_document.reserve_stock.json
}
