"""Three-way merge of one text, as git does it: by libgit2, the library that most tools of git's world are built on."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass

_MARKS = re.compile(r"<{7}(?: .*)?"), re.compile(r">{7}(?: .*)?")  # an empty side is not named


@dataclass(frozen=True)
class Merged:
    """The text after a merge; where `clean` is false, it holds git's conflict marks."""

    text: str
    clean: bool


def merge(base: str, yours: str, generated: str) -> Merged:
    """What both sides made of `base`, none of which may hold a NUL.  The marks say `yours` and `generated`."""
    import pygit2  # 75 ms, and most exports have nothing to merge

    with tempfile.TemporaryDirectory() as folder:
        repository = pygit2.init_repository(folder, bare=True)
        sides = (("base", base), ("yours", yours), ("generated", generated))
        old, ours, theirs = (
            pygit2.IndexEntry(name, repository.create_blob(text.encode()), pygit2.enums.FileMode.BLOB)
            for name, text in sides
        )
        try:
            found = repository.merge_file_from_index(old, ours, theirs, use_deprecated=False)
        except RuntimeError:  # pygit2 knows no empty result
            return Merged("", True)
        return Merged(found.contents, found.automergeable)


def first_mark(text: str) -> int | None:
    """The line (from 1) of the first conflict mark, if both marks stand in the text."""
    lines = text.split("\n")
    first, last = (next((n for n, line in enumerate(lines, 1) if mark.fullmatch(line)), None) for mark in _MARKS)
    return first if last else None
