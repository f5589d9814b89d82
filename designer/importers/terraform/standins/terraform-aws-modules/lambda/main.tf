variable "create_function" { default = true }
variable "create_layer" { default = false }
variable "layer_name" { default = null }
variable "compatible_runtimes" { default = null }
variable "function_name" { default = null }
variable "description" { default = null }
variable "handler" { default = null }
variable "runtime" { default = null }
variable "timeout" { default = 3 }
variable "memory_size" { default = 128 }
variable "architectures" { default = null }
variable "layers" { default = null }
variable "package_type" { default = null }
variable "image_uri" { default = null }
variable "tracing_mode" { default = null }
variable "reserved_concurrent_executions" { default = null }
variable "environment_variables" { default = {} }
variable "dead_letter_target_arn" { default = null }
variable "vpc_subnet_ids" { default = null }
variable "vpc_security_group_ids" { default = null }
variable "event_source_mapping" { default = {} }
variable "policy_statements" { default = {} }
variable "policy_json" { default = null }
variable "policies" { default = [] }
variable "policy" { default = null }
variable "destination_on_failure" { default = null }
variable "destination_on_success" { default = null }
variable "create_lambda_function_url" { default = false }
variable "authorization_type" { default = "NONE" }
variable "allowed_triggers" { default = {} }
variable "tags" { default = null }

locals {
  statements = try(values(var.policy_statements), var.policy_statements)
  managed    = compact(concat(var.policies, [var.policy]))
  function   = var.create_function && !var.create_layer
}

resource "aws_lambda_layer_version" "this" {
  count               = var.create_layer ? 1 : 0
  layer_name          = var.layer_name
  description         = var.description
  compatible_runtimes = var.compatible_runtimes
}

resource "aws_lambda_function" "this" {
  count                          = local.function ? 1 : 0
  function_name                  = var.function_name
  description                    = var.description
  handler                        = var.handler
  runtime                        = var.runtime
  timeout                        = var.timeout
  memory_size                    = var.memory_size
  architectures                  = var.architectures
  layers                         = var.layers
  package_type                   = var.package_type
  image_uri                      = var.image_uri
  reserved_concurrent_executions = var.reserved_concurrent_executions
  role                           = aws_iam_role.this[0].arn
  tags                           = var.tags

  dynamic "environment" {
    for_each = length(keys(var.environment_variables)) == 0 ? [] : [var.environment_variables]
    content {
      variables = environment.value
    }
  }

  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [var.dead_letter_target_arn]
    content {
      target_arn = dead_letter_config.value
    }
  }

  dynamic "tracing_config" {
    for_each = var.tracing_mode == null ? [] : [var.tracing_mode]
    content {
      mode = tracing_config.value
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc_subnet_ids == null ? [] : [var.vpc_subnet_ids]
    content {
      subnet_ids         = vpc_config.value
      security_group_ids = var.vpc_security_group_ids
    }
  }
}

resource "aws_iam_role" "this" {
  count               = local.function ? 1 : 0
  managed_policy_arns = local.managed
  assume_role_policy  = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
}

data "aws_iam_policy_document" "this" {
  source_policy_documents = [var.policy_json]

  dynamic "statement" {
    for_each = local.statements
    content {
      effect    = lookup(statement.value, "effect", "Allow")
      actions   = statement.value.actions
      resources = statement.value.resources
    }
  }
}

resource "aws_iam_role_policy" "this" {
  count  = local.function ? 1 : 0
  role   = aws_iam_role.this[0].name
  policy = data.aws_iam_policy_document.this.json
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each                           = var.event_source_mapping
  function_name                      = aws_lambda_function.this[0].arn
  event_source_arn                   = each.value.event_source_arn
  batch_size                         = lookup(each.value, "batch_size", null)
  maximum_batching_window_in_seconds = lookup(each.value, "maximum_batching_window_in_seconds", null)
  starting_position                  = lookup(each.value, "starting_position", null)
  function_response_types            = lookup(each.value, "function_response_types", null)
  maximum_retry_attempts             = lookup(each.value, "maximum_retry_attempts", null)
  parallelization_factor             = lookup(each.value, "parallelization_factor", null)

  dynamic "filter_criteria" {
    for_each = lookup(each.value, "filter_criteria", null) == null ? [] : [each.value.filter_criteria]
    content {
      dynamic "filter" {
        for_each = flatten([filter_criteria.value])
        content {
          pattern = filter.value.pattern
        }
      }
    }
  }

  dynamic "destination_config" {
    for_each = lookup(each.value, "destination_arn_on_failure", null) == null ? [] : [each.value.destination_arn_on_failure]
    content {
      on_failure {
        destination_arn = destination_config.value
      }
    }
  }
}

resource "aws_lambda_permission" "this" {
  for_each      = var.allowed_triggers
  function_name = aws_lambda_function.this[0].function_name
  action        = "lambda:InvokeFunction"
  principal     = lookup(each.value, "principal", "${lookup(each.value, "service", "")}.amazonaws.com")
  source_arn    = lookup(each.value, "source_arn", null)
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count         = var.destination_on_failure == null && var.destination_on_success == null ? 0 : 1
  function_name = aws_lambda_function.this[0].function_name

  destination_config {
    dynamic "on_failure" {
      for_each = var.destination_on_failure == null ? [] : [var.destination_on_failure]
      content {
        destination = on_failure.value
      }
    }
    dynamic "on_success" {
      for_each = var.destination_on_success == null ? [] : [var.destination_on_success]
      content {
        destination = on_success.value
      }
    }
  }
}

resource "aws_lambda_function_url" "this" {
  count              = var.create_lambda_function_url ? 1 : 0
  function_name      = aws_lambda_function.this[0].function_name
  authorization_type = var.authorization_type
}

output "lambda_function_arn" { value = aws_lambda_function.this[0].arn }
output "lambda_function_arn_static" { value = aws_lambda_function.this[0].arn }
output "lambda_function_qualified_arn" { value = aws_lambda_function.this[0].arn }
output "lambda_function_invoke_arn" { value = aws_lambda_function.this[0].invoke_arn }
output "lambda_function_qualified_invoke_arn" { value = aws_lambda_function.this[0].invoke_arn }
output "lambda_function_name" { value = aws_lambda_function.this[0].function_name }
output "lambda_layer_arn" { value = aws_lambda_layer_version.this[0].arn }
output "lambda_role_arn" { value = aws_iam_role.this[0].arn }
output "lambda_role_name" { value = aws_iam_role.this[0].name }
