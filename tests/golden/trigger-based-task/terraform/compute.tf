# The packages of the functions, one a folder of src/.
data "archive_file" "function" {
  for_each = toset(["make_thumbnail"])

  type        = "zip"
  source_dir  = "${path.module}/src/${each.value}"
  output_path = "${path.module}/build/${each.value}.zip"
}

resource "aws_lambda_permission" "pictures_make_thumbnail" {
  function_name  = aws_lambda_function.make_thumbnail.function_name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:${data.aws_partition.current.partition}:s3:::thumbnails-pictures-${var.stage}-${data.aws_caller_identity.current.account_id}-${data.aws_region.current.name}"
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_lambda_function" "make_thumbnail" {
  function_name    = "${var.name}-make-thumbnail"
  description      = "Make thumbnail"
  role             = aws_iam_role.make_thumbnail.arn
  filename         = data.archive_file.function["make_thumbnail"].output_path
  source_code_hash = data.archive_file.function["make_thumbnail"].output_base64sha256
  runtime          = "python3.13"
  handler          = "app.handler"
  memory_size      = 1024
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
    log_group  = aws_cloudwatch_log_group.make_thumbnail.name
  }

  environment {
    variables = {
      BUCKET_NAME             = aws_s3_bucket.thumbnails.id
      POWERTOOLS_SERVICE_NAME = "thumbnails"
      POWERTOOLS_LOG_LEVEL    = "INFO"
      IDEMPOTENCY_TABLE       = aws_dynamodb_table.idempotency_table.name
    }
  }
}

resource "aws_lambda_function_event_invoke_config" "make_thumbnail" {
  function_name = aws_lambda_function.make_thumbnail.function_name

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed_pictures.arn
    }
  }

  depends_on = [aws_iam_role_policy.make_thumbnail]
}
