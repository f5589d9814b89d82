"""Writes what is generated anew: rule reference, integration matrix, JSON schema, pictures.  Run it by `make docs`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

STEPS = (
    [sys.executable, "-m", "designer.rules.docs"],
    [sys.executable, "docs/rule_pictures.py"],
    [sys.executable, "-m", "designer.catalogue.docs"],
    [sys.executable, "docs/exports.py"],
    [sys.executable, "docs/scans.py"],
    [sys.executable, "-m", "designer.storage.schema"],
    [sys.executable, "docs/screenshots.py"],
)

if __name__ == "__main__":
    for step in STEPS:
        subprocess.run(step, cwd=ROOT, check=True)  # noqa: S603 - our own programs
