"""A flowchart in Mermaid, as GitHub, GitLab and most wikis draw it.

The lines say what the canvas says: solid, the caller waits; dashed, nobody waits; thick, the consumer polls.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporters.base import File
from exporters.documents.drawing import Drawing

_LINES = {"push": "-->", "event": "-.->", "poll": "==>", "attached": "---"}
_COLOURS = {  # the categories' colours of the look, light
    "compute": "#BD5207",
    "integration": "#BC2268",
    "networking": "#7B40C4",
    "storage": "#3D7420",
    "database": "#2B5FC7",
    "security": "#B92A35",
    "analytics": "#5A4BBD",
    "management": "#96456F",
    "external": "#4C5A6B",
    "ai": "#0E7379",
}


def mermaid(drawing: Drawing) -> tuple[File, ...]:
    return (File.of("architecture.mmd", chart(drawing)),)


def chart(drawing: Drawing) -> str:
    """The text of the flowchart; its last line ends with a newline."""
    lines = ["flowchart LR", *_inside(drawing, None, "  ")]
    for _, edge, integration in drawing.edges():
        line = _LINES[integration.model if integration else "attached"]
        label = f'|"{quoted(integration.title)}"|' if integration else ""
        lines.append(f"  n_{drawing.names[edge.source]} {line}{label} n_{drawing.names[edge.target]}")
    lines += _styles(drawing)
    return "\n".join(lines) + "\n"


def _inside(drawing: Drawing, group: str | None, indent: str) -> Iterator[str]:
    for id_ in drawing.groups_in(group):
        yield f'{indent}subgraph g_{drawing.names[id_]}["{quoted(drawing.title(id_))}"]'
        yield from _inside(drawing, id_, indent + "  ")
        yield f"{indent}end"
    for id_ in drawing.nodes_in(group):
        node = drawing.design.nodes[id_]
        text = f"{quoted(drawing.title(id_))}<br/>{quoted(drawing.kind(node))}"
        left, right = ("([", "])") if _is_actor(drawing, id_) else ("[", "]")
        yield f'{indent}n_{drawing.names[id_]}{left}"{text}"{right}'


def _is_actor(drawing: Drawing, id_: str) -> bool:
    spec = drawing.service(drawing.design.nodes[id_])
    return bool(spec and spec.actor)


def _styles(drawing: Drawing) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for id_, node in drawing.design.nodes.items():
        spec = drawing.service(node)
        members.setdefault(spec.category if spec else "external", []).append(f"n_{drawing.names[id_]}")
    for category, names in members.items():
        yield f"  classDef {category} fill:#fff,stroke:{_COLOURS[category]},stroke-width:2px,color:#17202B"
        yield f"  class {','.join(names)} {category}"
    off = [f"n_{drawing.names[id_]}" for id_, node in drawing.design.nodes.items() if node.disabled]
    if off:
        yield "  classDef disabled stroke-dasharray:4 3,color:#606C7B"
        yield f"  class {','.join(off)} disabled"


def quoted(text: str) -> str:
    """A text inside Mermaid's quotes: signs that mean something to Mermaid, Markdown or HTML become their codes."""
    return "".join(c if c.isalnum() or c in " .,:/()+-=?!'" or ord(c) > 127 else f"#{ord(c)};" for c in text)
