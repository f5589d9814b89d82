"""Writes docs/scans.md: what exported projects accept of checkov, cdk-nag and cfn-lint-serverless, and why.

With --check it only compares, and ends with status 1 where the document is not up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from exporters.scans import Acceptance, shapes, table  # noqa: E402

PAGE = ROOT / "docs" / "scans.md"
HEAD = """# What scanners find in exports

An export passes checkov, cdk-nag's AwsSolutions and the rules of cfn-lint-serverless: what they ask for is there, or
the export says why not. Each tool reads the reasons where it looks for them:

| tool | where the reasons stand |
|---|---|
| checkov | `.checkov.yaml`, or a comment in the resource; `checkov -d .` reads both. For the CDK, `cdk synth` first |
| cdk-nag | `infrastructure/acknowledged.py` or `lib/acknowledged.ts`, by aws-cdk-lib's `Validations` |
| cfn-lint with cfn-lint-serverless | the `Metadata` of the template and of its resources |

An export carries the records that concern its resources, and no others. Where a reason says that the design draws
something or does not, the export also says at which nodes and edges. `make prove` runs all three tools over the
exports of every example and of designs in which every integration stands.

This page is written by `make docs` from `exporters/scans/accepted.toml`.

| what an export lacks | why | checks |
|---|---|---|
"""
WILDCARDS = """
## Wildcards

cdk-nag gives each wildcard of a policy an id of its own. The exports accept these shapes of them:

| shape | why |
|---|---|
"""


def page() -> str:
    rows = "".join(f"| {cell(a.what)} | {cell(a.reason)} | {', '.join(checks(a))} |\n" for a in table())
    return HEAD + rows + WILDCARDS + "".join(f"| `{cell(s.shape)}` | {cell(s.reason)} |\n" for s in shapes())


def checks(acceptance: Acceptance) -> Iterator[str]:
    """The ids of all checks, as code."""
    a = acceptance
    named = (a.checkov, a.terraform, a.here, a.template, a.cdk, a.cfn_lint)
    yield from (f"`{check}`" for group in named for check in group)


def cell(text: str) -> str:
    """A text in a table's cell."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            sys.exit("docs/scans.md is not up to date: run `make docs`.")
    else:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
