variable "create_bus" { default = true }
variable "bus_name" { default = null }
variable "rules" { default = {} }
variable "targets" { default = {} }
variable "schedules" { default = {} }
variable "pipes" { default = {} }

locals {
  bus     = var.create_bus ? aws_cloudwatch_event_bus.this[0].name : null
  targets = flatten([for rule, items in var.targets : [for target in items : merge(target, { rule = rule })]])
}

resource "aws_cloudwatch_event_bus" "this" {
  count = var.create_bus ? 1 : 0
  name  = var.bus_name
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each            = var.rules
  event_bus_name      = local.bus
  event_pattern       = lookup(each.value, "event_pattern", null)
  schedule_expression = lookup(each.value, "schedule_expression", null)
  description         = lookup(each.value, "description", null)
}

resource "aws_cloudwatch_event_target" "this" {
  for_each       = { for index, target in local.targets : "${target.rule}-${index}" => target }
  event_bus_name = local.bus
  rule           = aws_cloudwatch_event_rule.this[each.value.rule].name
  arn            = each.value.arn
  target_id      = lookup(each.value, "name", null)
  input          = lookup(each.value, "input", null)
  input_path     = lookup(each.value, "input_path", null)

  dynamic "input_transformer" {
    for_each = lookup(each.value, "input_transformer", null) == null ? [] : [each.value.input_transformer]
    content {
      input_paths    = input_transformer.value.input_paths
      input_template = input_transformer.value.input_template
    }
  }

  dynamic "dead_letter_config" {
    for_each = lookup(each.value, "dead_letter_arn", null) == null ? [] : [each.value.dead_letter_arn]
    content {
      arn = dead_letter_config.value
    }
  }
}

resource "aws_scheduler_schedule" "this" {
  for_each            = var.schedules
  schedule_expression = each.value.schedule_expression

  target {
    arn   = each.value.arn
    input = lookup(each.value, "input", null)
  }
}

resource "aws_pipes_pipe" "this" {
  for_each   = var.pipes
  source     = each.value.source
  target     = each.value.target
  enrichment = lookup(each.value, "enrichment", null)
}

output "eventbridge_bus_name" { value = local.bus }
output "eventbridge_bus_arn" { value = aws_cloudwatch_event_bus.this[0].arn }
output "eventbridge_rule_arns" { value = { for name, rule in aws_cloudwatch_event_rule.this : name => rule.arn } }
output "eventbridge_rule_ids" { value = { for name, rule in aws_cloudwatch_event_rule.this : name => rule.id } }
