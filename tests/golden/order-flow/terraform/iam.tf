data "aws_iam_policy_document" "apigateway_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "checkout_api" {
  name               = "${var.name}-checkout-api"
  assume_role_policy = data.aws_iam_policy_document.apigateway_trust.json
}

data "aws_iam_policy_document" "checkout_api" {
  statement {
    actions   = ["states:StartExecution"]
    resources = [aws_sfn_state_machine.order_flow.arn]
  }
}

resource "aws_iam_role_policy" "checkout_api" {
  role   = aws_iam_role.checkout_api.name
  policy = data.aws_iam_policy_document.checkout_api.json
}

data "aws_iam_policy_document" "states_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role" "order_flow" {
  name               = "${var.name}-order-flow"
  assume_role_policy = data.aws_iam_policy_document.states_trust.json
}

data "aws_iam_policy_document" "order_flow" {
  statement {
    resources = ["*"]

    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]
  }

  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [aws_lambda_function.reserve_stock.arn, aws_lambda_function.charge_card.arn]
  }

  statement {
    actions   = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"]
    resources = [aws_dynamodb_table.orders.arn]
  }

  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.customer_news.arn]
  }
}

resource "aws_iam_role_policy" "order_flow" {
  role   = aws_iam_role.order_flow.name
  policy = data.aws_iam_policy_document.order_flow.json
}

data "aws_iam_policy_document" "lambda_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
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
}

resource "aws_iam_role_policy" "reserve_stock" {
  role   = aws_iam_role.reserve_stock.name
  policy = data.aws_iam_policy_document.reserve_stock.json
}

resource "aws_iam_role" "charge_card" {
  name               = "${var.name}-charge-card"
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "charge_card" {
  for_each = toset([
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "arn:${data.aws_partition.current.partition}:iam::aws:policy/AWSXRayDaemonWriteAccess",
  ])

  role       = aws_iam_role.charge_card.name
  policy_arn = each.value
}
