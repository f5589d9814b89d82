variable "name" { default = null }
variable "cidr" { default = null }
variable "private_subnets" { default = [] }
variable "public_subnets" { default = [] }
variable "database_subnets" { default = [] }

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = { Name = var.name }
}

resource "aws_subnet" "private" {
  vpc_id = aws_vpc.this.id
}

resource "aws_subnet" "public" {
  vpc_id = aws_vpc.this.id
}

resource "aws_security_group" "default" {
  vpc_id = aws_vpc.this.id
}

output "vpc_id" { value = aws_vpc.this.id }
output "private_subnets" { value = [aws_subnet.private.id] }
output "public_subnets" { value = [aws_subnet.public.id] }
output "database_subnets" { value = [aws_subnet.private.id] }
output "intra_subnets" { value = [aws_subnet.private.id] }
output "default_security_group_id" { value = aws_security_group.default.id }
