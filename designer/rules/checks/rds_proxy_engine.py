"""A database engine that RDS Proxy does not speak.

Example: RDS Proxy before an Oracle database.
Instead: A connection pool of your own, or MySQL, MariaDB, PostgreSQL or SQL Server.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.view import EdgeView, View

SPOKEN = ("mysql", "mariadb", "postgres", "aurora-mysql", "aurora-postgresql", "sqlserver")


class RdsProxyEngine(EdgeRule):
    id = "rds-proxy-engine"
    severity = "error"
    category = "limits"
    title = "Engine that RDS Proxy does not speak"
    why = "A proxy cannot be made for this database."
    fix = "Connect directly with a pool of your own and bounded concurrency, or take another engine."
    doc = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html"
    read = "2026-11-23"
    sources = ("rds-proxy",)
    targets = ("rds", "aurora-serverless-v2")

    def check(self, view: View, edge: EdgeView) -> Found:
        engine = edge.target.get("Engine")
        if isinstance(engine, str) and not engine.startswith(SPOKEN):
            message = f"{edge.source.title} cannot stand before {edge.target.title}, whose engine is {engine}."
            yield self.finding(edge.subject, message, property_="Engine")
