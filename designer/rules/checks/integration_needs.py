"""A connection that needs a setting which has been set otherwise.

What is not said is set by the exporter; only an explicit contradiction is reported.

Example: A bucket whose events are to reach the bus, with `EventBridgeEnabled` false; a web ACL of scope REGIONAL
before a distribution.
Instead: The setting that the connection needs, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from designer.model.design import get_path
from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, NodeView, View


class IntegrationNeeds(EdgeRule):
    id = "integration-needs"
    severity = "error"
    category = "integration"
    title = "Connection without the setting that it needs"
    why = "AWS refuses the connection, or nothing ever travels along it."
    fix = "Set what the connection needs, or leave it out."
    doc = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html"
    read = "2026-11-23"

    def check(self, view: View, edge: EdgeView) -> Found:
        for end, path, *accepted in _needs(edge):
            needed = accepted[0]
            given = get_path(end.node.properties, path)
            if given is not None and given not in accepted and _known(end, path, needed):
                text, other = (str(v).lower() if isinstance(v, bool) else str(v)[:40] for v in (needed, given))
                yield self.finding(
                    edge.subject,
                    f"{edge} needs {path} {text}, but {end.title} has {other}.",
                    doc=edge.integration.doc if edge.integration else None,
                    fixes=[set_property(end.subject, path, needed, f"Set to {text}")],
                    property_=path,
                )


def _needs(edge: EdgeView) -> Iterator[tuple[NodeView, str, *tuple[Any, ...]]]:
    """The end, the path, and the values of which one will do, the best first."""
    for need, value in (edge.integration.needs if edge.integration else {}).items():
        side, _, path = need.partition(".")
        accepted = value if isinstance(value, tuple) else (value,)
        yield (edge.source if side == "source" else edge.target), path, *accepted


def _known(end: NodeView, path: str, needed: Any) -> bool:
    """Whether the need is a switch or one of a few values, and no mere hint ("the database's VPC")."""
    spec = end.service.properties.get(path) if end.service else None
    return isinstance(needed, bool) or bool(spec and needed in spec.values)
