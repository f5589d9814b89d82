"""Writes docs/exports.md: what becomes of each integration in each export target, and what a target cannot say.

With --check it only compares, and ends with status 1 where the document is not up to date.
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from designer.catalogue import load  # noqa: E402
from exporters.registry import TARGETS, exporters  # noqa: E402
from tests.exporters.coverage import Row, rows  # noqa: E402

PAGE = ROOT / "docs" / "exports.md"
SIGNS = {"full": "yes", "remark": "yes, with a remark", "nothing": "nothing to make", "inside": "inside its node"}
HEAD = """# Exports

What becomes of each integration in each target. *yes*: the export has it, with its permissions. *nothing to make*:
the service needs nothing for it, or who begins it stands outside. *inside its node*: it is a side of one node and
exported with it. What remains to be done by hand is said by the export dialog, by `export` before it writes (with
`--dry-run`, instead of writing) and by `check --deep`, and again in the export's README.

Terraform's exports use `hashicorp/aws` 5.x. What it has no resource for, or none with all that is said of it
(EventBridge's second generation of buses, S3 Files, the endpoint of Aurora DSQL, scripts of canaries, roles of
ingestion pipelines, buckets as Kendra's sources, attachments of secrets, and generic types without a table), is made by
`aws_cloudcontrolapi_resource` through AWS's Cloud Control API; an export's README names its types.

This page is written by `make docs` from the exports themselves.
"""


def page() -> str:
    catalogue = load()
    known = exporters()
    found = list(rows(catalogue, TARGETS))
    parts = [HEAD, _sums(found, [known[t].title for t in TARGETS])]
    for source, group in groupby(found, key=lambda row: row.integration.source):
        lines = [f"## {catalogue.title(source)}\n"]
        lines.append(f"| integration | target | mechanism | {' | '.join(known[t].title for t in TARGETS)} |")
        lines.append(f"|---|---|---|{'---|' * len(TARGETS)}")
        remarks: dict[str, str] = {}
        for row in group:
            i = row.integration
            cells = [SIGNS.get(row.cells[t].status, "no") for t in TARGETS]
            mechanism = catalogue.mechanisms[i.mechanism].title
            lines.append(f"| {i.title} | {catalogue.title(i.target)} | {mechanism} | {' | '.join(cells)} |")
            for target in TARGETS:
                if row.cells[target].why and row.cells[target].status in ("remark", "impossible"):
                    remarks.setdefault(f"{i.title}: {row.cells[target].why}", known[target].title)
        lines.extend(f"\n- {remark}" for remark in remarks)
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _sums(found: list[Row], titles: list[str]) -> str:
    words = {**SIGNS, "impossible": "no"}
    lines = [f"|  | {' | '.join(titles)} |", f"|---|{'---|' * len(TARGETS)}"]
    for status, word in words.items():
        counts = [str(sum(row.cells[t].status == status for row in found)) for t in TARGETS]
        lines.append(f"| {word} | {' | '.join(counts)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            sys.exit("docs/exports.md is not up to date: run `make docs`.")
    else:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
