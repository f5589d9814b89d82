"""Two windows never write one file: whoever opens a design for editing holds its lock.

Locks lie in the user's state folder under a digest of the file's real path, so no folder of a project is littered.
The system lets go of them when a process dies.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_state_path


def state_folder() -> Path:
    """The user's folder for what the program remembers between runs; made when it is first asked for."""
    override = os.environ.get("SKYDRAFT_STATE")
    return Path(override) if override else user_state_path("skydraft", appauthor=False)


class DesignLock:
    """The right to write one design file.  `acquire` tells whether it is ours now."""

    def __init__(self, path: Path) -> None:
        folder = state_folder() / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape")).hexdigest()[:32]
        self.path = path
        self._lock = FileLock(folder / f"{name}.lock", timeout=0, is_singleton=False)

    def acquire(self) -> bool:
        """False while another window (of this or another process) holds it."""
        try:
            self._lock.acquire()
        except Timeout:
            return False
        return True

    @property
    def held(self) -> bool:
        return self._lock.is_locked

    def release(self) -> None:
        self._lock.release()
