output "orders_name" {
  description = "Name of the table Orders"
  value       = aws_dynamodb_table.orders.name
}

output "customers_id" {
  description = "Id of the user pool Customers"
  value       = aws_cognito_user_pool.customers.id
}

output "customers_client_id" {
  description = "Id of the app client of Customers"
  value       = aws_cognito_user_pool_client.customers.id
}

output "failed_publications_url" {
  description = "URL of the queue Unpublished"
  value       = aws_sqs_queue.failed_publications.url
}

output "order_events_name" {
  description = "Name of the event bus Order events"
  value       = aws_cloudwatch_event_bus.order_events.name
}

output "fulfilment_queue_url" {
  description = "URL of the queue Fulfilment queue"
  value       = aws_sqs_queue.fulfilment_queue.url
}

output "stock_name" {
  description = "Name of the table Stock"
  value       = aws_dynamodb_table.stock.name
}

output "failed_receipts_url" {
  description = "URL of the queue Failed receipts"
  value       = aws_sqs_queue.failed_receipts.url
}

output "failed_fulfilments_url" {
  description = "URL of the queue Unfulfilled"
  value       = aws_sqs_queue.failed_fulfilments.url
}

output "orders_api_url" {
  description = "URL of Orders API"
  value       = aws_apigatewayv2_api.orders_api.api_endpoint
}
