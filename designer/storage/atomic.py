"""Writes files whole: a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file.  A link is followed, an existing file keeps its mode.  Raises OSError."""
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Put new content in the place of several files, all or none.  Raises OSError.

    Everything is on the disk before the first file is replaced; should a replacement fail all the same, those that
    went before get their content back.
    """
    staged: list[tuple[Path, Path]] = []
    kept: list[tuple[Path, Path | None]] = []
    try:
        staged.extend((Path(os.path.realpath(path)), _staged(path, data)) for path, data in files.items())
        for path, new in staged:
            if len(staged) > 1:
                kept.append((path, _kept(path)))
            new.replace(path)
    except BaseException:
        for path, old in reversed(kept):
            with contextlib.suppress(OSError):
                old.replace(path) if old is not None else path.unlink(missing_ok=True)
        raise
    finally:
        for leftover in (*(new for _, new in staged), *(old for _, old in kept if old is not None)):
            with contextlib.suppress(OSError):
                leftover.unlink(missing_ok=True)


def _staged(path: Path, data: bytes) -> Path:
    """The content in a file of its own beside the one that it is for."""
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "this is a folder", str(path))
    if not path.parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "the folder for it does not exist", str(path))
    try:
        mode = path.stat().st_mode & 0o7777
    except FileNotFoundError:
        mode = 0o666 & ~_umask()
    handle, name = beside(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return Path(name)


def _kept(path: Path) -> Path | None:
    """A copy of what is about to be replaced; None where nothing is there."""
    try:
        return _staged(path, path.read_bytes())
    except FileNotFoundError:
        return None


def beside(path: Path, suffix: str = ".tmp") -> tuple[int, str]:
    """A new temporary file in the folder of `path`.  Raises OSError that names `path`: the person knows no other."""
    try:
        return tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=suffix, dir=path.parent)
    except OSError as error:
        error.filename = str(path)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
