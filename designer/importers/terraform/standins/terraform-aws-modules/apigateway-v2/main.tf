variable "name" { default = null }
variable "protocol_type" { default = "HTTP" }
variable "integrations" { default = {} }
variable "routes" { default = {} }

locals {
  routes = merge(var.integrations, var.routes)
}

resource "aws_apigatewayv2_api" "this" {
  name          = var.name
  protocol_type = var.protocol_type
}

resource "aws_apigatewayv2_integration" "this" {
  for_each            = local.routes
  api_id              = aws_apigatewayv2_api.this.id
  integration_type    = try(each.value.integration_type, each.value.integration.type, "AWS_PROXY")
  integration_uri     = try(each.value.lambda_arn, each.value.integration_uri, each.value.integration.uri)
  integration_subtype = try(each.value.integration_subtype, each.value.integration.subtype, null)
}

resource "aws_apigatewayv2_route" "this" {
  for_each           = local.routes
  api_id             = aws_apigatewayv2_api.this.id
  route_key          = each.key
  authorization_type = lookup(each.value, "authorization_type", null)
  target             = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
}

output "api_id" { value = aws_apigatewayv2_api.this.id }
output "api_endpoint" { value = aws_apigatewayv2_api.this.api_endpoint }
output "api_execution_arn" { value = aws_apigatewayv2_api.this.execution_arn }
output "apigatewayv2_api_id" { value = aws_apigatewayv2_api.this.id }
output "apigatewayv2_api_api_endpoint" { value = aws_apigatewayv2_api.this.api_endpoint }
output "apigatewayv2_api_execution_arn" { value = aws_apigatewayv2_api.this.execution_arn }
