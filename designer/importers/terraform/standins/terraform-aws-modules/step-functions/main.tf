variable "name" { default = null }
variable "type" { default = "STANDARD" }
variable "definition" { default = null }
variable "policy_statements" { default = {} }
variable "service_integrations" { default = {} }
variable "tags" { default = null }

locals {
  statements = try(values(var.policy_statements), var.policy_statements)

  # What the service integrations allow, by their names in the module.
  actions = {
    lambda            = { lambda = ["lambda:InvokeFunction"] }
    dynamodb          = { dynamodb = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"] }
    sns               = { sns = ["sns:Publish"] }
    sqs               = { sqs = ["sqs:SendMessage"] }
    stepfunction      = { stepfunction = ["states:StartExecution"] }
    stepfunction_Sync = { stepfunction = ["states:StartExecution"] }
    eventbridge       = { eventbridge = ["events:PutEvents"] }
  }
  integrated = flatten([
    for service, given in var.service_integrations : [
      for name, resources in given : { actions = local.actions[service][name], resources = resources }
      if can(local.actions[service][name])
    ]
  ])
}

resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "states.amazonaws.com" } }] })
}

data "aws_iam_policy_document" "this" {
  dynamic "statement" {
    for_each = concat(local.statements, local.integrated)
    content {
      effect    = lookup(statement.value, "effect", "Allow")
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}

resource "aws_iam_role_policy" "this" {
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_sfn_state_machine" "this" {
  name       = var.name
  type       = upper(var.type)
  role_arn   = aws_iam_role.this.arn
  definition = var.definition
  tags       = var.tags
}

output "state_machine_arn" { value = aws_sfn_state_machine.this.arn }
output "state_machine_id" { value = aws_sfn_state_machine.this.id }
output "role_arn" { value = aws_iam_role.this.arn }
output "role_name" { value = aws_iam_role.this.name }
output "state_machine_name" { value = aws_sfn_state_machine.this.name }
