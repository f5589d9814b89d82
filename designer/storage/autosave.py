"""Copies of unsaved work, and their recovery after a crash.

Each open window has one copy in the state folder and holds a lock on it.  A copy whose lock nobody holds was left by
a process that died; the next start offers it.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from designer.model.design import Design
from designer.storage.atomic import write_atomically
from designer.storage.canonical import dump
from designer.storage.design_file import MOST_BYTES, parse, read_bytes
from designer.storage.errors import FileError
from designer.storage.lock import Lock, state_folder


@dataclass(frozen=True, slots=True)
class Recovered:
    """Unsaved work that a crash left behind."""

    copy: Path
    design: Design
    path: Path | None  # the file that it belongs to; None for one that was never saved
    at: datetime


class Autosave:
    """The recovery copy of one window."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or state_folder() / "recovery"
        folder.mkdir(parents=True, exist_ok=True)
        self._copy = folder / f"{uuid.uuid4().hex}.json"
        self._lock = Lock(_lock_of(self._copy))
        self._lock.acquire()
        self._last: Design | None = None

    def write(self, design: Design, path: Path | None) -> None:
        """Keep a copy of unsaved work; the same design twice writes once.  Raises OSError."""
        if design is self._last:
            return
        head = {"path": str(path) if path else None, "at": datetime.now(UTC).isoformat()}
        write_atomically(self._copy, f"{json.dumps(head)}\n{dump(design)}".encode())
        self._last = design

    def clear(self) -> None:
        """The work is saved or given up: nothing is to be recovered."""
        self._copy.unlink(missing_ok=True)
        self._last = None

    def close(self) -> None:
        """The window closes in good order."""
        self.clear()
        self._lock.release()
        _lock_of(self._copy).unlink(missing_ok=True)


def leftovers(folder: Path | None = None) -> list[Recovered]:
    """What crashed windows left, newest first.  A copy that cannot be read is left where it lies."""
    folder = folder or state_folder() / "recovery"
    found = []
    for copy in sorted(folder.glob("*.json")):
        if _in_use(copy):
            continue
        with contextlib.suppress(FileError, ValueError, KeyError, TypeError):
            head, _, body = read_bytes(copy, MOST_BYTES + 4096).partition(b"\n")
            record = json.loads(head)
            path = Path(record["path"]) if record["path"] else None
            found.append(Recovered(copy, parse(body, copy), path, datetime.fromisoformat(record["at"]).astimezone(UTC)))
    return sorted(found, key=lambda recovered: recovered.at, reverse=True)


def discard(recovered: Recovered) -> None:
    """Forget a leftover, after it was recovered or declined."""
    recovered.copy.unlink(missing_ok=True)
    _lock_of(recovered.copy).unlink(missing_ok=True)


def _lock_of(copy: Path) -> Path:
    return copy.with_suffix(".lock")


def _in_use(copy: Path) -> bool:
    lock = Lock(_lock_of(copy))
    if not lock.acquire():
        return True
    lock.release()
    return False
