"""The rules' documentation, made from the rules' files: docs/rules.md.

`python -m designer.rules.docs` writes it; a test fails when it is out of date.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

from designer.rules.base import Category, Rule
from designer.rules.registry import rules

HEAD = """\
# The rules

Made from the files in `designer/rules/checks/` by `python -m designer.rules.docs`; do not edit it by hand.

A finding is an **error** (it cannot be deployed, or it is sure to do harm), a **warning** (it works until the day it
does not) or **info** (worth knowing). Only errors change the exit status of `check`. A finding can be accepted with a
reason; then it stays visible and does not count.
"""


class Documentation(NamedTuple):
    """The parts of a rule file's docstring, as Markdown."""

    what: str
    example: str
    instead: str


def documentation(rule: Rule) -> Documentation:
    """What a rule's file says of it.  ValueError when a part is missing."""
    text = inspect.cleandoc(sys.modules[type(rule).__module__].__doc__ or "")
    what, found, rest = text.partition("\nExample: ")
    example, found_too, instead = rest.partition("\nInstead: ")
    if not (found and found_too and what.strip() and example.strip() and instead.strip()):
        raise ValueError(f"{rule.id}: the file's docstring must tell what, Example: and Instead:")
    return Documentation(what.strip(), example.strip(), instead.strip())


def markdown() -> str:
    """The whole of docs/rules.md."""
    return "\n".join([HEAD, *_index(), *(_section(rule) for rule in rules())])


def _index() -> Iterator[str]:
    for category in get_args(Category):
        members = [rule for rule in rules() if rule.category == category]
        if members:
            yield f"## {category.capitalize()}\n"
            yield "| rule | severity | what it finds |\n|---|---|---|"
            yield "\n".join(f"| [{r.id}](#{r.id}) | {r.severity} | {r.title} |" for r in members) + "\n"


def _section(rule: Rule) -> str:
    what, example, instead = documentation(rule)
    return "\n".join(
        [
            f"### {rule.id}\n",
            f"**{rule.title}** · {rule.severity} · {rule.category}\n",
            f"{what}\n",
            f"**Why it matters.** {rule.why}\n",
            f"**Example.** {example}\n",
            f"**Instead.** {instead}\n",
            f"**What to do.** {rule.fix}\n",
            f"Source: <{rule.doc}> (read {rule.read})\n",
        ]
    )


def main() -> None:
    target = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
