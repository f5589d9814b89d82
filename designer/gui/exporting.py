"""What can be exported from the window, and the work of it, which runs on a worker thread."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from designer.gui.panels.code import TARGETS
from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.model.finding import Finding

if TYPE_CHECKING:
    from exporters.changes import FolderChanges

SCAFFOLDS = TARGETS
DOCUMENTS = (
    ("markdown", "Markdown page"),
    ("mermaid", "Mermaid"),
    ("drawio", "draw.io"),
    ("diagrams", "Python diagrams"),
)
TITLES = dict((*SCAFFOLDS, *DOCUMENTS))
HINTS = {
    "sam": "template.yaml, handlers and tests; deployed by sam deploy",
    "cdk-python": "a CDK app in Python with level-2 constructs",
    "cdk-typescript": "a CDK app in TypeScript with level-2 constructs",
    "terraform": "aws_* resources with variables and outputs",
    "markdown": "Markdown with the picture, services, connections, permissions, limits and accepted findings",
    "mermaid": "a flowchart that GitHub and wikis draw",
    "drawio": "a diagrams.net page with AWS's icons, in the places of the canvas",
    "diagrams": "a program that draws the architecture with Graphviz",
}


@dataclass(frozen=True)
class Order:
    """What a person asks for.  `picture` is the text of an SVG for the documentation page."""

    design: Design
    catalogue: Catalogue
    findings: Sequence[Finding]
    wanted: tuple[str, ...]
    folder: Path
    picture: str = ""
    force: bool = False


def picture(design: Design, catalogue: Catalogue) -> str:
    """The text of an SVG; Qt's painter wants the main thread for it."""
    from designer.gui.render import render

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "architecture.svg"
        render(design, catalogue, (), path)
        return path.read_text(encoding="utf-8")


def look(order: Order) -> Mapping[str, FolderChanges]:
    """What an export will do; one that only makes new files is written at once.  Raises ExportError."""
    from exporters import registry
    from exporters.changes import changes
    from exporters.documents import documents

    scaffolds = [word for word in order.wanted if word in dict(SCAFFOLDS)]
    papers = [word for word in order.wanted if word in dict(DOCUMENTS)]
    made = registry.export(order.design, order.catalogue, scaffolds) if scaffolds else {}
    made |= documents(order.design, order.catalogue, order.findings, papers, order.picture)
    found = changes(made, order.folder, order.force, order.design)
    if not asks(found):
        write(found)
    return found


def asks(found: Mapping[str, FolderChanges]) -> bool:
    """Whether a person should look first: something that lies there is changed."""
    return any(change.kind not in ("new", "same") for target in found.values() for change in target.changes)


def write(found: Mapping[str, FolderChanges]) -> Mapping[str, FolderChanges]:
    """Write what was looked at.  Raises ExportError."""
    from exporters.write import write

    write(found.values())
    return found
