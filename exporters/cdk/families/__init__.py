"""The idioms of the CDK, a file a family of services."""
