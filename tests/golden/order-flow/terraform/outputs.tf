output "customers_id" {
  description = "Id of the user pool Customers"
  value       = aws_cognito_user_pool.customers.id
}

output "customers_client_id" {
  description = "Id of the app client of Customers"
  value       = aws_cognito_user_pool_client.customers.id
}

output "order_flow_arn" {
  description = "ARN of the state machine Order flow"
  value       = aws_sfn_state_machine.order_flow.arn
}

output "orders_name" {
  description = "Name of the table Orders"
  value       = aws_dynamodb_table.orders.name
}

output "customer_news_arn" {
  description = "ARN of the topic Customer news"
  value       = aws_sns_topic.customer_news.arn
}

output "stock_name" {
  description = "Name of the table Stock"
  value       = aws_dynamodb_table.stock.name
}

output "checkout_api_url" {
  description = "URL of Checkout API"
  value       = aws_apigatewayv2_api.checkout_api.api_endpoint
}
