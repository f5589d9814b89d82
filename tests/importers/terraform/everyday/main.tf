resource "aws_api_gateway_rest_api" "api" { name = "api" }
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_method" "post" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "POST"
  authorization = "COGNITO_USER_POOLS"
  authorizer_id = aws_api_gateway_authorizer.a.id
}
resource "aws_api_gateway_authorizer" "a" {
  name          = "a"
  rest_api_id   = aws_api_gateway_rest_api.api.id
  type          = "COGNITO_USER_POOLS"
  provider_arns = [aws_cognito_user_pool.pool.arn]
}
resource "aws_cognito_user_pool" "pool" { name = "pool" }
resource "aws_api_gateway_integration" "post" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.post.http_method
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = aws_lambda_function.f.invoke_arn
}
resource "aws_api_gateway_deployment" "d" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  depends_on  = [aws_api_gateway_integration.post]
}
resource "aws_api_gateway_stage" "s" {
  deployment_id = aws_api_gateway_deployment.d.id
  rest_api_id   = aws_api_gateway_rest_api.api.id
  stage_name    = "prod"
}
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.f.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.api.execution_arn}/*/*"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
  timeout       = 10
  dead_letter_config { target_arn = aws_sqs_queue.dlq.arn }
}
resource "aws_sqs_queue" "dlq" {}
resource "aws_iam_role" "r" {
  assume_role_policy  = data.aws_iam_policy_document.t.json
  managed_policy_arns = ["arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"]
}
data "aws_iam_policy_document" "t" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}
resource "aws_scheduler_schedule" "sch" {
  schedule_expression = "rate(1 hours)"
  flexible_time_window { mode = "OFF" }
  target {
    arn      = aws_lambda_function.f.arn
    role_arn = aws_iam_role.r.arn
    dead_letter_config { arn = aws_sqs_queue.dlq.arn }
  }
}
resource "aws_cloudwatch_event_rule" "rule" { schedule_expression = "rate(5 minutes)" }
resource "aws_cloudwatch_event_target" "t" {
  rule = aws_cloudwatch_event_rule.rule.name
  arn  = aws_lambda_function.f.arn
}
resource "aws_kinesis_firehose_delivery_stream" "fh" {
  name        = "fh"
  destination = "extended_s3"
  extended_s3_configuration {
    role_arn   = aws_iam_role.r.arn
    bucket_arn = aws_s3_bucket.b.arn
    processing_configuration {
      enabled = true
      processors {
        type = "Lambda"
        parameters {
          parameter_name  = "LambdaArn"
          parameter_value = "${aws_lambda_function.f.arn}:$LATEST"
        }
      }
    }
  }
}
resource "aws_sns_topic" "tp" {}
resource "aws_sns_topic_subscription" "fhs" {
  topic_arn             = aws_sns_topic.tp.arn
  protocol              = "firehose"
  endpoint              = aws_kinesis_firehose_delivery_stream.fh.arn
  subscription_role_arn = aws_iam_role.r.arn
}
resource "aws_s3_bucket" "b" {}
resource "aws_s3_bucket_notification" "n" {
  bucket      = aws_s3_bucket.b.id
  eventbridge = true
}
resource "aws_cloudwatch_event_rule" "s3r" {
  event_pattern = jsonencode({ source = ["aws.s3"], detail = { bucket = { name = [aws_s3_bucket.b.id] } } })
}
resource "aws_cloudwatch_event_target" "s3t" {
  rule     = aws_cloudwatch_event_rule.s3r.name
  arn      = aws_sfn_state_machine.sm.arn
  role_arn = aws_iam_role.r.arn
}
resource "aws_sfn_state_machine" "sm" {
  name       = "sm"
  role_arn   = aws_iam_role.r.arn
  definition = <<EOF
{ "StartAt": "A", "States": { "A": { "Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Parameters": { "TopicArn": "${aws_sns_topic.tp.arn}", "N": ${length("abc")} }, "End": true } } }
EOF
}
resource "aws_iot_topic_rule" "iot" {
  name        = "iot"
  enabled     = true
  sql         = "SELECT * FROM 'x'"
  sql_version = "2016-03-23"
  sns {
    role_arn   = aws_iam_role.r.arn
    target_arn = aws_sns_topic.tp.arn
  }
}
resource "aws_lambda_function_url" "u" {
  function_name      = aws_lambda_function.f.function_name
  authorization_type = "NONE"
}
resource "aws_ecs_cluster" "c" { name = "c" }
resource "aws_ecs_task_definition" "td" {
  family                = "x"
  container_definitions = jsonencode([{ name = "a", image = "nginx", portMappings = [{ containerPort = 80 }] }])
}
resource "aws_ecs_service" "svc" {
  name            = "svc"
  cluster         = aws_ecs_cluster.c.id
  task_definition = aws_ecs_task_definition.td.arn
  network_configuration { subnets = [aws_subnet.s.id] }
  load_balancer {
    target_group_arn = aws_lb_target_group.tg.arn
    container_name   = "a"
    container_port   = 80
  }
}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_lb" "lb" {
  internal           = true
  load_balancer_type = "application"
  subnets            = [aws_subnet.s.id]
}
resource "aws_lb_listener" "l" {
  load_balancer_arn = aws_lb.lb.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tg.arn
  }
}
resource "aws_lb_target_group" "tg" {
  target_type = "ip"
  vpc_id      = aws_vpc.v.id
}
resource "aws_vpclattice_service_network" "sn" { name = "sn" }
resource "aws_ssm_parameter" "p" {
  name  = "/x"
  type  = "String"
  value = aws_s3_bucket.b.id
}
