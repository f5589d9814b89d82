"""`skydraft catalogue`: what the designer knows."""

from __future__ import annotations

import json
from typing import Any

import click

from designer.cli.shared import FORMAT


@click.command()
@click.argument("what", type=click.Choice(["services", "integrations", "rules"]), required=False)
@FORMAT
def catalogue(what: str | None, format_: str) -> int:
    """List what the designer knows."""
    from designer import report
    from designer.catalogue import load
    from designer.rules import rules

    known = load()
    tables: dict[str, list[dict[str, Any]]] = {
        "services": [report.service_record(service) for service in known.services.values()],
        "integrations": [report.integration_record(integration) for integration in known.integrations.values()],
        "rules": [report.rule_record(rule) for rule in rules()],
    }
    if what:
        tables = {what: tables[what]}
    if format_ == "json":
        click.echo(json.dumps(tables))
    else:
        for table, rows in tables.items():
            click.echo(report.table_text(table, rows))
    return 0
