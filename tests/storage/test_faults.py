"""Whatever a file holds, reading it gives a design or one sentence that names the place."""

from __future__ import annotations

import contextlib
import json
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from designer.storage import FileError, parse, read, save
from designer.storage.design_file import MOST_BYTES
from tests.designs import documents

SERVICES = {"lambda": 1, "sqs": 1, "cfn": 1}


def nodes(**records: Any) -> dict[str, Any]:
    return {"nodes": records}


A = {"service": "sqs"}
NEST = {f"g{n}": {"in": f"g{n - 1}"} if n else {} for n in range(101)}
DEEP = "[" * 100_000

FAULTS: list[tuple[str, Any, str, str]] = [
    ("empty", b"", "", "the file is empty"),
    ("blank", b" \n", "", "the file is empty"),
    ("truncated", b'{"nodes": {"a": {"service"', "1:27", "not JSON"),
    ("second line", b'{\n  "nodes": nope}', "2:12", "not JSON"),
    ("not UTF-8", b'{\n"name": "\xff"}', "2", "not UTF-8"),
    ("UTF-16", "{}".encode("utf-16"), "1", "not UTF-8"),
    ("binary", b"\x00\x01\x02", "1:1", "not JSON"),
    ("an array", [], "", "this is an array"),
    ("a text", "x", "", "this is a text"),
    ("null", None, "", "this is null"),
    ("true", True, "", "this is true or false"),
    ("a number", 3, "", "this is a number"),
    ("deep", DEEP.encode(), "", "nested too deeply"),
    ("deep in properties", nodes(a={**A, "properties": json.loads("[" * 80 + "]" * 80)}), "nodes.a.properties", "60"),
    ("key twice", b'{"nodes": {"a": {"service": "sqs", "service": "sqs"}}}', "nodes.a.service", "stands twice"),
    ("id twice", b'{"nodes": {"a": {"service": "sqs"}, "a": {"service": "sqs"}}}', "nodes.a", "stands twice"),
    ("NaN", b'{"nodes": {"a": {"service": "sqs", "properties": {"x": NaN}}}}', "nodes.a.properties.x", "finite"),
    ("inf", b'{"nodes": {"a": {"service": "sqs", "properties": {"x": [1e999]}}}}', "nodes.a.properties.x.0", "1e9"),
    ("many digits", b'{"x": ' + b"9" * 5000 + b"}", "", "too many digits"),
    ("half a sign", b'{"name": "\\ud800"}', "name", "half of a sign"),
    ("half a sign in a key", b'{"x": {"\\udc00": 1}}', "x", "half of a sign"),
    ("other format", {"format": "drawio/3"}, "format", "'drawio/3' is not a format of Skydraft"),
    ("newer", {"format": "skydraft/2"}, "format", "update Skydraft"),
    ("format is a number", {"format": 1}, "format", "not a format"),
    ("no service", nodes(a={}), "nodes.a.service", "is missing"),
    ("service is a number", nodes(a={"service": 3}), "nodes.a.service", "must be a text"),
    ("nodes are an array", {"nodes": [A]}, "nodes", "must be an object"),
    ("a node is a text", nodes(a="sqs"), "nodes.a", "must be an object"),
    ("at is a text", nodes(a={**A, "at": "0,0"}), "nodes.a.at", "two numbers"),
    ("at has three", nodes(a={**A, "at": [1, 2, 3]}), "nodes.a.at", "two numbers"),
    ("at holds texts", nodes(a={**A, "at": ["1", "2"]}), "nodes.a.at.0", "number"),
    ("at is far away", nodes(a={**A, "at": [1e9, 0]}), "nodes.a.at.0", "less than or equal"),
    ("disabled is a text", nodes(a={**A, "disabled": "yes"}), "nodes.a.disabled", "true or false"),
    ("properties are a list", nodes(a={**A, "properties": []}), "nodes.a.properties", "must be an object"),
    ("an odd id", nodes(**{"1 a": A}), "nodes.1 a", "an id begins with a letter"),
    ("group kind", {"groups": {"g": {"kind": "box"}}}, "groups.g.kind", "bounded-context"),
    ("unknown service", nodes(a={"service": "lamda"}), "nodes.a.service", "did you mean 'lambda'?"),
    ("odd service", nodes(a={"service": "?"}), "nodes.a.service", "catalogue services"),
    ("generic without type", nodes(a={"service": "cfn"}), "nodes.a.type", "CloudFormation type"),
    ("edge from nowhere", {**nodes(a=A), "edges": {"e": {"from": "b", "to": "a"}}}, "edges.e.from", "no node 'b'"),
    ("edge to nowhere", {**nodes(a=A), "edges": {"e": {"from": "a", "to": "b"}}}, "edges.e.to", "no node 'b'"),
    ("edge to an edge", {**nodes(a=A), "edges": {"e": {"from": "a", "to": "e"}}}, "edges.e.to", "no node 'e'"),
    ("in no group", nodes(a={**A, "in": "g"}), "nodes.a.in", "no group 'g'"),
    ("note in no group", {"notes": {"n": {"text": "", "in": "g"}}}, "notes.n.in", "no group 'g'"),
    ("one id for two", {**nodes(a=A), "groups": {"a": {}}}, "nodes.a", "stands in groups too"),
    ("group in itself", {"groups": {"g": {"in": "g"}}}, "groups.g.in", "g in g"),
    ("groups in a circle", {"groups": {"g": {"in": "h"}, "h": {"in": "i"}, "i": {"in": "h"}}}, "groups.h.in", "i in h"),
    ("many groups in each other", {"groups": NEST}, "groups.g100.in", "more than 100 groups"),
    ("many faults", nodes(a={}, b={}, c={}), "nodes.a.service", "2 more faults"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place", "says"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_faults(data: Any, place: str, says: str) -> None:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(FileError) as raised:
        parse(content, "orders.skydraft.json", SERVICES)
    assert raised.value.place == place
    assert says in str(raised.value)
    assert raised.value.line.startswith(f"orders.skydraft.json: {place}{':' if place else ''}")
    assert "\n" not in raised.value.line


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b'{"a":"\\ud83d\\ude00"}')
@settings(max_examples=200, deadline=None)
def test_any_bytes(data: bytes) -> None:
    _parses_or_complains(data)


@given(documents(strange=True), st.randoms(use_true_random=False), st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_designs(document: dict[str, Any], rnd: random.Random, data: st.DataObject) -> None:
    """A value somewhere replaced by another, then a few bytes changed, too."""
    junk = data.draw(st.sampled_from([None, True, -1, 1e308, "", "a0", [], [[]], {}, {"Fn::GetAtt": []}, "\x00"]))
    at: Any = document
    while True:
        key = rnd.choice(list(at) if isinstance(at, dict) else range(len(at)))
        if isinstance(at[key], (dict, list)) and at[key] and rnd.random() < 0.7:
            at = at[key]
            continue
        at[key] = junk
        break
    text = json.dumps(document).encode()
    _parses_or_complains(text)
    start = rnd.randrange(len(text))
    _parses_or_complains(text[:start] + bytes([rnd.randrange(256)]) + text[start + rnd.randrange(3) :])


def _parses_or_complains(data: bytes) -> None:
    with contextlib.suppress(FileError):  # any other error fails the test
        parse(data, "x", SERVICES)


# -- what no file is


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="there is no such file"):
        read(tmp_path / "nope")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="this is a folder"):
        read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileError, match="no regular file"):
        read(tmp_path / "pipe")


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the system's answer is given for it."""
    path = tmp_path / "a"
    path.write_text("{}")

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileError, match="you may not read or write it"):
        read(path)


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(FileError, match=r"a design has at most 32 MB"):
        read(path)


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    design = parse(b"{}")
    with pytest.raises(FileError, match="the folder for it does not exist"):
        save(design, tmp_path / "nope" / "a.json")
    with pytest.raises(FileError, match="this is a folder"):
        save(design, tmp_path)
