"""A database engine that RDS Proxy does not speak, or not by the proxy's `EngineFamily`.

Example: RDS Proxy before an Oracle database, or a proxy for PostgreSQL before a MySQL database.
Instead: A connection pool of your own, or MySQL, MariaDB, PostgreSQL or SQL Server.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

FAMILIES = {  # the beginnings of engines' names that each family means
    "MYSQL": ("mysql", "mariadb", "aurora-mysql"),
    "POSTGRESQL": ("postgres", "aurora-postgresql"),
    "SQLSERVER": ("sqlserver",),
}
SPOKEN = tuple(engine for engines in FAMILIES.values() for engine in engines)


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
        if not isinstance(engine, str):
            return
        family = edge.source.node.properties.get("EngineFamily")
        if not engine.startswith(SPOKEN):
            message = f"{edge.source.title} cannot stand before {edge.target.title}, whose engine is {engine}."
            yield self.finding(edge.subject, message, property_="Engine")
        elif family in FAMILIES and not engine.startswith(FAMILIES[family]):
            meant = next(name for name, engines in FAMILIES.items() if engine.startswith(engines))
            fixes = [set_property(edge.source.subject, "EngineFamily", meant, f"Make the proxy one for {meant}")]
            message = f"{edge.source.title} speaks {family}, and the engine of {edge.target.title} is {engine}."
            yield self.finding(edge.subject, message, fixes=fixes, property_="EngineFamily")
