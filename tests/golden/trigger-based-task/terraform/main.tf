# Thumbnails: the account and region that it is deployed to
data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}
