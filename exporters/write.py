"""Puts a target's files on disk: all or none, and nothing that a person wrote is lost.

What was written is remembered with digests in `.skydraft.json`.  A file that the last export did not write, or that
somebody has changed since, is overwritten only by force; a file of the last export that this one no longer makes goes,
unless somebody has changed it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from exporters.base import ExportError, File

MANIFEST = ".skydraft.json"
_FORMAT = "skydraft-export/1"


def write(targets: Mapping[str, Sequence[File]], out: Path, force: bool = False) -> dict[str, Path]:
    """Write each target to OUT/<target>/ and return those folders.

    Every target is checked before the first file is written.  ExportError (one line) when something is in the way.
    """
    folders = {target: out / target for target in targets}
    for target, files in targets.items():
        _check(folders[target], files, force)
    for target, files in targets.items():
        _write_one(folders[target], files)
    return folders


def _check(folder: Path, files: Sequence[File], force: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder}: is in the way and no folder; move it or export elsewhere.")
    known = _manifest(folder)
    seen: set[str] = set()
    for file in files:
        path = _place(folder, file.path)
        if file.path.casefold() in seen:
            raise ExportError(f"{path}: two files of this export have the same name.")
        seen.add(file.path.casefold())
        if not path.exists() and not path.is_symlink():
            continue
        if path.is_dir():
            raise ExportError(f"{path}: a folder is in the way; move it or export elsewhere.")
        if force:
            continue
        digest = _digest_of(path)
        if digest == _digest(file.text):
            continue
        if file.path not in known:
            raise ExportError(f"{path}: exists and was not written by an export; move it or use --force.")
        if digest != known[file.path]:
            raise ExportError(f"{path}: was changed since the last export; keep a copy and use --force.")


def _place(folder: Path, path: str) -> Path:
    """Where a file goes: inside the folder, and through no symbolic link."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or path == MANIFEST:
        raise ExportError(f"{path}: is no place inside the exported folder.")
    at = folder
    if at.is_symlink():
        raise ExportError(f"{at}: is a symbolic link; export to a real folder.")
    for part in pure.parts:
        at = at / part
        if at.is_symlink():
            raise ExportError(f"{at}: is a symbolic link; an export writes through none.")
    return at


def _write_one(folder: Path, files: Sequence[File]) -> None:
    """Stage everything beside the folder, then move each file to its place."""
    known = _manifest(folder)
    digests = {file.path: _digest(file.text) for file in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            for file in files:
                staged = stage / file.path
                staged.parent.mkdir(parents=True, exist_ok=True)
                staged.write_text(file.text, encoding="utf-8", newline="\n")
            (stage / MANIFEST).write_text(_manifest_text(digests), encoding="utf-8", newline="\n")
            for path in [*digests, MANIFEST]:
                final = folder / path
                final.parent.mkdir(parents=True, exist_ok=True)
                (stage / path).replace(final)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        for stale in known.keys() - digests.keys():
            _remove_stale(folder, stale, known[stale])
    except OSError as error:
        raise ExportError(f"{error.filename or folder}: {error.strerror or error}") from error


def _remove_stale(folder: Path, path: str, digest: str) -> None:
    try:
        final = _place(folder, path)
    except ExportError:
        return
    if final.is_file() and _digest_of(final) == digest:
        final.unlink()
        for parent in final.parents:
            if parent == folder:
                break
            with contextlib.suppress(OSError):  # not empty: it stays
                parent.rmdir()


def _manifest(folder: Path) -> dict[str, str]:
    """What the last export wrote; a manifest that cannot be read counts as none, so nothing is overwritten."""
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = content["files"] if content["format"] == _FORMAT else {}
        return {str(k): str(v) for k, v in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _manifest_text(digests: Mapping[str, str]) -> str:
    return json.dumps({"format": _FORMAT, "files": dict(sorted(digests.items()))}, indent=2) + "\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror}") from error
