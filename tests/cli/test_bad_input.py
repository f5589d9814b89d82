"""Whatever is at fault is said in one line that names the file and the place; status 2, and nothing is lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import EXAMPLES, FINE, Run, Write

CONTENTS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty"),
    "truncated": ((EXAMPLES / "rest-api.skydraft.json").read_bytes()[:700], "this is not JSON"),
    "no text": (bytes(range(256)), "not UTF-8"),
    "wrong types": (b'{"nodes": {"a": {"service": "sqs", "at": "left"}}}', "nodes.a.at: "),
    "unknown service": (b'{"nodes": {"a": {"service": "lamda"}}}', "nodes.a.service: there is no service 'lamda'"),
    "cycle of groups": (b'{"groups": {"g": {"in": "h"}, "h": {"in": "g"}}}', "groups.g.in: groups stand in each other"),
    "edge to nowhere": (b'{"nodes": {}, "edges": {"e": {"from": "a", "to": "b"}}}', "edges.e.from: there is no node"),
    "newer format": (b'{"format": "skydraft/7"}', "format: this is skydraft/7, from a newer Skydraft"),
    "steers the terminal": (b'{"nodes": {"a\\u001b[2J\\n": {"service": "sqs"}}}', "an id begins with a letter"),
    "50 MB of nonsense": (b"\x80nonsense " * 5_000_000, "the file has 48 MB; a design has at most 32 MB"),
}  # fmt: skip
VERBS = {
    "check": ("check", "FILE"),
    "check json": ("check", "FILE", "--format", "json"),
    "check sarif": ("check", "FILE", "--format", "sarif"),
    "export": ("export", "FILE", "--to", "sam", "--out", "OUT"),
    "render": ("render", "FILE", "--out", "OUT.png"),
    "diff": ("diff", EXAMPLES / "rest-api.skydraft.json", "FILE"),
    "diff old": ("diff", "FILE", EXAMPLES / "rest-api.skydraft.json"),
}


def _call(run: Run, verb: str, path: Path, out: Path) -> str:
    """The one line that is said about a file that cannot be read."""
    arguments = [str(a).replace("FILE", str(path)).replace("OUT", str(out)) for a in VERBS[verb]]
    ran = run(*arguments)
    assert ran.status == 2
    (line,) = ran.err.splitlines()
    assert line.startswith("skydraft: ")
    assert line.isprintable()
    assert not list(out.parent.glob(f"{out.name}*"))
    if verb == "check json":
        assert ran.json["file"] == str(path)
        assert ran.json["error"]
    elif verb == "check sarif":
        (invocation,) = ran.json["runs"][0]["invocations"]
        assert not invocation["executionSuccessful"]
    else:
        assert not ran.out
    return line


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("content", [name for name in CONTENTS if "MB" not in name])
def test_contents(run: Run, write: Write, tmp_path: Path, verb: str, content: str) -> None:
    data, says = CONTENTS[content]
    path = write("bad", data)
    line = _call(run, verb, path, tmp_path / "out")
    assert f"{path}: " in line
    assert says in line
    assert path.read_bytes() == data


def test_much_nonsense(run: Run, write: Write, tmp_path: Path) -> None:
    data, says = CONTENTS["50 MB of nonsense"]
    assert says in _call(run, "check", write("bad", data), tmp_path / "out")


@pytest.mark.parametrize("verb", VERBS)
def test_no_file_and_a_folder(run: Run, tmp_path: Path, verb: str) -> None:
    assert f"{tmp_path / 'nope'}: there is no such file" in _call(run, verb, tmp_path / "nope", tmp_path / "out")
    folder = tmp_path / "folder"
    folder.mkdir()
    assert f"{folder}: this is a folder" in _call(run, verb, folder, tmp_path / "out")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "no regular file" in _call(run, "check", tmp_path / "pipe", tmp_path / "out")


def test_no_permission(run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the system's answer is given for it."""
    path, whole = write("a", FINE), Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert f"{path}: you may not read" in _call(run, "check", path, tmp_path / "out")


def test_a_name_with_odd_signs(run: Run, write: Write, tmp_path: Path) -> None:
    path = write("a\n\x1b[31mred", b"")
    assert "the file is empty" in _call(run, "check", path, tmp_path / "out")
    if os.name != "nt":
        odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
        odd.write_bytes(json.dumps(FINE).encode())
        assert run("check", odd).status == 0
        assert run("check", odd, "--format", "json").json["file"] == str(odd)


CALLS: list[tuple[tuple[str, ...], str]] = [
    (("chekc", "x"), "did you mean 'check'?"),
    (("check",), "Missing argument"),
    (("check", "x", "--format", "yaml"), "'yaml' is not one of"),
    (("check", "--nope"), "No such option"),
    (("explain", "sqs"), "Missing argument 'TARGET'"),
    (("explain", "sqs", "lamda"), "there is no service 'lamda'; did you mean 'lambda'?"),
    (("explain", "?", "lambda"), "`skydraft catalogue services` lists them"),
    (("export", "x", "--to", "cdk", "--out", "y"), "there is no target 'cdk'; there are sam, "),
    (("export", "x", "--to", " , ", "--out", "y"), "--to names no target"),
    (("new", "shop", "--out", "x"), "there is no template 'shop'; there are web-application, "),
    (("new", "rest-api", "--out", "nope/x"), "nope/x: the folder for it does not exist"),
    (("import", "template.yaml"), "template.yaml: there is no such file"),
    (("render", str(EXAMPLES / "rest-api.skydraft.json"), "--out", "nope/x.png"), "the folder for it does not exist"),
    (("render", str(EXAMPLES / "rest-api.skydraft.json"), "--out", "."), "this is a folder"),
    (("catalogue", "nodes"), "'nodes' is not one of"),
]


@pytest.mark.parametrize(("arguments", "says"), CALLS, ids=[" ".join(c[0])[:40] for c in CALLS])
def test_calls(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert ran.status == 2
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1
    assert not ran.out
    assert not list(tmp_path.iterdir())


def test_no_display(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    for arguments in ((), ("x.skydraft.json",), ("--exit-after-first-frame",)):
        ran = run(*arguments)
        assert ran.status == 2
        assert "there is no display to open a window on" in ran.err
