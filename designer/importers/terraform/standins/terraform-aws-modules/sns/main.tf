variable "name" { default = null }
variable "fifo_topic" { default = null }
variable "content_based_deduplication" { default = null }
variable "subscriptions" { default = {} }

resource "aws_sns_topic" "this" {
  name                        = var.name
  fifo_topic                  = var.fifo_topic
  content_based_deduplication = var.content_based_deduplication
}

resource "aws_sns_topic_subscription" "this" {
  for_each             = var.subscriptions
  topic_arn            = aws_sns_topic.this.arn
  protocol             = each.value.protocol
  endpoint             = each.value.endpoint
  filter_policy        = lookup(each.value, "filter_policy", null)
  redrive_policy       = lookup(each.value, "redrive_policy", null)
  raw_message_delivery = lookup(each.value, "raw_message_delivery", null)
}

output "topic_arn" { value = aws_sns_topic.this.arn }
output "topic_id" { value = aws_sns_topic.this.id }
output "topic_name" { value = aws_sns_topic.this.name }
output "sns_topic_arn" { value = aws_sns_topic.this.arn }
output "sns_topic_id" { value = aws_sns_topic.this.id }
output "sns_topic_name" { value = aws_sns_topic.this.name }
