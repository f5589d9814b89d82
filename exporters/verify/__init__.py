"""The proof of an export, with the tools that are on this machine.

What is proven is what was generated, in a folder of its own that goes afterwards: nothing of a person's folder runs
but the tools that its package managers have put there (`node_modules`, `.venv`, `.terraform`).
"""

from __future__ import annotations

from exporters.verify.process import Cancel
from exporters.verify.steps import Result, Status, verify

__all__ = ["Cancel", "Result", "Status", "verify"]
