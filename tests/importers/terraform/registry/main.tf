module "worker" {
  source                = "terraform-aws-modules/lambda/aws"
  version               = "~> 4.0"
  function_name         = "${random_pet.this.id}-lambda"
  runtime               = "python3.13"
  handler               = "a.b"
  timeout               = 20
  environment_variables = { SFN_ARN = module.flow.state_machine_arn }
  policy_statements = {
    flow = { effect = "Allow", actions = ["states:StartExecution"], resources = [module.flow.state_machine_arn] }
  }
  event_source_mapping = {
    sqs = { event_source_arn = aws_sqs_queue.jobs.arn, batch_size = 7 }
  }
  allowed_triggers = { sqs = { service = "sqs" } }
}
resource "aws_sqs_queue" "jobs" {}
module "flow" {
  source     = "terraform-aws-modules/step-functions/aws"
  name       = random_pet.this.id
  definition = jsonencode({ StartAt = "A", States = { A = { Type = "Pass", End = true } } })
}
module "bucket" {
  source = "terraform-aws-modules/s3-bucket/aws"
  bucket = "b"
}
module "notification" {
  source = "terraform-aws-modules/s3-bucket/aws//modules/notification"
  bucket = module.bucket.s3_bucket_id
  lambda_notifications = {
    one = { function_arn = module.worker.lambda_function_arn, events = ["s3:ObjectCreated:*"], filter_suffix = ".json" }
  }
}
module "events" {
  source     = "terraform-aws-modules/eventbridge/aws"
  create_bus = false
  rules      = { crons = { schedule_expression = "rate(1 minute)" } }
  targets    = { crons = [{ name = "x", arn = module.worker.lambda_function_arn }] }
}
module "queue" {
  source     = "terraform-aws-modules/sqs/aws"
  create_dlq = true
}
module "news" {
  source        = "terraform-aws-modules/sns/aws"
  subscriptions = { q = { protocol = "sqs", endpoint = module.queue.queue_arn } }
}
module "table" {
  source           = "terraform-aws-modules/dynamodb-table/aws"
  hash_key         = "id"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
  attributes       = [{ name = "id", type = "S" }]
}
module "api" {
  source = "terraform-aws-modules/apigateway-v2/aws"
  routes = { "POST /orders" = { integration = { uri = module.worker.lambda_function_arn } } }
}
resource "random_pet" "this" {}
