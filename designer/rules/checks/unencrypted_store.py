"""A store whose encryption at rest has been turned off.

Example: `SqsManagedSseEnabled` false on a queue, `StorageEncrypted` false on a database.
Instead: Leave it on; it costs nothing.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

SWITCHES = ("SqsManagedSseEnabled", "StorageEncrypted", "AtRestEncryptionEnabled", "EncryptionAtRestOptions.Enabled")
KEYS = ("KmsMasterKeyId", "KmsKeyId")


class UnencryptedStore(NodeRule):
    id = "unencrypted-store"
    severity = "warning"
    category = "security"
    title = "Encryption at rest turned off"
    why = "Whoever gets at the storage reads the data."
    fix = "Turn it on."
    doc = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html"
    read = "2026-11-23"
    services = ("sqs", "rds", "aurora-serverless-v2", "elasticache", "documentdb", "opensearch")

    def check(self, view: View, node: NodeView) -> Found:
        if not node.node.properties or any(node.get(key) for key in KEYS):
            return
        for path in SWITCHES:
            if node.get(path) is False and _said(node, path):
                fixes = [set_property(node.subject, path, True, "Turn encryption on")]
                yield self.finding(node.subject, f"{node.title} is not encrypted.", fixes=fixes, property_=path)


def _said(node: NodeView, path: str) -> bool:
    return path.partition(".")[0] in node.node.properties
