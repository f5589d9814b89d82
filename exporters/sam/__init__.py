"""AWS SAM: template.yaml with its functions, tests and deploy settings."""

from __future__ import annotations

from exporters.sam.project import SamExporter

__all__ = ["SamExporter"]
