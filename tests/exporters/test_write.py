"""Exports on disk: all or none, nothing that a person wrote is lost, no way out of the folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters import state
from exporters.base import ExportError, File
from exporters.changes import Change, Kind, changes
from exporters.merge import first_mark, merge
from exporters.write import write

LINES = "one\ntwo\nthree\nfour\nfive\n"


def files(**texts: str) -> list[File]:
    return [File.of(path.replace("__", "/"), text) for path, text in texts.items()]


def export(out: Path, made: Sequence[File], *, force: bool = False) -> dict[str, Change]:
    found = changes({"sam": made}, out, force)
    write(found.values())
    return {change.path: change for change in found["sam"].changes}


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_writes_and_writes_again(tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n", b__c="2\n"))
    assert export(tmp_path, files(a="3\n", b__c="2\n"))["a"].kind == "updated"
    assert (tmp_path / "sam" / "a").read_text() == "3\n"
    assert (tmp_path / "sam" / "b" / "c").read_text() == "2\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sam"]  # nothing staged is left behind


# What the last export wrote, what lies there, what is generated now -> the kind of change, and what lies there then.
FATES: dict[str, tuple[str | None, str | None, str | None, Kind, str | None]] = {
    "new": (None, None, "1\n", "new", "1\n"),
    "nothing to do": ("1\n", "1\n", "1\n", "same", "1\n"),
    "the design changed": ("1\n", "1\n", "2\n", "updated", "2\n"),
    "the person changed": (LINES, LINES + "mine\n", LINES, "kept", LINES + "mine\n"),
    "both, alike": ("1\n", "2\n", "2\n", "same", "2\n"),
    "both, apart": (
        LINES,
        LINES.replace("one", "mine"),
        LINES.replace("five", "5"),
        "merged",
        "mine\ntwo\nthree\nfour\n5\n",
    ),
    "both, the same line": (
        "a\nb\n",
        "a\nmine\n",
        "a\nc\n",
        "conflict",
        "a\n<<<<<<< yours\nmine\n=======\nc\n>>>>>>> generated\n",
    ),
    "deleted": ("1\n", None, "1\n", "kept", None),
    "deleted and changed": ("1\n", None, "2\n", "conflict", "2\n"),
    "left the design": ("1\n", "1\n", None, "removed", None),
    "left the design, edited": ("1\n", "mine\n", None, "conflict", "mine\n"),
    "written by nobody's export, but alike": (None, "1\n", "1\n", "same", "1\n"),
}


@pytest.mark.parametrize("case", FATES)
@pytest.mark.parametrize("returns", [False, True], ids=["lf", "crlf"])
def test_fates(case: str, returns: bool, tmp_path: Path) -> None:
    """Windows' line ends, as git may check files out, are no edit and stay."""

    def ends(text: str) -> bytes:
        return (text.replace("\n", "\r\n") if returns else text).encode()

    base, yours, generated, kind, after = FATES[case]
    path = tmp_path / "sam" / "a"
    export(tmp_path, files(z="z\n") + (files(a=base) if base is not None else []))
    if yours is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(ends(yours))
    change = export(tmp_path, files(z="z\n") + (files(a=generated) if generated is not None else []))["a"]
    assert change.kind == kind
    there = path.read_bytes() if path.exists() else None
    written = kind == "new" or case == "deleted and changed"
    assert there == (None if after is None else after.encode() if written else ends(after))
    assert bool(change.diff) == (change.old != change.new)


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "sam").mkdir()
    (tmp_path / "sam" / "b").write_text("mine\n")
    with pytest.raises(ExportError, match=r"b: exists and was not written by an export"):
        export(tmp_path, files(a="1\n", b="2\n"))
    assert everything(tmp_path) == {"sam/b": b"mine\n"}
    export(tmp_path, files(a="1\n", b="2\n"), force=True)
    assert (tmp_path / "sam" / "b").read_text() == "2\n"


def test_what_is_no_text_is_not_merged(tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n"))
    (tmp_path / "sam" / "a").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ExportError, match="is no text any more"):
        export(tmp_path, files(a="2\n"))


def test_an_unsettled_conflict_stops_the_next_export(tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n"))
    (tmp_path / "sam" / "a").write_text("mine\n")
    export(tmp_path, files(a="2\n"))
    with pytest.raises(ExportError, match="line 1: a conflict of an earlier export"):
        export(tmp_path, files(a="3\n"))
    (tmp_path / "sam" / "a").write_text("mine and 2\n")
    assert export(tmp_path, files(a="2\n"))["a"].kind == "kept"


def test_marks_in_a_design_are_no_conflict(tmp_path: Path) -> None:
    text = merge("a\n", "b\n", "c\n").text
    assert first_mark(text) == 1
    export(tmp_path, files(a=text))
    assert export(tmp_path, files(a=text + "more\n"))["a"].kind == "updated"


def test_nothing_is_written_when_another_target_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "terraform").write_text("no folder\n")
    with pytest.raises(ExportError, match="in the way"):
        changes({"sam": files(a="1\n"), "terraform": files(a="1\n")}, tmp_path)
    assert not (tmp_path / "sam").exists()


@pytest.mark.parametrize("broken", range(8))
def test_a_fault_in_the_middle_takes_everything_back(
    broken: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails at the n-th replacement, over two targets; everything is as before."""
    first = {"sam": files(a="1\n", gone="2\n"), "terraform": files(b="1\n")}
    write(changes(first, tmp_path).values())
    before = everything(tmp_path)
    second = {"sam": files(a="3\n", new__c="4\n"), "terraform": files(b="5\n", d="6\n")}
    replace, count = Path.replace, iter(range(100))

    def failing(self: Path, target: Path) -> Path:
        if not self.name.endswith(".old") and next(count) == broken:
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    try:
        write(changes(second, tmp_path).values())
    except ExportError as error:
        assert "No space left on device" in str(error)  # noqa: PT017
        assert everything(tmp_path) == before
        assert not (tmp_path / "sam" / "new").exists()
    else:
        assert broken >= 6  # two states and four files are replaced or made
        assert (tmp_path / "sam" / "new" / "c").read_text() == "4\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sam", "terraform"]


def test_a_file_changed_after_the_preview_stops_the_export(tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n"))
    found = changes({"sam": files(a="2\n")}, tmp_path)
    (tmp_path / "sam" / "a").write_text("mine\n")
    with pytest.raises(ExportError, match="was changed while"):
        write(found.values())
    assert (tmp_path / "sam" / "a").read_text() == "mine\n"


def test_the_mode_of_a_file_stays(tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n"))
    (tmp_path / "sam" / "a").chmod(0o755)
    export(tmp_path, files(a="2\n"))
    assert (tmp_path / "sam" / "a").stat().st_mode & 0o777 == 0o755


def test_folders_that_are_emptied_go(tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n", old__b="2\n", old__c="3\n", gone__d="4\n"))
    (tmp_path / "sam" / "old" / "c").write_text("mine\n")
    export(tmp_path, files(a="1\n"))
    assert sorted(everything(tmp_path / "sam")) == [state.STATE, "a", "old/c"]
    assert not (tmp_path / "sam" / "gone").exists()


@pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a/../../b", "", state.STATE, "a\\..\\b"])
def test_no_path_leaves_the_folder(path: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no place inside"):
        changes({"sam": [File.of(path, "x\n")]}, tmp_path, force=True)


def test_no_path_of_a_strangers_state_leaves_the_folder(tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n"))
    (tmp_path / "outside").write_text("x\n")
    (tmp_path / "sam" / state.STATE).write_text(state.text({"a": "1\n", "../outside": "x\n"}))
    export(tmp_path, files(a="2\n"))
    assert (tmp_path / "outside").read_text() == "x\n"


@pytest.mark.parametrize("link", ["sam", "sam/src", "sam/src/a"])
def test_no_symbolic_link_is_followed(link: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    place = tmp_path / "out" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside, target_is_directory=True)
    with pytest.raises(ExportError, match="symbolic link"):
        changes({"sam": files(src__a="1\n")}, tmp_path / "out", force=True)
    assert list(outside.iterdir()) == []


def test_names_that_differ_by_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="same name"):
        changes({"sam": files(a="1\n", A="2\n")}, tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"format": "skydraft-export/2", "files": 3}', "\x00", "[" * 100_000])
def test_a_broken_state_protects_everything(text: str, tmp_path: Path) -> None:
    export(tmp_path, files(a="1\n"))
    (tmp_path / "sam" / state.STATE).write_text(text)
    with pytest.raises(ExportError, match="not written by an export"):
        export(tmp_path, files(a="2\n"))


_texts = st.lists(st.sampled_from("abc"), max_size=8).map(lambda lines: "".join(f"{line}\n" for line in lines))


@settings(deadline=None)  # each makes a repository on disk
@given(_texts, _texts)
def test_a_merge_with_one_side_unchanged_is_the_other_side(base: str, other: str) -> None:
    for merged in (merge(base, base, other), merge(base, other, base), merge(base, other, other)):
        assert (merged.text, merged.clean) == (other, True)


@settings(deadline=None)
@given(_texts, _texts, _texts)
def test_a_merge_that_is_clean_has_no_marks_and_one_that_is_not_has_both(base: str, yours: str, new: str) -> None:
    merged = merge(base, yours, new)
    assert merged.clean == (first_mark(merged.text) is None)
