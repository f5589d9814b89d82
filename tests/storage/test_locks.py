"""One window a design, in this process and between processes; unsaved work outlives the process that held it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from designer.editing.editor import Editor
from designer.model.design import Design
from designer.storage import Autosave, DesignLock, discard, leftovers, parse, state_folder

_HOLD = """
import sys
from pathlib import Path
from designer.storage import DesignLock
lock = DesignLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""
_CRASH = """
import os, sys
from pathlib import Path
from designer.storage import Autosave, parse
autosave = Autosave()
autosave.write(parse(b'{"name": "Unsaved"}'), Path(sys.argv[1]))
print("written", flush=True)
sys.stdin.read()
os._exit(1)
"""


def _start(code: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=30)


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_between_processes(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    process = _start(_HOLD, path)
    try:
        assert _said(process) == "True"
        lock = DesignLock(path)
        assert not lock.acquire()
        assert not lock.held
    finally:
        _end(process)
    assert lock.acquire()  # the system let go when the process ended
    assert lock.held
    lock.release()


def test_in_one_process(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "sub")
    one, other, third = DesignLock(tmp_path / "a"), DesignLock(tmp_path / "sub/../a"), DesignLock(tmp_path / "b")
    assert one.acquire()
    assert not other.acquire()  # the same file by another name
    assert third.acquire()
    one.release()
    assert other.acquire()
    other.release()
    third.release()
    assert list(tmp_path.glob("*.lock")) == []  # not beside the design


def test_a_crash_leaves_the_work(tmp_path: Path) -> None:
    path = tmp_path / "orders.skydraft.json"
    process = _start(_CRASH, path)
    try:
        assert _said(process) == "written"
        assert leftovers() == []  # its window is open still
    finally:
        _end(process)
    (found,) = leftovers()
    assert (found.design.name, found.path) == ("Unsaved", path)
    discard(found)
    assert leftovers() == []
    assert not any((state_folder() / "recovery").iterdir())


def test_a_window_that_closes_leaves_nothing(state: Path) -> None:
    autosave = Autosave()
    autosave.write(Design(name="x"), None)
    autosave.close()
    assert leftovers() == []
    assert not any((state / "recovery").iterdir())


def test_the_same_design_is_written_once(state: Path) -> None:
    autosave, design = Autosave(), Editor(parse(b"{}")).design
    autosave.write(design, None)
    (copy,) = (state / "recovery").glob("*.json")
    copy.unlink()
    autosave.write(design, None)
    assert not copy.exists()
    autosave.write(design.replace(name="y"), None)
    assert copy.exists()
    autosave.clear()
    assert not copy.exists()
    autosave.close()


def test_copies_that_cannot_be_read_are_passed_over(state: Path) -> None:
    folder = state / "recovery"
    folder.mkdir(parents=True)
    good = b'{"path": null, "at": "2026-01-0%d"}\n{"name": "%d"}'
    (folder / "1.json").write_bytes(good % (1, 1))
    (folder / "2.json").write_bytes(good % (2, 2))
    bad = (b"", b"nonsense", b"{}\n{}", b"[1]\n{}", b'{"path": null, "at": "x"}\n{}', b'{"path": 3, "at": 1}\n{}')
    for number, data in enumerate((*bad, b'{"path": null, "at": "2026-01-01"}\n{"nodes": 3}')):
        (folder / f"bad{number}.json").write_bytes(data)
    assert [found.design.name for found in leftovers()] == ["2", "1"]  # the newest first
    assert len(list(folder.glob("bad*.json"))) == 7
