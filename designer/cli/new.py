"""`skydraft new`: a starter design."""

from __future__ import annotations

from pathlib import Path

import click

from designer.cli.shared import FILE, FORCE, FaultError, in_the_way


def _list_templates(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from designer.examples import examples

        for example in examples():
            click.echo(f"{example.id:26} {example.about}")
        ctx.exit()


@click.command()
@click.argument("template")
@click.option("--out", required=True, type=FILE, help="The design file.")
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list_templates, help="Name the templates."
)
@FORCE
def new(template: str, out: Path, force: bool) -> int:
    """Write a starter design."""
    from designer.examples import examples
    from designer.storage.atomic import write_atomically

    found = {example.id: example for example in examples()}
    if template not in found:
        raise FaultError(f"there is no template {template[:80]!r}; there are {', '.join(found)}")
    data = found[template].path.read_bytes()
    if not (out.is_file() and out.read_bytes() == data):
        if out.exists() and not force:  # a design may have been edited since, so none counts as ours
            raise in_the_way(out)
        write_atomically(out, data)
    click.echo(f"Written to {click.format_filename(out)}")
    return 0
