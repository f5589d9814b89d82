resource "aws_apigatewayv2_api" "orders_api" {
  name          = "Orders API"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "orders_api" {
  api_id      = aws_apigatewayv2_api.orders_api.id
  name        = "$default"
  auto_deploy = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.orders_api.arn

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

resource "aws_apigatewayv2_authorizer" "orders_api_customers" {
  api_id           = aws_apigatewayv2_api.orders_api.id
  name             = "customers"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    audience = [aws_cognito_user_pool_client.customers.id]
    issuer   = "https://cognito-idp.${data.aws_region.current.name}.${data.aws_partition.current.dns_suffix}/${aws_cognito_user_pool.customers.id}"
  }
}

resource "aws_apigatewayv2_integration" "orders_api_create_order" {
  api_id                 = aws_apigatewayv2_api.orders_api.id
  integration_uri        = aws_lambda_function.create_order.invoke_arn
  integration_type       = "AWS_PROXY"
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "orders_api_create_order" {
  api_id             = aws_apigatewayv2_api.orders_api.id
  route_key          = "POST /orders"
  target             = "integrations/${aws_apigatewayv2_integration.orders_api_create_order.id}"
  authorization_type = "JWT"
  authorizer_id      = aws_apigatewayv2_authorizer.orders_api_customers.id
}
