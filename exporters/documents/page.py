"""A page of documentation in Markdown: the picture, the services, how they work together, and what was accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from designer.model.design import get_path
from designer.model.finding import SEVERITIES
from designer.model.references import is_intrinsic
from designer.model.sentences import amount, explained
from designer.model.specs import PropertySpec
from exporters.base import File
from exporters.documents.drawing import Drawing, one_line
from exporters.documents.mermaid import chart

PICTURE = "architecture.svg"
_MODELS = {"push": "caller waits", "event": "handed over", "poll": "consumer polls", "attached": "attached"}
_EVENT_WORDS = ("DetailType", "EventPattern", "Events", "FilterCriteria")


def page(drawing: Drawing, picture: str = "") -> tuple[File, ...]:
    """The page with the file of its picture (`picture` is the text of an SVG), or with a Mermaid chart in its place."""
    made = [File.of("ARCHITECTURE.md", text(drawing, with_picture=bool(picture)))]
    if picture:
        made.append(File.of(PICTURE, picture))
    return tuple(made)


def text(drawing: Drawing, *, with_picture: bool = False) -> str:
    name = markdown(drawing.design.name) or "Architecture"
    parts = [f"# {name}"]
    parts.append(f"![The architecture]({PICTURE})" if with_picture else f"```mermaid\n{chart(drawing)}```")
    sections = (
        ("Contexts and other groups", _groups(drawing)),
        ("Services", _services(drawing)),
        ("How they work together", _edges(drawing)),
        ("Events", _events(drawing)),
        ("Permissions", _permissions(drawing)),
        ("Settings and their limits", _limits(drawing)),
        ("Findings", _findings(drawing)),
    )
    parts += [f"## {title}\n\n{content}" for title, content in sections if content]
    return "\n\n".join(parts) + "\n"


def _groups(drawing: Drawing) -> str:
    rows = []
    for id_, group in drawing.design.groups.items():
        inside = drawing.nodes_in(id_) + drawing.groups_in(id_)
        within = drawing.title(group.group) if group.group else ""
        rows.append((drawing.title(id_), group.kind.replace("-", " "), within, ", ".join(map(drawing.title, inside))))
    return _table(("group", "kind", "in", "holds"), rows)


def _services(drawing: Drawing) -> str:
    rows = []
    for id_, node in drawing.design.nodes.items():
        group = drawing.title(node.group) if node.group else ""
        spec = drawing.service(node)
        kind = drawing.catalogue.title(drawing.catalogue.variant(node)) if spec else drawing.kind(node)
        rows.append((drawing.title(id_), kind, group, "drawn, not deployed" if node.disabled else ""))
    return _table(("name", "service", "in", ""), rows)


def _edges(drawing: Drawing) -> str:
    rows = []
    for _, edge, integration in drawing.edges():
        said = explained(drawing.catalogue, drawing.design, edge)
        if integration is None or said is None:
            rows.append((drawing.title(edge.source), drawing.title(edge.target), "", "not a connection that works", ""))
            continue
        rows.append(
            (
                drawing.title(edge.source),
                drawing.title(edge.target),
                _MODELS[integration.model],
                said.what,
                said.failure,
            )
        )
    return _table(("from", "to", "way", "what happens", "when it fails"), rows)


def _events(drawing: Drawing) -> str:
    rows = []
    for _, edge, _integration in drawing.edges():
        found = [(word, get_path(edge.properties, word)) for word in _EVENT_WORDS]
        told = "; ".join(f"{word} {_value(value)}" for word, value in found if value not in (None, "", (), {}))
        if told:
            rows.append((drawing.title(edge.source), drawing.title(edge.target), told))
    return _table(("from", "to", "which events"), rows)


def _permissions(drawing: Drawing) -> str:
    lines: dict[str, None] = {}  # a set in order
    for _, edge, _integration in drawing.edges():
        said = explained(drawing.catalogue, drawing.design, edge)
        lines.update(dict.fromkeys(said.permissions if said else ()))
    return "\n".join(f"- {markdown(line)}" for line in lines)


def _limits(drawing: Drawing) -> str:
    rows: list[tuple[str, ...]] = []
    for id_, node in drawing.design.nodes.items():
        spec = drawing.service(node)
        rows += _bounded(drawing.title(id_), node.properties, spec.properties if spec else {})
    for _, edge, integration in drawing.edges():
        title = f"{drawing.title(edge.source)} → {drawing.title(edge.target)}"
        rows += _bounded(title, edge.properties, integration.properties if integration else {})
    return _table(("of", "setting", "value", "least", "most"), rows)


def _bounded(title: str, properties: Mapping[str, Any], specs: Mapping[str, PropertySpec]) -> Iterator[tuple[str, ...]]:
    for path, spec in specs.items():
        value = get_path(properties, path)
        if value is not None and (spec.min is not None or spec.max is not None):
            least, most = (amount(_plain(x), spec.unit) if x is not None else "" for x in (spec.min, spec.max))
            yield title, path, _value(value) if is_intrinsic(value) else amount(value, spec.unit), least, most


def _findings(drawing: Drawing) -> str:
    open_ = [finding for finding in drawing.findings if not finding.accepted]
    number = {severity: sum(f.severity == severity for f in open_) for severity in SEVERITIES}
    told = ", ".join(f"{count} of severity {severity}" for severity, count in number.items() if count)
    parts = [f"The last check found {told or 'nothing that is open'}."]
    rows = [(a.rule, a.subject, a.reason, a.until or "for good") for a in drawing.design.accepted.values()]
    if rows:
        parts.append("Accepted:\n\n" + _table(("rule", "on", "why", "until"), rows))
    return "\n\n".join(parts)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=dict)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; "" without rows."""
    lines = ["| " + " | ".join(markdown(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *lines])


def markdown(said: str) -> str:
    """A text in one line in which nothing is markup."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|<>~" else c for c in one_line(said))
