"""Draws a bad and a good design for each page of docs/rules, by the canvas's own painter.

Text is drawn by the fonts of whoever looks, so the bytes differ from machine to machine.  What must not drift is the
design that a picture shows: its digest stands in the picture, and a test compares it.  Only what has changed is drawn.
"""

from __future__ import annotations

import os
import re

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from designer.catalogue import load
from designer.editing.layout import place
from designer.gui.render import render
from designer.rules import check, docs

IMAGES = docs.ROOT / "docs" / "rules" / "images"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    wanted = {shown.picture: (rule, shown) for rule in docs.ours() for shown in docs.pictured(rule)}
    for path in IMAGES.glob("*.svg"):
        if path.name not in wanted:
            path.unlink()
    for name, (rule, shown) in wanted.items():
        path = IMAGES / name
        if path.exists() and mark(shown.digest) in path.read_text(encoding="utf-8"):
            continue
        design = place(shown.design, load())
        findings = [f for f in check(design, load()) if f.rule == rule.id]
        render(design, load(), findings, path)
        path.write_text(smaller(path.read_text(encoding="utf-8"), shown.digest), encoding="utf-8")
        print(path.relative_to(docs.ROOT))


def mark(digest: str) -> str:
    """What the picture of a design holds."""
    return f"<!-- design {digest} -->"


def smaller(svg: str, digest: str) -> str:
    """Without what Qt writes again and again and no viewer needs; a third of the size."""
    svg = re.sub(r' vector-effect="none"| fill-rule="evenodd"| xml:space="preserve"', "", svg)
    svg = re.sub(r"<g [^>]*>\s*</g>\s*", "", svg)
    svg = re.sub(r"(<g [^>]*?)\s*font-family=[^>]*>(?!\s*<text)", r"\1>", svg)
    svg = re.sub(r"\s*\n\s*", "\n", svg)
    return svg.replace("<desc>", f"{mark(digest)}\n<desc>", 1)


if __name__ == "__main__":
    main()
