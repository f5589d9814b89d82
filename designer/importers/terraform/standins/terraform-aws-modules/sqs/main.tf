variable "name" { default = null }
variable "fifo_queue" { default = null }
variable "content_based_deduplication" { default = null }
variable "visibility_timeout_seconds" { default = null }
variable "message_retention_seconds" { default = null }
variable "delay_seconds" { default = null }
variable "redrive_policy" { default = {} }
variable "create_dlq" { default = false }
variable "dlq_message_retention_seconds" { default = null }

locals {
  limit = try(lookup(var.redrive_policy, "maxReceiveCount", 5), 5)
}

resource "aws_sqs_queue" "this" {
  name                        = var.name
  fifo_queue                  = var.fifo_queue
  content_based_deduplication = var.content_based_deduplication
  visibility_timeout_seconds  = var.visibility_timeout_seconds
  message_retention_seconds   = var.message_retention_seconds
  delay_seconds               = var.delay_seconds
  redrive_policy              = var.create_dlq ? jsonencode({ deadLetterTargetArn = aws_sqs_queue.dlq[0].arn, maxReceiveCount = local.limit }) : (try(length(var.redrive_policy), 1) == 0 ? null : try(jsonencode(merge(var.redrive_policy)), var.redrive_policy))
}

resource "aws_sqs_queue" "dlq" {
  count                     = var.create_dlq ? 1 : 0
  fifo_queue                = var.fifo_queue
  message_retention_seconds = var.dlq_message_retention_seconds
}

output "queue_arn" { value = aws_sqs_queue.this.arn }
output "queue_arn_static" { value = aws_sqs_queue.this.arn }
output "queue_id" { value = aws_sqs_queue.this.id }
output "queue_url" { value = aws_sqs_queue.this.url }
output "queue_name" { value = aws_sqs_queue.this.name }
output "sqs_queue_arn" { value = aws_sqs_queue.this.arn }
output "sqs_queue_id" { value = aws_sqs_queue.this.id }
output "sqs_queue_name" { value = aws_sqs_queue.this.name }
output "dead_letter_queue_arn" { value = aws_sqs_queue.dlq[0].arn }
output "dead_letter_queue_id" { value = aws_sqs_queue.dlq[0].id }
output "dead_letter_queue_url" { value = aws_sqs_queue.dlq[0].url }
output "dead_letter_queue_name" { value = aws_sqs_queue.dlq[0].name }
