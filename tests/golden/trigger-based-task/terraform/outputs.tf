output "pictures_name" {
  description = "Name of the bucket Pictures"
  value       = aws_s3_bucket.pictures.id
}

output "thumbnails_name" {
  description = "Name of the bucket Thumbnails"
  value       = aws_s3_bucket.thumbnails.id
}

output "failed_pictures_url" {
  description = "URL of the queue Failed pictures"
  value       = aws_sqs_queue.failed_pictures.url
}
