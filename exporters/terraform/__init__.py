"""Terraform: aws_* resources in files by concern, with the provider hashicorp/aws."""

from __future__ import annotations

from exporters.terraform.project import TerraformExporter

__all__ = ["TerraformExporter"]
