"""The command line.  Each verb imports what it needs, so that `check` starts fast and none needs a display.

Exit status: 0 done; 1 findings of severity error, or a difference; 2 the input or the call is at fault, said in one
line on standard error.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from designer import __version__
from designer.cli.catalogue import catalogue
from designer.cli.check import check
from designer.cli.diff import diff
from designer.cli.explain import explain
from designer.cli.export import export
from designer.cli.fix import fix
from designer.cli.import_ import import_
from designer.cli.new import new
from designer.cli.open import open_
from designer.cli.permissions import permissions
from designer.cli.render import render
from designer.cli.shared import FAULT, FaultError, complain

if TYPE_CHECKING:
    from designer.storage.errors import FileError

INTERRUPTED = 130
OPEN = "open"


class _Verbs(click.Group):
    """The verbs; without one the designer opens."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first not in self.commands and first not in ("--help", "-h", "--version"):
            self._refuse_mistyped(first)
            args = [OPEN, *args]
        return super().parse_args(ctx, args)

    def _refuse_mistyped(self, word: str) -> None:
        """A word that is neither a verb nor looks like a file is a verb mistyped."""
        if re.fullmatch(r"[a-z]+", word) and not Path(word).exists():
            verbs = [name for name, verb in self.commands.items() if not verb.hidden]
            close = get_close_matches(word, verbs, 1)
            meant = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(sorted(verbs))}"
            raise FaultError(f"there is no verb and no file {word[:80]!r}; {meant}")


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Without a verb the designer opens, on a design file if one is named: skydraft [FILE]. "
    "With --exit-after-first-frame [FILE] it opens, paints once and ends.",
)
@click.version_option(__version__, prog_name="skydraft")
def verbs() -> None:
    """Skydraft designs AWS serverless architectures: draw them, have them checked, take the code home."""


verbs.add_command(open_, OPEN)
for verb in (check, fix, export, import_, explain, catalogue, permissions, render, new, diff):
    verbs.add_command(verb)


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a verb and end the process with its status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks an arrow shows a question mark
    sys.exit(run(argv))


def run(argv: Sequence[str] | None = None) -> int:
    """Run a verb; its exit status."""
    try:
        # Not through `verbs.main`, which has an exit status of its own for a reader that has gone.
        with verbs.make_context("skydraft", list(sys.argv[1:] if argv is None else argv)) as context:
            status = verbs.invoke(context)
        sys.stdout.flush()
        return int(status or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough; the flush at the end must not fail once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except click.ClickException as error:
        complain(error.format_message())
    except FaultError as error:
        complain(str(error))
    except _file_error() as error:
        complain(error.line)
    except OSError as error:
        from designer.storage.errors import reason

        complain(f"{error.filename or 'the system'}: {reason(error)}")
    return FAULT


def _file_error() -> type[FileError]:
    """Asked for when something has gone wrong, and not before: the models of a design load with it."""
    from designer.storage.errors import FileError

    return FileError
