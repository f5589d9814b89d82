"""What people already have -> Design: templates, CDK apps, Terraform, diagrams."""
