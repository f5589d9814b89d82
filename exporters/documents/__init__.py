"""What to take home besides scaffolds: diagrams in other tools' languages, and a page of documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from designer.model.finding import Finding
from exporters.base import ExportError, File
from exporters.documents.drawing import Drawing

DOCUMENTS = ("mermaid", "drawio", "markdown", "diagrams")  # their words on the command line


def documents(
    design: Design, catalogue: Catalogue, findings: Iterable[Finding], wanted: Iterable[str], picture: str = ""
) -> dict[str, tuple[File, ...]]:
    """The files of each document that is wanted; `picture` is the text of an SVG for the page of documentation."""
    from exporters.documents.diagrams import diagrams
    from exporters.documents.drawio import drawio
    from exporters.documents.mermaid import mermaid
    from exporters.documents.page import page

    drawing = Drawing(design, catalogue, tuple(findings))
    makers: dict[str, Callable[[Drawing], tuple[File, ...]]] = {
        "mermaid": mermaid,
        "drawio": drawio,
        "markdown": lambda drawing: page(drawing, picture),
        "diagrams": diagrams,
    }
    made: dict[str, tuple[File, ...]] = {}
    for word in wanted:
        if word not in makers:
            raise ExportError(f"There is no document {word!r}; there are {', '.join(DOCUMENTS)}.")
        made[word] = makers[word](drawing)
    return made
