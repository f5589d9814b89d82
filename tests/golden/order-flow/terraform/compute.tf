# The packages of the functions, one a folder of src/.
data "archive_file" "function" {
  for_each = toset(["reserve_stock", "charge_card"])

  type        = "zip"
  source_dir  = "${path.module}/src/${each.value}"
  output_path = "${path.module}/build/${each.value}.zip"
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
    log_group  = aws_cloudwatch_log_group.reserve_stock.name
  }

  environment {
    variables = {
      TABLE_NAME              = aws_dynamodb_table.stock.name
      POWERTOOLS_SERVICE_NAME = "order-flow"
      POWERTOOLS_LOG_LEVEL    = "INFO"
    }
  }
}

resource "aws_lambda_function" "charge_card" {
  function_name    = "${var.name}-charge-card"
  description      = "Charge card"
  role             = aws_iam_role.charge_card.arn
  filename         = data.archive_file.function["charge_card"].output_path
  source_code_hash = data.archive_file.function["charge_card"].output_base64sha256
  runtime          = "python3.13"
  handler          = "app.handler"
  memory_size      = 256
  timeout          = 20
  architectures    = ["arm64"]

  layers = [
    "arn:${data.aws_partition.current.partition}:lambda:${data.aws_region.current.name}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:${var.powertools_layer_version}",
  ]

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.charge_card.name
  }

  environment {
    variables = {
      POWERTOOLS_SERVICE_NAME = "order-flow"
      POWERTOOLS_LOG_LEVEL    = "INFO"
    }
  }
}
