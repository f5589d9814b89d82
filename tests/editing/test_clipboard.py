"""Copy and paste: fresh ids, everything inside rewired, and nothing on the clipboard can do harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.editing import clipboard
from designer.editing.clipboard import ClipboardError
from designer.editing.editor import Editor
from designer.model.design import FARTHEST, Design, Subject
from designer.model.diff import diff
from designer.storage import dump, parse
from tests.designs import designs, documents

ELSEWHERE = "not part of it"


@given(designs(), designs(), st.data())
@settings(max_examples=100, deadline=None)
def test_paste_adds_a_copy_and_touches_nothing(source: Design, target: Design, data: st.DataObject) -> None:
    subjects = [s for s, _ in source.records()]
    some = data.draw(st.lists(st.sampled_from(subjects), min_size=1, max_size=6))
    text = clipboard.copy(source, some)
    if not text:
        assert all(s.kind == "edge" for s in some)
        return
    piece = clipboard.read(text)
    assert piece == clipboard.part(source, some)
    group = data.draw(st.sampled_from([None, "nope", *target.groups]))
    after = clipboard.paste(piece, (100, 100), group).apply(target)
    assert parse(dump(after).encode()) == after
    change = diff(target, after)
    assert not change.changed
    assert not change.removed
    added = {kind: [s.id for s in change.added if s.kind == kind] for kind in ("node", "edge", "group", "note")}
    assert [len(added[k]) for k in ("node", "edge", "group", "note")] == [
        len(piece.nodes), len(piece.edges), len(piece.groups), len(piece.notes),
    ]  # fmt: skip
    new = dict(zip((*piece.nodes, *piece.groups), (*added["node"], *added["group"]), strict=True))
    top = group if group in target.groups else None
    for old, id_ in zip(piece.nodes, added["node"], strict=True):
        assert after.nodes[id_].group == new.get(piece.nodes[old].group or "", top)
        assert after.nodes[id_].title == piece.nodes[old].title
        before, now = _references(piece.nodes[old].properties), _references(after.nodes[id_].properties)
        assert now == [new.get(name, name) for name in before]
    for old, id_ in zip(piece.edges, added["edge"], strict=True):
        assert (after.edges[id_].source, after.edges[id_].target) == (
            new[piece.edges[old].source],
            new[piece.edges[old].target],
        )


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        found = value.get("Fn::GetAtt")
        return [found[0]] if found else [name for item in value.values() for name in _references(item)]
    return []


def test_ids_and_references() -> None:
    start = parse(
        json.dumps(
            {
                "nodes": {
                    "q": {"service": "sqs", "at": [0, 0], "properties": {"A": {"Fn::GetAtt": ["d", "Arn"]}}},
                    "d": {"service": "sqs", "at": [0, 96], "properties": {"B": [{"Ref": "q"}, {"Ref": "elsewhere"}]}},
                    "elsewhere": {"service": "sqs", "at": [0, 192]},
                },
                "edges": {"q-d": {"from": "q", "to": "d"}, "spare": {"from": "q", "to": "d"}},
            }
        ).encode()
    )
    editor = Editor(start)
    chosen = [Subject("node", "q"), Subject("node", "d")]
    editor.execute(clipboard.duplicate(start, chosen))
    after = editor.design
    assert list(after.nodes) == ["q", "d", "elsewhere", "q-2", "d-2"]
    assert list(after.edges) == ["q-d", "spare", "q-2-d-2", "spare-2"]
    assert after.nodes["q-2"].properties == {"A": {"Fn::GetAtt": ("d-2", "Arn")}}
    assert after.nodes["d-2"].properties == {"B": ({"Ref": "q-2"}, {"Ref": "elsewhere"})}
    assert after.nodes["q-2"].at == (32, 32)
    assert editor.selection == {Subject("node", "q-2"), Subject("node", "d-2")}
    editor.execute(clipboard.duplicate(after, editor.selection))
    assert {"q-3", "d-3"} <= editor.design.nodes.keys()  # not q-2-2
    editor.undo()
    editor.undo()
    assert editor.design is start


def test_only_the_part_is_copied() -> None:
    start = parse(
        json.dumps(
            {
                "settings": {"description": ELSEWHERE},
                "groups": {"g": {}, "h": {"in": "g"}},
                "nodes": {"a": {"service": "sqs", "in": "h"}, "b": {"service": "sqs", "title": ELSEWHERE}},
                "edges": {"e": {"from": "a", "to": "b"}},
                "accepted": {"x": {"rule": "r", "subject": "node:a", "reason": ELSEWHERE}},
            }
        ).encode()
    )
    text = clipboard.copy(start, [Subject("group", "h")])
    assert ELSEWHERE not in text
    piece = clipboard.read(text)
    assert (list(piece.groups), list(piece.nodes), list(piece.edges)) == (["h"], ["a"], [])
    assert piece.groups["h"].group is None
    assert piece.nodes["a"].group == "h"
    assert clipboard.copy(start, []) == clipboard.copy(start, [Subject("edge", "e")]) == ""


HOSTILE = [
    "",
    "hello",
    "<svg/>",
    "null",
    "[]",
    "{",
    '{"nodes": {"a": {}}}',
    '{"nodes": {"../../etc": {"service": "sqs"}}}',
    '{"edges": {"e": {"from": "a", "to": "b"}}}',
    '{"groups": {"g": {"in": "g"}}}',
    "\ud800",
    '{"name": "\\udfff"}',
    "[" * 100_000,
    '{"nodes": {"a": {"service": "sqs", "at": [1e400, 0]}}}',
    "x" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:20].encode("ascii", "replace").decode() for text in HOSTILE])
def test_what_is_no_part_of_a_design(text: str) -> None:
    with pytest.raises(ClipboardError) as raised:
        clipboard.read(text)
    assert "\n" not in str(raised.value)


@given(st.text(max_size=60) | documents(strange=True).map(lambda d: json.dumps(d)[: len(str(d)) // 2]))
@settings(max_examples=100, deadline=None)
def test_any_text(text: str) -> None:
    try:
        piece = clipboard.read(text)
    except ClipboardError:
        return
    assert isinstance(piece, Design)


def test_far_away_is_still_in_reach() -> None:
    piece = clipboard.read(json.dumps({"nodes": {"a": {"service": "sqs", "at": [FARTHEST, -FARTHEST]}}}))
    after = clipboard.paste(piece).apply(Design())
    assert parse(dump(after).encode()) == after
