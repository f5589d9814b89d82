"""A design that grows a second bounded context: its stack becomes several, and a person's edits are not lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.base import File
from exporters.cdk.python_project import CdkPythonExporter
from exporters.cdk.typescript_project import CdkTypeScriptExporter
from exporters.changes import FolderChanges, changes
from exporters.planner import plan
from exporters.write import write

NODES = {
    "take": {"service": "lambda", "title": "Take orders"},
    "orders": {"service": "sqs", "title": "Orders"},
    "ship": {"service": "lambda", "title": "Ship"},
}
EDGES = {"a": {"from": "take", "to": "orders"}, "b": {"from": "orders", "to": "ship"}}
BOTH = [
    (CdkPythonExporter(), "infrastructure/stack.py", "infrastructure/shipping_stack.py", "app.py", "#"),
    (CdkTypeScriptExporter(), "lib/stack.ts", "lib/shipping-stack.ts", "bin/app.ts", "//"),
]


def exported(exporter: Any, catalogue: Catalogue, **contexts: str) -> tuple[File, ...]:
    groups = {id_: {"kind": "bounded-context", "title": id_.title()} for id_ in contexts.values()}
    nodes = {id_: {**node, **({"in": contexts[id_]} if id_ in contexts else {})} for id_, node in NODES.items()}
    design = Design.model_validate({"name": "Shop", "groups": groups, "nodes": nodes, "edges": EDGES})
    return tuple(exporter.export(plan(design, catalogue)))


def grown(exporter: Any, catalogue: Catalogue, out: Path) -> FolderChanges:
    """The changes of an export to `out` after the design got two contexts."""
    files = exported(exporter, catalogue, take="ordering", orders="ordering", ship="shipping")
    return changes({exporter.id: files}, out)[exporter.id]


@pytest.mark.parametrize(("exporter", "old", "new", "app", "sign"), BOTH, ids=lambda value: getattr(value, "id", ""))
def test_untouched_files_move(
    exporter: Any, old: str, new: str, app: str, sign: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    write(changes({exporter.id: exported(exporter, catalogue)}, tmp_path).values())
    found = grown(exporter, catalogue, tmp_path)
    kinds = {change.path: change.kind for change in found.changes}
    assert (kinds[old], kinds[new], kinds[app]) == ("removed", "new", "updated")
    assert found.conflicts == ()
    write([found])
    assert not (tmp_path / exporter.id / old).exists()


@pytest.mark.parametrize(("exporter", "old", "new", "app", "sign"), BOTH, ids=lambda value: getattr(value, "id", ""))
def test_an_edited_stack_stays_and_is_told(
    exporter: Any, old: str, new: str, app: str, sign: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    write(changes({exporter.id: exported(exporter, catalogue)}, tmp_path).values())
    edits = {path: f"{sign} my own line in {path}\n" for path in (old, app)}
    for path, line in edits.items():
        file = tmp_path / exporter.id / path
        file.write_text(file.read_text(encoding="utf-8") + line, encoding="utf-8")
    before = (tmp_path / exporter.id / old).read_bytes()
    found = grown(exporter, catalogue, tmp_path)
    told = {change.path: change.why for change in found.conflicts}
    assert told[old] == "edited by you, but no longer part of the design; it is yours now"
    write([found])
    assert (tmp_path / exporter.id / old).read_bytes() == before
    assert (tmp_path / exporter.id / new).exists()
    assert edits[app] in (tmp_path / exporter.id / app).read_text(encoding="utf-8")


@pytest.mark.parametrize(("exporter", "old", "new", "app", "sign"), BOTH, ids=lambda value: getattr(value, "id", ""))
def test_an_edit_of_one_of_several_stacks_is_merged(
    exporter: Any, old: str, new: str, app: str, sign: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Back to one context, the stacks' files go as they came, but for what a person has written."""
    write([grown(exporter, catalogue, tmp_path)])
    file = tmp_path / exporter.id / new
    edited = file.read_text(encoding="utf-8") + f"{sign} mine\n"
    file.write_text(edited, encoding="utf-8")
    again = grown(exporter, catalogue, tmp_path)
    assert {change.path for change in again.changes if change.kind == "kept"} == {new}
    back = changes({exporter.id: exported(exporter, catalogue)}, tmp_path)[exporter.id]
    assert [change.path for change in back.conflicts] == [new]
    write([back])
    assert file.read_text(encoding="utf-8") == edited
    assert (tmp_path / exporter.id / old).exists()
