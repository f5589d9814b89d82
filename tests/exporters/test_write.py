"""Writing exports: all or none, nothing that a person wrote is lost, no way out of the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporters.base import ExportError, File
from exporters.write import MANIFEST, write


def files(**texts: str) -> list[File]:
    return [File.of(path.replace("__", "/"), text) for path, text in texts.items()]


def test_writes_and_writes_again(tmp_path: Path) -> None:
    write({"sam": files(a="1\n", b__c="2\n")}, tmp_path)
    write({"sam": files(a="3\n", b__c="2\n")}, tmp_path)
    assert (tmp_path / "sam" / "a").read_text() == "3\n"
    assert (tmp_path / "sam" / "b" / "c").read_text() == "2\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["sam"]  # nothing staged is left behind


def test_a_file_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "sam").mkdir()
    (tmp_path / "sam" / "b").write_text("mine\n")
    with pytest.raises(ExportError, match=r"b: exists and was not written by an export"):
        write({"sam": files(a="1\n", b="2\n")}, tmp_path)
    assert (tmp_path / "sam" / "b").read_text() == "mine\n"
    assert not (tmp_path / "sam" / "a").exists()


def test_a_changed_file_stays_unless_forced(tmp_path: Path) -> None:
    write({"sam": files(a="1\n")}, tmp_path)
    (tmp_path / "sam" / "a").write_text("mine\n")
    with pytest.raises(ExportError, match=r"a: was changed since the last export"):
        write({"sam": files(a="2\n")}, tmp_path)
    write({"sam": files(a="2\n")}, tmp_path, force=True)
    assert (tmp_path / "sam" / "a").read_text() == "2\n"


def test_nothing_is_written_when_another_target_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "terraform").write_text("no folder\n")
    with pytest.raises(ExportError, match="in the way"):
        write({"sam": files(a="1\n"), "terraform": files(a="1\n")}, tmp_path)
    assert not (tmp_path / "sam").exists()


def test_stale_files_go_and_changed_ones_stay(tmp_path: Path) -> None:
    write({"sam": files(a="1\n", old__b="2\n", old__c="3\n", gone__d="4\n")}, tmp_path)
    (tmp_path / "sam" / "old" / "c").write_text("mine\n")
    write({"sam": files(a="1\n")}, tmp_path)
    left = sorted(p.relative_to(tmp_path / "sam").as_posix() for p in (tmp_path / "sam").rglob("*") if p.is_file())
    assert left == [MANIFEST, "a", "old/c"]
    assert not (tmp_path / "sam" / "gone").exists()


@pytest.mark.parametrize("path", ["../out", "/etc/passwd", "a/../../b", "", MANIFEST])
def test_no_path_leaves_the_folder(path: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no place inside"):
        write({"sam": [File.of(path, "x\n")]}, tmp_path, force=True)


@pytest.mark.parametrize("link", ["sam", "sam/src", "sam/src/a"])
def test_no_symbolic_link_is_followed(link: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    place = tmp_path / "out" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside, target_is_directory=True)
    with pytest.raises(ExportError, match="symbolic link"):
        write({"sam": files(src__a="1\n")}, tmp_path / "out", force=True)
    assert list(outside.iterdir()) == []


def test_names_that_differ_by_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="same name"):
        write({"sam": files(a="1\n", A="2\n")}, tmp_path)


@pytest.mark.parametrize("manifest", ["", "[]", '{"format": "skydraft-export/1", "files": 3}', "\x00"])
def test_a_broken_manifest_protects_everything(manifest: str, tmp_path: Path) -> None:
    write({"sam": files(a="1\n")}, tmp_path)
    (tmp_path / "sam" / MANIFEST).write_text(manifest)
    with pytest.raises(ExportError, match="not written by an export"):
        write({"sam": files(a="2\n")}, tmp_path)
