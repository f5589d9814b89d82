provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Application = "order-flow"
    }
  }
}
