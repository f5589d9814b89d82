variable "bucket" { default = null }
variable "versioning" { default = {} }

resource "aws_s3_bucket" "this" {
  bucket = var.bucket
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = try(tostring(var.versioning.enabled) == "true", false) ? "Enabled" : "Disabled"
  }
}

output "s3_bucket_id" { value = aws_s3_bucket.this.id }
output "s3_bucket_arn" { value = aws_s3_bucket.this.arn }
output "s3_bucket_bucket_domain_name" { value = aws_s3_bucket.this.bucket_domain_name }
output "s3_bucket_bucket_regional_domain_name" { value = aws_s3_bucket.this.bucket_regional_domain_name }
