variable "name" { default = null }
variable "type" { default = "STANDARD" }
variable "definition" { default = null }

resource "aws_sfn_state_machine" "this" {
  name       = var.name
  type       = upper(var.type)
  definition = var.definition
}

output "state_machine_arn" { value = aws_sfn_state_machine.this.arn }
output "state_machine_id" { value = aws_sfn_state_machine.this.id }
output "state_machine_name" { value = aws_sfn_state_machine.this.name }
