"""A database or search domain that stands in one availability zone.

Looks at what the design says; where it says nothing the exports put a standby into another zone.

Example: `MultiAZ` false on a database.
Instead: `MultiAZ` true, at least in production.
"""

from __future__ import annotations

from designer.model.design import get_path
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

SWITCHES = {"rds": "MultiAZ", "opensearch": "ClusterConfig.ZoneAwarenessEnabled"}


class SingleAzDatabase(NodeRule):
    id = "single-az-database"
    severity = "warning"
    category = "reliability"
    title = "Database in one availability zone"
    why = "When the zone or the server fails, everything that needs the database stops."
    fix = "Keep a standby in another zone."
    doc = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html"
    read = "2023"
    services = tuple(SWITCHES)

    def check(self, view: View, node: NodeView) -> Found:
        path = SWITCHES[node.node.service]
        if get_path(node.node.properties, path) is not False:
            return
        # A domain needs a second machine before it can stand in two zones.
        fixes = [set_property(node.subject, path, True, "Add a standby")] if node.is_a("rds") else []
        yield self.finding(node.subject, f"{node.title} stands in one availability zone.", fixes=fixes, property_=path)
