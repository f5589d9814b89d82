"""The program as a process: what it loads, a reader that leaves, a console without arrows, pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import BAD, EXAMPLES, Write

ROOT = Path(__file__).resolve().parents[2]
REST = str(EXAMPLES / "rest-api.skydraft.json")
HEAVY = ("PySide6", "pyqtgraph", "numpy", "fast_sugiyama", "cfnlint", "jinja2", "filelock", "platformdirs", "pygments")
_LOADED = """
import sys
from designer.cli import run
status = run(sys.argv[1:])
print(status, *sorted(sys.modules), file=sys.stderr)
"""


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python …` without a display."""
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**env, **environment}, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (("check", REST), ()),
        (("check", REST, "--format", "sarif"), ()),
        (("explain", "sqs", "lambda"), ()),
        (("catalogue", "--format", "json"), ()),
        (("new", "rest-api", "--out", "OUT/a.json"), ()),
        (("new", "--list"), ()),
        (("diff", REST, REST), ()),
        (("export", REST, "--to", "sam,cdk-python,cdk-typescript", "--out", "OUT"), ("jinja2",)),
    ],
    ids=lambda value: value[0] if value and isinstance(value, tuple) else "",
)
def test_loads_nothing_heavy(tmp_path: Path, arguments: tuple[str, ...], allowed: tuple[str, ...]) -> None:
    done = _run("-c", _LOADED, *(a.replace("OUT", str(tmp_path)) for a in arguments))
    status, *modules = done.stderr.split()
    assert status == "0"
    assert "designer.cli" in modules
    assert not set(HEAVY).difference(allowed).intersection(modules)


@pytest.mark.parametrize("verb", [(), ("fix",), ("import",), ("export",)], ids=str)
def test_help_is_there_at_once(verb: tuple[str, ...]) -> None:
    """Not even the models of a design are loaded for it."""
    done = _run("-c", _LOADED, *verb, "--help")
    status, *modules = done.stderr.split()
    assert status == "0"
    assert not {"pydantic", "designer.model.design", "designer.report"}.intersection(modules)


@pytest.mark.skipif(os.name == "nt", reason="a pipe's end is told differently there")
def test_a_reader_that_has_seen_enough() -> None:
    command = f"'{sys.executable}' main.py catalogue --format json | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, '{"services', "")


def test_a_console_without_arrows(write: Write) -> None:
    done = _run("main.py", "check", str(write("bad", BAD)), PYTHONIOENCODING="cp1252")
    assert done.returncode == 1
    assert "up ? q" in done.stdout
    done = _run("main.py", "explain", "s3", "lambda", "--format", "json", PYTHONIOENCODING="cp1252")
    assert done.returncode == 0
    assert "?" not in done.stdout


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_pictures(tmp_path: Path, suffix: str) -> None:
    """A picture of ours may be drawn anew; what is none is left alone."""
    out = tmp_path / f"a.{suffix}"
    arguments = ("main.py", "render", REST, "--out", str(out), "--no-findings")
    for _ in range(2):
        done = _run(*arguments)
        assert done.returncode == 0, done.stderr
    magic = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[suffix]
    assert out.read_bytes().startswith(magic)
    assert b"Skydraft" in out.read_bytes()[:4096]
    out.write_bytes(b"somebody's own")
    done = _run(*arguments)
    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert out.read_bytes() == b"somebody's own"
    if suffix == "svg":
        assert _run(*arguments, "--force").returncode == 0
        assert out.read_bytes().startswith(magic)


def test_a_picture_of_no_kind(tmp_path: Path) -> None:
    done = _run("main.py", "render", REST, "--out", str(tmp_path / "a.gif"))
    assert done.returncode == 2
    assert "a picture is .png, .svg or .pdf" in done.stderr
    assert not list(tmp_path.iterdir())
