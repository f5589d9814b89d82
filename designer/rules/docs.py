"""The rules' documentation, made from the rules' files and the fixtures: docs/rules.md and docs/rules/ID.md.

`python -m designer.rules.docs` writes them, and docs/rule_pictures.py the pictures that they show; tests fail when
either is out of date.
"""

from __future__ import annotations

import hashlib
import inspect
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, get_args

from designer.catalogue.loader import load
from designer.model.design import Design
from designer.rules.base import Category, Rule
from designer.rules.engine import check
from designer.rules.registry import rules

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
HEAD = """\
# The rules

Made from the files in `designer/rules/checks/` by `python -m designer.rules.docs`; do not edit it by hand.

A finding is an **error** (it cannot be deployed, or it is sure to do harm), a **warning** (it works until the day it
does not) or **info** (worth knowing). Only errors change the exit status of `check`. A finding can be accepted with a
reason, and rules can be switched off or weighed otherwise: see [configuration](configuration.md).
"""


class Documentation(NamedTuple):
    """The parts of a rule file's docstring, as Markdown."""

    what: str
    example: str
    instead: str


class Pictured(NamedTuple):
    """A design that a page shows: its fixture, and the picture's file name."""

    fixture: Path
    picture: str

    @property
    def design(self) -> Design:
        """The fixture's design; cards without a title are called by their ids."""
        design = Design.model_validate_json(self.fixture.read_text(encoding="utf-8"))
        for id_, node in design.nodes.items():
            if not node.title:
                title = id_.replace("_", " ").replace("-", " ").capitalize()
                design = design.replace(nodes=design.nodes.set(id_, node.replace(title=title)))
        return design

    @property
    def digest(self) -> str:
        """Of the design; stands in the picture, so that a picture of an older one is found out."""
        return hashlib.sha256(self.fixture.read_bytes()).hexdigest()[:16]


def documentation(rule: Rule) -> Documentation:
    """What a rule's file says of it.  ValueError when a part is missing."""
    text = inspect.cleandoc(sys.modules[type(rule).__module__].__doc__ or "")
    what, found, rest = text.partition("\nExample: ")
    example, found_too, instead = rest.partition("\nInstead: ")
    if not (found and found_too and what.strip() and example.strip() and instead.strip()):
        raise ValueError(f"{rule.id}: the file's docstring must tell what, Example: and Instead:")
    return Documentation(what.strip(), example.strip(), instead.strip())


def pictured(rule: Rule) -> tuple[Pictured, Pictured]:
    """The bad design of a rule that is the smallest, and the good one that is most like it."""
    bad = min(sorted((FIXTURES / rule.id).glob("bad_*.json")), key=lambda path: path.stat().st_size)
    cards = _cards(bad)
    good = max(
        sorted((FIXTURES / rule.id).glob("good_*.json")),
        key=lambda path: len(cards & _cards(path)) / len(cards | _cards(path) | {""}),
    )
    return Pictured(bad, f"{rule.id}-bad.svg"), Pictured(good, f"{rule.id}-good.svg")


def index() -> str:
    """The whole of docs/rules.md."""
    return "\n".join([HEAD, *_index()])


def page(rule: Rule) -> str:
    """The whole of docs/rules/ID.md."""
    what, example, instead = documentation(rule)
    bad, good = pictured(rule)
    return "\n".join(
        [
            f"# {rule.title}\n",
            f"`{rule.id}` · {rule.severity} · {rule.category} · [all rules](../rules.md)\n",
            f"{what}\n",
            f"**Why it matters.** {rule.why}\n",
            f"**Example.** {example}\n",
            f"![A design that breaks the rule](images/{bad.picture})\n",
            *(f"> {message}\n" for message in _messages(rule, bad.design)),
            f"**Instead.** {instead}\n",
            f"![A design that keeps the rule](images/{good.picture})\n",
            f"**What to do.** {rule.fix}\n",
            f"Source: <{rule.doc}> (read {rule.read})\n",
        ]
    )


def ours() -> Iterator[Rule]:
    """The rules of this project; those of other packages are documented there."""
    return (rule for rule in rules() if type(rule).__module__.startswith("designer."))


def _messages(rule: Rule, design: Design) -> list[str]:
    """What the rule says of a design, as Markdown."""
    found = [f.message for f in check(design, load(), today=date(2026, 1, 1)) if f.rule == rule.id]
    return [re.sub(r"([*_<>|])", r"\\\1", message) for message in found[:2]]


def _cards(path: Path) -> set[str]:
    design = Design.model_validate_json(path.read_text(encoding="utf-8"))
    return {f"{id_} {node.service}" for id_, node in design.nodes.items()}


def _index() -> Iterator[str]:
    for category in get_args(Category):
        members = [rule for rule in ours() if rule.category == category]
        if members:
            yield f"## {category.capitalize()}\n"
            yield "| rule | severity | what it finds |\n|---|---|---|"
            yield "\n".join(f"| [{r.id}](rules/{r.id}.md) | {r.severity} | {r.title} |" for r in members) + "\n"


def main() -> None:
    folder = ROOT / "docs" / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (ROOT / "docs" / "rules.md").write_text(index(), encoding="utf-8")
    pages = {folder / f"{rule.id}.md": page(rule) for rule in ours()}
    for path in folder.glob("*.md"):
        if path not in pages:
            path.unlink()
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
