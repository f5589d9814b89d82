"""`skydraft explain`: may these two be connected?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from designer.cli.shared import FORMAT, FaultError

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue


@click.command()
@click.argument("source")
@click.argument("target")
@FORMAT
def explain(source: str, target: str, format_: str) -> int:
    """Say whether SOURCE may be connected to TARGET, how, why not, and what to do instead.

    Both are services or variants (sqs, sqs-fifo) or CloudFormation types.
    """
    from designer import report
    from designer.catalogue import load

    catalogue = load()
    verdict = catalogue.explain(_id(catalogue, source), _id(catalogue, target))
    if format_ == "json":
        click.echo(report.verdict_json(source, target, verdict))
    else:
        click.echo(report.verdict_text(catalogue, verdict))
    return 0


def _id(catalogue: Catalogue, word: str) -> str:
    ids = catalogue.ids_of(word)
    if ids:
        return ids[0]
    close = get_close_matches(word[:80], catalogue.variants, 1)
    meant = f"did you mean {close[0]!r}?" if close else "`skydraft catalogue services` lists them"
    raise FaultError(f"there is no service {word[:80]!r}; {meant}")
