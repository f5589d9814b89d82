resource "aws_apigatewayv2_api" "checkout_api" {
  name          = "Checkout API"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "checkout_api" {
  api_id      = aws_apigatewayv2_api.checkout_api.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.checkout_api.arn

    format = jsonencode({
      requestId        = "$context.requestId"
      ip               = "$context.identity.sourceIp"
      requestTime      = "$context.requestTime"
      httpMethod       = "$context.httpMethod"
      routeKey         = "$context.routeKey"
      status           = "$context.status"
      responseLength   = "$context.responseLength"
      integrationError = "$context.integrationErrorMessage"
    })
  }

  default_route_settings {
    detailed_metrics_enabled = true
    throttling_rate_limit    = 100
    throttling_burst_limit   = 200
  }
}

resource "aws_apigatewayv2_authorizer" "checkout_api_customers" {
  api_id           = aws_apigatewayv2_api.checkout_api.id
  name             = "customers"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    audience = [aws_cognito_user_pool_client.customers.id]
    issuer   = "https://cognito-idp.${data.aws_region.current.name}.${data.aws_partition.current.dns_suffix}/${aws_cognito_user_pool.customers.id}"
  }
}

resource "aws_apigatewayv2_integration" "checkout_api_order_flow" {
  api_id                 = aws_apigatewayv2_api.checkout_api.id
  integration_type       = "AWS_PROXY"
  integration_subtype    = "StepFunctions-StartExecution"
  payload_format_version = "1.0"
  credentials_arn        = aws_iam_role.checkout_api.arn

  request_parameters = {
    StateMachineArn = aws_sfn_state_machine.order_flow.arn
    Input           = "$request.body"
  }
}

resource "aws_apigatewayv2_route" "checkout_api_order_flow" {
  api_id             = aws_apigatewayv2_api.checkout_api.id
  route_key          = "POST /checkout"
  target             = "integrations/${aws_apigatewayv2_integration.checkout_api_order_flow.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.checkout_api_customers.id
}
