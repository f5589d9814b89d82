"""Designs as they were at a revision of git: `main:template.yaml`, `HEAD~3:infrastructure`.

Git is asked for an archive of the path, without a shell; only regular files are unpacked, into a folder that is gone
afterwards.
"""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from designer.cli.shared import FaultError, design_of
from designer.storage.errors import FileError

if TYPE_CHECKING:
    from designer.model.catalogue import Catalogue
    from designer.model.design import Design

MOST_BYTES = 256 * 1024 * 1024  # of an archive
MOST_FILES = 20_000
SECONDS = 60
_REVISION = re.compile(r"(?P<revision>[A-Za-z0-9_][^:\s]{0,200}):(?P<path>[^:]{1,1000})")


def design_at(words: str, known: Catalogue) -> Design:
    """The design of a path, or of `REVISION:PATH`.  Raises FileError and FaultError."""
    path = Path(words)
    match = _REVISION.fullmatch(words)
    if match is None or path.exists():
        return design_of(path, known)
    return design_of_revision(match["revision"], Path(match["path"]), known)


def design_of_revision(revision: str, path: Path, known: Catalogue) -> Design:
    """The design of a path as it was at a revision.  Raises FileError and FaultError."""
    if revision.startswith("-") or not _REVISION.fullmatch(f"{revision}:x"):
        raise FaultError(f"{revision[:80]!r} is no revision of git")
    absolute = path.absolute()
    folder = next((parent for parent in absolute.parents if parent.is_dir()), Path.cwd())
    named = f"{revision}:{path}"
    with tempfile.TemporaryDirectory() as emptied:
        place = Path(emptied) / (folder.name or "design")  # a template that says no name of its own is called so
        _unpack(_archive(folder, revision, absolute, named), place, named)
        found = place / absolute.relative_to(folder)
        if not found.exists():
            raise FaultError(f"{named}: there is no such file at this revision")
        try:
            return design_of(found, known)
        except FileError as error:
            raise FaultError(f"{named}: {error}") from None


def _archive(folder: Path, revision: str, path: Path, named: str) -> bytes:
    """A tar of the path, relative to the folder."""
    command = ["git", "-C", str(folder), "archive", "--format=tar", revision, "--", path.name]
    if path.parent != folder:
        command[-1] = path.relative_to(folder).as_posix()
    try:
        # No shell; the revision is checked, and the path stands after "--".
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe) as git:  # noqa: S603
            try:
                data, said = git.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                git.kill()
                raise FaultError(f"{named}: git has not answered within {SECONDS} s") from None
    except OSError:
        raise FaultError(f"{named}: git is not on this machine") from None
    if git.returncode:
        reason = said.decode(errors="replace").strip().splitlines()
        raise FaultError(f"{named}: {reason[-1].removeprefix('fatal: ')[:200] if reason else 'git cannot read it'}")
    if len(data) > MOST_BYTES:
        raise FaultError(f"{named}: more than {MOST_BYTES >> 20} MB")
    return data


def _unpack(data: bytes, place: Path, named: str) -> None:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for number, member in enumerate(archive):
            if number >= MOST_FILES:
                raise FaultError(f"{named}: more than {MOST_FILES:,} files")
            parts = PurePosixPath(member.name).parts
            if not member.isfile() or ".." in parts or member.name.startswith("/"):
                continue
            content = archive.extractfile(member)
            if content is not None:
                target = place.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
