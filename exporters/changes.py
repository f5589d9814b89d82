"""What an export will do to a folder, decided before a byte is written.

Three texts decide about each file: what the last export generated, what lies there now, and what this export
generates.  A person's edit stays, an edit on both sides is merged as git merges it, and what cannot be merged is
marked as a conflict.  A file that no export wrote is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path, PurePosixPath
from typing import Literal

from designer.model.design import Design
from exporters import state
from exporters.base import ExportError, File
from exporters.merge import first_mark, merge

Kind = Literal["new", "updated", "merged", "conflict", "removed", "kept", "same"]
_MOST = 8 << 20  # bytes; a file of this size is no scaffold of ours any more


@dataclass(frozen=True)
class Change:
    """One file's fate.  `old` is what lies there now, `new` what will (None: nothing); `why` says what is unusual."""

    path: str
    kind: Kind
    old: bytes | None
    new: bytes | None
    why: str = ""

    @property
    def diff(self) -> str:
        """The change as a unified diff; empty where nothing changes."""
        if self.old == self.new:
            return ""
        old, new = ((side or b"").decode(errors="replace").splitlines() for side in (self.old, self.new))
        before = "/dev/null" if self.old is None else f"a/{self.path}"
        after = "/dev/null" if self.new is None else f"b/{self.path}"
        return "\n".join(unified_diff(old, new, before, after, lineterm=""))


@dataclass(frozen=True)
class FolderChanges:
    """All changes to a target's folder, in the order of their paths, and the state to remember."""

    folder: Path
    changes: tuple[Change, ...]
    state: str

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind == "conflict")


def changes(
    targets: Mapping[str, Sequence[File]], out: Path, force: bool = False, design: Design | None = None
) -> dict[str, FolderChanges]:
    """What writing each target to OUT/<target>/ will do; `force` takes what is generated whatever lies there.

    `design` is what the files were made from; it is remembered beside them, so that an import gives it back.

    ExportError (one line) when something is in the way.
    """
    return {target: _folder(out / target, files, force, design) for target, files in targets.items()}


def _folder(folder: Path, files: Sequence[File], force: bool, design: Design | None) -> FolderChanges:
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder}: is in the way and no folder; move it or export elsewhere.")
    base = state.read(folder)
    generated: dict[str, str] = {}
    seen: set[str] = set()
    for file in files:
        if file.path.casefold() in seen:
            raise ExportError(f"{folder / file.path}: two files of this export have the same name.")
        seen.add(file.path.casefold())
        generated[file.path] = file.text
        place(folder, file.path)
    found = [_change(folder, path, base.get(path), generated[path], force) for path in generated]
    found += [change for path in base.keys() - generated.keys() if (change := _gone(folder, path, base[path]))]
    return FolderChanges(folder, tuple(sorted(found, key=lambda change: change.path)), state.text(generated, design))


def _change(folder: Path, path: str, base: str | None, generated: str, force: bool) -> Change:
    new = generated.encode()
    old = _read(folder / path)
    if old is None:
        if base is None or force:
            return Change(path, "new", None, new)
        if base == generated:
            return Change(path, "kept", None, None, "deleted by you")
        return Change(path, "conflict", None, new, "deleted by you, changed by the design; it is written again")
    yours, returns = _text(old)
    if old == new or yours == generated:
        return Change(path, "same", old, old)
    if force:
        return Change(path, "updated", old, new)
    if base is None:
        raise ExportError(f"{folder / path}: exists and was not written by an export; move it or use --force.")
    if yours is None:
        raise ExportError(f"{folder / path}: is no text any more and cannot be merged; move it or use --force.")
    if first_mark(base) is None and (line := first_mark(yours)):
        raise ExportError(f"{folder / path}: line {line}: a conflict of an earlier export is not settled yet.")
    if yours == base:
        return Change(path, "updated", old, _bytes(generated, returns))
    if generated == base:
        return Change(path, "kept", old, old, "edited by you")
    merged = merge(base, yours, generated)
    if merged.clean:
        return Change(path, "merged", old, _bytes(merged.text, returns), "edited by you and changed by the design")
    return Change(path, "conflict", old, _bytes(merged.text, returns), "you and the design changed the same lines")


def _gone(folder: Path, path: str, base: str) -> Change | None:
    """The fate of a file that this export no longer makes; None where there is nothing to tell."""
    try:
        old = _read(place(folder, path))
    except ExportError:
        return None  # not a path that an export could have written
    if old is None:
        return None
    if _text(old)[0] == base:
        return Change(path, "removed", old, None)
    return Change(path, "conflict", old, old, "edited by you, but no longer part of the design; it is yours now")


def place(folder: Path, path: str) -> Path:
    """Where a file goes: inside the folder, and through no symbolic link.  Raises ExportError."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts or path == state.STATE or "\\" in path:
        raise ExportError(f"{path}: is no place inside the exported folder.")
    at = folder
    if at.is_symlink():
        raise ExportError(f"{at}: is a symbolic link; export to a real folder.")
    for part in pure.parts:
        at = at / part
        if at.is_symlink():
            raise ExportError(f"{at}: is a symbolic link; an export writes through none.")
    return at


def _read(path: Path) -> bytes | None:
    try:
        if not path.exists():
            return None
        if not path.is_file():
            raise ExportError(f"{path}: a folder is in the way; move it or export elsewhere.")
        if path.stat().st_size > _MOST:
            raise ExportError(f"{path}: is larger than any file of an export; move it.")
        return path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}") from error


def _text(data: bytes) -> tuple[str | None, bool]:
    """A file's text with plain line ends (None: no text in UTF-8), and whether it has Windows' line ends."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None, False
    if "\0" in text:
        return None, False
    returns = "\r\n" in text
    return (text.replace("\r\n", "\n") if returns else text), returns


def _bytes(text: str, returns: bool) -> bytes:
    return (text.replace("\n", "\r\n") if returns else text).encode()
