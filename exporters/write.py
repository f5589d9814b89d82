"""Puts an export's changes on disk: all or none.

Everything is staged beside the folders first; each file is then replaced in one step, with a copy of the old one at
hand.  When a step fails, all are taken back.  Should the process be killed between two steps, the next export finds
each file either old or new and comes to the same result.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from exporters import state
from exporters.base import ExportError
from exporters.changes import Change, FolderChanges, place


def write(folders: Iterable[FolderChanges]) -> None:
    """Carry out the changes of all folders, or none.  ExportError (one line) when it cannot be done."""
    folders = tuple(folders)
    undo = contextlib.ExitStack()
    made: list[Path] = []
    try:
        with contextlib.ExitStack() as stages:
            try:
                for changes in folders:
                    _make(changes.folder, made)
                    stage = Path(tempfile.mkdtemp(prefix=f".{changes.folder.name}-", dir=changes.folder.parent))
                    stages.callback(shutil.rmtree, stage, ignore_errors=True)
                    _carry_out(changes, stage, undo, made)
            except BaseException:
                undo.close()  # the last change first
                for folder in reversed(made):
                    with contextlib.suppress(OSError):  # somebody has put something there
                        folder.rmdir()
                raise
    except OSError as error:
        raise ExportError(f"{error.filename or folders[0].folder}: {error.strerror or error}") from error
    for changes in folders:
        _tidy(changes)


def _carry_out(changes: FolderChanges, stage: Path, undo: contextlib.ExitStack, made: list[Path]) -> None:
    folder = changes.folder
    remembered = folder / state.STATE
    old = remembered.read_bytes() if remembered.is_file() else None
    steps = [change for change in changes.changes if change.old != change.new]
    steps.append(Change(state.STATE, "updated", old, changes.state.encode()))  # last: it vouches for the others
    for number, change in enumerate(steps):
        final = remembered if change.path == state.STATE else place(folder, change.path)
        if (final.read_bytes() if final.exists() else None) != change.old:
            raise ExportError(f"{final}: was changed while the export was looked at; export again.")
        _make(final.parent, made)
        if change.old is None:
            undo.callback(final.unlink, missing_ok=True)
        else:
            backup = stage / f"{number}.old"
            shutil.copy2(final, backup)
            undo.callback(backup.replace, final)
        if change.new is None:
            final.unlink()
            continue
        staged = stage / str(number)
        staged.write_bytes(change.new)
        if change.old is not None:
            shutil.copymode(final, staged)
        staged.replace(final)


def _make(folder: Path, made: list[Path]) -> None:
    """Make a folder and its parents, noting each that is new."""
    missing = [at for at in (folder, *folder.parents) if not at.exists()]
    for at in reversed(missing):
        at.mkdir()
        made.append(at)


def _tidy(changes: FolderChanges) -> None:
    """Folders that the export has emptied go."""
    for change in changes.changes:
        if change.kind == "removed":
            for parent in (changes.folder / change.path).parents:
                if parent == changes.folder:
                    break
                with contextlib.suppress(OSError):  # not empty: it stays
                    parent.rmdir()
