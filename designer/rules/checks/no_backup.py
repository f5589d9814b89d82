"""A store whose backups have been turned off.

Looks at what the design says; where it says nothing the exports turn backups on.

Example: `BackupRetentionPeriod` 0 on a database, point-in-time recovery off on a table, versioning suspended.
Instead: Leave them on, at least for what cannot be made anew.
"""

from __future__ import annotations

from designer.model.design import get_path
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

OFF: dict[str, tuple[tuple[str, object, object, str], ...]] = {  # path, the bad value, the good one, what it is
    "dynamodb": (
        ("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", False, True, "point-in-time recovery"),
    ),
    "rds": (("BackupRetentionPeriod", 0, 7, "backups"),),
    "s3": (("VersioningConfiguration.Status", "Suspended", "Enabled", "versioning"),),
    "elasticache": (("SnapshotRetentionLimit", 0, 7, "snapshots"),),
}


class NoBackup(NodeRule):
    id = "no-backup"
    severity = "warning"
    category = "reliability"
    title = "Backups turned off"
    why = "What is deleted or overwritten by mistake is gone."
    fix = "Turn them on, unless the content can be made anew."
    doc = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html"
    read = "2023"
    services = tuple(OFF)

    def check(self, view: View, node: NodeView) -> Found:
        for path, bad, good, what in OFF[node.node.service]:
            if get_path(node.node.properties, path) == bad:
                yield self.finding(
                    node.subject,
                    f"{node.title} keeps no {what}.",
                    fixes=[set_property(node.subject, path, good, f"Turn {what} on")],
                    property_=path,
                )
