"""An event for another bounded context whose name carries no version.

Example: `OrderPlaced`, published by Ordering and consumed by Billing.
Instead: `OrderPlaced.v1`, or a version in the event's metadata; a change of shape then is another name.
"""

from __future__ import annotations

import re

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.flows import BUSES, detail_types
from designer.rules.view import EdgeView, View

VERSION = re.compile(r"(?i)[\W_]?v\d+(\.\d+)*$|^v\d+[\W_]")
PATH = "DetailType"


class EventNoSchemaVersion(EdgeRule):
    id = "event-no-schema-version"
    severity = "info"
    category = "design"
    title = "Event without version"
    why = "When its shape changes, consumers of other contexts break, and nobody can tell old events from new ones."
    fix = "Put a version into the event's name, or register its schema."
    doc = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus.html"
    read = "2026-11-23"
    targets = BUSES

    def check(self, view: View, edge: EdgeView) -> Found:
        ours = view.context_of(edge.source)
        names = sorted(n for n in detail_types(edge) or () if not VERSION.search(n))
        if ours is None or not names:
            return
        consumers = (e for e in view.outgoing(edge.target.id) if e.model != "attached")
        theirs = next((e for e in consumers if view.context_of(e.target) not in (None, ours)), None)
        if theirs is None:
            return
        single = edge.edge.properties.get(PATH) == names[0]
        # A consumer's pattern names the event too, so only one that nobody names may be renamed here alone.
        named = any(names[0] in (detail_types(e) or ()) for e in view.outgoing(edge.target.id))
        fixes = [set_property(edge.subject, PATH, f"{names[0]}.v1", f"Name it {names[0]}.v1"[:60])]
        yield self.finding(
            edge.subject,
            f"{names[0]} reaches {theirs.target.title} in another context and carries no version.",
            fixes=fixes if single and not named else (),
            property_=PATH,
        )
