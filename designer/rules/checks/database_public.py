"""A database that clients on the internet reach.

Example: `PubliclyAccessible` true on a database.
Instead: An API in front, and the database in private subnets.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

PATH = "PubliclyAccessible"


class DatabasePublic(NodeRule):
    id = "database-public"
    severity = "error"
    category = "security"
    title = "Database open to the public"
    why = "Anybody may try passwords on it, and one leak is the whole of the data."
    fix = "Keep it in private subnets, behind an API."
    doc = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html"
    read = "2026-11-23"
    services = ("rds", "aurora-serverless-v2", "documentdb", "redshift")

    def check(self, view: View, node: NodeView) -> Found:
        if node.get(PATH) is True:
            fixes = [set_property(node.subject, PATH, False, "Close it to the public")]
            message = f"{node.title} may be reached from the internet."
            yield self.finding(node.subject, message, fixes=fixes, property_=PATH)
