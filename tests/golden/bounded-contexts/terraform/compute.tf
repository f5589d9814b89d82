# The packages of the functions, one a folder of src/.
data "archive_file" "function" {
  for_each = toset(["create_order", "publish_order", "send_receipt", "reserve_stock"])

  type        = "zip"
  source_dir  = "${path.module}/src/${each.value}"
  output_path = "${path.module}/build/${each.value}.zip"
}

resource "aws_lambda_permission" "orders_api_create_order" {
  function_name = aws_lambda_function.create_order.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.orders_api.execution_arn}/*/POST/orders"
}

resource "aws_lambda_function" "create_order" {
  function_name    = "${var.name}-create-order"
  description      = "Create order"
  role             = aws_iam_role.create_order.arn
  filename         = data.archive_file.function["create_order"].output_path
  source_code_hash = data.archive_file.function["create_order"].output_base64sha256
  runtime          = "python3.13"
  handler          = "app.handler"
  memory_size      = 256
  timeout          = 10
  architectures    = ["arm64"]

  layers = [
    "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.name}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${var.powertools_layer_version}",
  ]

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.create_order.name
  }

  environment {
    variables = {
      TABLE_NAME              = aws_dynamodb_table.orders.name
      POWERTOOLS_SERVICE_NAME = "order-intake"
      POWERTOOLS_LOG_LEVEL    = "INFO"
    }
  }
}

resource "aws_lambda_event_source_mapping" "orders_publish_order" {
  function_name                  = aws_lambda_function.publish_order.arn
  event_source_arn               = aws_dynamodb_table.orders.stream_arn
  starting_position              = "TRIM_HORIZON"
  batch_size                     = 25
  function_response_types        = ["ReportBatchItemFailures"]
  maximum_retry_attempts         = 5
  bisect_batch_on_function_error = true

  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.failed_publications.arn
    }
  }

  depends_on = [aws_iam_role_policy.publish_order]
}

resource "aws_lambda_function" "publish_order" {
  function_name    = "${var.name}-publish-order"
  description      = "Publish order"
  role             = aws_iam_role.publish_order.arn
  filename         = data.archive_file.function["publish_order"].output_path
  source_code_hash = data.archive_file.function["publish_order"].output_base64sha256
  runtime          = "python3.13"
  handler          = "app.handler"
  memory_size      = 256
  timeout          = 10
  architectures    = ["arm64"]

  layers = [
    "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.name}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${var.powertools_layer_version}",
  ]

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.publish_order.name
  }

  environment {
    variables = {
      EVENT_BUS_NAME          = aws_cloudwatch_event_bus.order_events.name
      POWERTOOLS_SERVICE_NAME = "order-intake"
      POWERTOOLS_LOG_LEVEL    = "INFO"
      IDEMPOTENCY_TABLE       = aws_dynamodb_table.idempotency_table.name
    }
  }
}

resource "aws_lambda_permission" "order_events_send_receipt" {
  function_name = aws_lambda_function.send_receipt.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.order_events_send_receipt.arn
}

resource "aws_lambda_function" "send_receipt" {
  function_name    = "${var.name}-send-receipt"
  description      = "Send receipt"
  role             = aws_iam_role.send_receipt.arn
  filename         = data.archive_file.function["send_receipt"].output_path
  source_code_hash = data.archive_file.function["send_receipt"].output_base64sha256
  runtime          = "python3.13"
  handler          = "app.handler"
  memory_size      = 256
  timeout          = 15
  architectures    = ["arm64"]

  layers = [
    "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.name}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${var.powertools_layer_version}",
  ]

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.send_receipt.name
  }

  environment {
    variables = {
      POWERTOOLS_SERVICE_NAME = "order-intake"
      POWERTOOLS_LOG_LEVEL    = "INFO"
      IDEMPOTENCY_TABLE       = aws_dynamodb_table.idempotency_table.name
    }
  }
}

resource "aws_lambda_function_event_invoke_config" "send_receipt" {
  function_name = aws_lambda_function.send_receipt.function_name

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed_receipts.arn
    }
  }

  depends_on = [aws_iam_role_policy.send_receipt]
}

resource "aws_lambda_event_source_mapping" "fulfilment_queue_reserve_stock" {
  function_name           = aws_lambda_function.reserve_stock.arn
  event_source_arn        = aws_sqs_queue.fulfilment_queue.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  depends_on = [aws_iam_role_policy.reserve_stock]
}

resource "aws_lambda_function" "reserve_stock" {
  function_name    = "${var.name}-reserve-stock"
  description      = "Reserve stock"
  role             = aws_iam_role.reserve_stock.arn
  filename         = data.archive_file.function["reserve_stock"].output_path
  source_code_hash = data.archive_file.function["reserve_stock"].output_base64sha256
  runtime          = "python3.13"
  handler          = "app.handler"
  memory_size      = 256
  timeout          = 60
  architectures    = ["arm64"]

  layers = [
    "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.name}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${var.powertools_layer_version}",
  ]

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.reserve_stock.name
  }

  environment {
    variables = {
      TABLE_NAME              = aws_dynamodb_table.stock.name
      POWERTOOLS_SERVICE_NAME = "order-intake"
      POWERTOOLS_LOG_LEVEL    = "INFO"
      IDEMPOTENCY_TABLE       = aws_dynamodb_table.idempotency_table.name
    }
  }
}
