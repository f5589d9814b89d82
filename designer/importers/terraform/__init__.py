"""Terraform -> Design: a directory of `.tf` files, or the JSON of `terraform show -json`.

hcl and evaluate read the files as far as they can be known without running anything; template and arguments tell the
resources in CloudFormation's words; from there on they are understood as a template's are.
"""

from designer.importers.terraform.design import read_plan, read_terraform

__all__ = ["read_plan", "read_terraform"]
