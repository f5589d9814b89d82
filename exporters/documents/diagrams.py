"""A program for Python's `diagrams` package, which draws the architecture with Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from exporters.base import File
from exporters.cdk.text import quoted
from exporters.documents.drawing import Drawing
from exporters.documents.names import GENERIC_CLASS, NAMES

_STYLES = {"push": "solid", "event": "dashed", "poll": "dotted", "attached": "solid"}


def diagrams(drawing: Drawing) -> tuple[File, ...]:
    return (File.of("architecture.py", program(drawing)),)


def program(drawing: Drawing) -> str:
    used = {_class(drawing, id_) for id_ in drawing.design.nodes}
    modules = sorted({name.partition(".")[0] for name in used})
    edges = list(drawing.edges())
    lines = [
        '"""Draws architecture.png with the diagrams package and Graphviz: `python architecture.py`."""',
        "",
        f"from diagrams import {', '.join((['Cluster'] if drawing.design.groups else []) + ['Diagram'])}"
        + (", Edge" if edges else ""),
    ]
    lines += [f"from diagrams.aws import {', '.join(modules)}"] if modules else []
    title = drawing.design.name or "Architecture"
    lines += ["", f'with Diagram({_text(title)}, filename="architecture", show=False, direction="LR"):']
    body = [*_inside(drawing, None, "    ")]
    for _, edge, integration in edges:
        style = _STYLES[integration.model] if integration else "solid"
        label = integration.title if integration else ""
        arrow = f"Edge(label={_text(label)}, style={_text(style)})"
        body.append(f"    n_{drawing.names[edge.source]} >> {arrow} >> n_{drawing.names[edge.target]}")
    lines += body or ["    pass"]
    return "\n".join(lines) + "\n"


def _inside(drawing: Drawing, group: str | None, indent: str) -> Iterator[str]:
    for id_ in drawing.groups_in(group):
        yield f"{indent}with Cluster({_text(drawing.title(id_))}):"
        yield from list(_inside(drawing, id_, indent + "    ")) or [f"{indent}    pass"]
    for id_ in drawing.nodes_in(group):
        yield f"{indent}n_{drawing.names[id_]} = {_class(drawing, id_)}({_text(drawing.title(id_))})"


def _class(drawing: Drawing, id_: str) -> str:
    spec = drawing.service(drawing.design.nodes[id_])
    return NAMES[spec.id].diagrams if spec else GENERIC_CLASS


def _text(text: str) -> str:
    return quoted(text, "python")
