"""AWS SAM: template.yaml with its functions, tests and deploy settings."""
