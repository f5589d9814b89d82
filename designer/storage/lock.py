"""Two windows never write one file: whoever opens a design for editing holds its lock.

Locks lie in the user's state folder under a digest of the file's real path, so no folder of a project is littered.
The system lets go of them when a process dies.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def state_folder() -> Path:
    """The user's folder for what the program remembers between runs; whoever writes there makes it."""
    override = os.environ.get("SKYDRAFT_STATE")
    if override:
        return Path(override)
    from platformdirs import user_state_path  # not for verbs that remember nothing

    return user_state_path("skydraft", appauthor=False)


class Lock:
    """A lock file that one holder has at a time, of this process or another.  The file's folder must exist."""

    def __init__(self, file: Path) -> None:
        from filelock import FileLock  # not for verbs that only read

        self._lock = FileLock(file, timeout=0, is_singleton=False)

    def acquire(self) -> bool:
        """Whether it is ours now; False while somebody else holds it."""
        from filelock import Timeout

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


class DesignLock(Lock):
    """The right to write one design file."""

    def __init__(self, path: Path) -> None:
        folder = state_folder() / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(os.path.realpath(path).encode(errors="surrogateescape")).hexdigest()[:32]
        self.path = path
        super().__init__(folder / f"{name}.lock")
