"""SAM and CloudFormation templates -> designs."""

from __future__ import annotations

from designer.importers.cloudformation.reader import import_document, parse_template, read_template

__all__ = ["import_document", "parse_template", "read_template"]
