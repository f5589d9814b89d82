"""`.checkov.yaml`: what checkov skips in an exported project, with the reason above each check.

checkov reads the file in the folder that it is told to look at (`checkov -d .`).
"""

from __future__ import annotations

from exporters.base import File
from exporters.plan import Plan, Resource
from exporters.scans import Target, accepted, table, wrapped

PATH = ".checkov.yaml"
_WIDTH = 110
_HEAD = "# What checkov asks for and this project rightly lacks, and why. `checkov -d .` reads it.\nskip-check:\n"


def skips(resource: Resource) -> tuple[str, ...]:
    """What checkov skips at one resource of a Terraform project, in the words that it reads in a comment."""
    return tuple(
        f"checkov:skip={check}:{acceptance.reason}"
        for acceptance in table()
        if acceptance.here and resource.type in acceptance.types
        for check in acceptance.here
    )


def checkov(plan: Plan, target: Target) -> tuple[File, ...]:
    """The file, unless there is nothing to skip."""
    lines: list[str] = []
    for found in accepted(plan, target):
        if checks := found.acceptance.checks(target):
            lines += wrapped(f"{found.acceptance.what}. {found.why}", _WIDTH, "  # ")
            lines += [f"  - {check}" for check in checks]
    return (File.of(PATH, _HEAD + "\n".join(lines) + "\n"),) if lines else ()
