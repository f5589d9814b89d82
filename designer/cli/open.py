"""`skydraft [FILE]`: the window."""

from __future__ import annotations

from pathlib import Path

import click

from designer.cli.shared import FILE, FaultError, has_display


@click.command(hidden=True)
@click.argument("files", nargs=-1, type=FILE)
@click.option("--exit-after-first-frame", is_flag=True, help="Paint once and end.")
def open_(files: tuple[Path, ...], exit_after_first_frame: bool) -> int:
    """Open the designer."""
    if not has_display():
        raise FaultError("there is no display to open a window on; check, export and render work without one")
    from designer.app import run

    return run(files, exit_after_first_frame=exit_after_first_frame)
