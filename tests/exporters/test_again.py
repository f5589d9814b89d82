"""A team edits what was exported, the design goes on, and the team exports again, ten times over, in all targets.

The edits are of the kinds that people make: a comment, a function of their own in a handler, a changed value, a block
at the end of a file, a file of their own, a file deleted.  Whatever the design does meanwhile, an edit is never lost:
it stands in the file, or between a conflict's marks, or in a file that the export has left to the team.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.changes import changes
from exporters.registry import TARGETS, export
from exporters.state import STATE
from exporters.write import write

ROUNDS = 10
OWN = ("lambda", "sqs", "dynamodb", "sns")
COMMENTS = {".yaml": "#", ".yml": "#", ".py": "#", ".tf": "#", ".toml": "#", ".ts": "//", ".mts": "//", ".js": "//"}
Record = dict[str, Any]


def changed(record: Record, chance: random.Random, number: int) -> None:
    """One change of the kinds that a person makes on the canvas."""
    nodes, edges = record["nodes"], record["edges"]
    match chance.choice(("add", "add", "remove", "title", "property", "setting")):
        case "remove" if len(nodes) > 4:
            gone = chance.choice(sorted(nodes))
            del nodes[gone]
            record["edges"] = {i: e for i, e in edges.items() if gone not in (e["from"], e["to"])}
        case "title":
            nodes[chance.choice(sorted(nodes))]["title"] = f"Renamed {number}"
        case "property":
            functions = sorted(i for i, node in nodes.items() if node["service"] == "lambda")
            for id_ in functions[:2]:
                nodes[id_].setdefault("properties", {})["Timeout"] = chance.randint(1, 29)
        case "setting":
            record.setdefault("settings", {})["runtime"] = chance.choice(("python3.12", "python3.13", "nodejs22.x"))
        case _:
            service = chance.choice(OWN)
            nodes[f"new{number}"] = {"service": service, "title": f"New {service} {number}"}
            functions = sorted(i for i, node in nodes.items() if node["service"] == "lambda" and i != f"new{number}")
            if functions:
                edges[f"edge{number}"] = {"from": chance.choice(functions), "to": f"new{number}"}


def edited(folder: Path, chance: random.Random, number: int) -> list[str]:
    """Edits in a target's folder; the texts that must not get lost."""
    texts: list[str] = []
    files = sorted(p for p in folder.rglob("*") if p.suffix in COMMENTS and p.stat().st_size)
    for path in chance.sample(files, min(4, len(files))):
        sign, mine = COMMENTS[path.suffix], f"by hand {number} {path.name}"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        match chance.choice(("comment", "comment", "end", "value", "own file")):
            case "own file":
                own = path.with_name(f"own_{number}_{path.name}")
                own.write_text(f"{sign} {mine}\n", encoding="utf-8")
            case "end":
                path.write_text("".join([*lines, f"\n{sign} {mine}\n"]), encoding="utf-8")
            case "value":
                at = chance.randrange(len(lines))
                lines[at] = f"{lines[at].rstrip()}  {sign} {mine}\n"
                path.write_text("".join(lines), encoding="utf-8")
            case _:
                lines.insert(chance.randint(0, len(lines)), f"{sign} {mine}\n")
                path.write_text("".join(lines), encoding="utf-8")
        texts.append(mine)
    return texts


def files_of(folder: Path) -> list[Path]:
    """All but what remembers the last export."""
    return [p for p in folder.rglob("*") if p.is_file() and p.name != STATE]


def settle(folder: Path) -> None:
    """As a person in a hurry would: both sides stay, the marks go."""
    for path in folder.rglob("*"):
        if path.suffix in COMMENTS:
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            path.write_text("".join(x for x in lines if x[:7] not in ("<<<<<<<", "=======", ">>>>>>>")), "utf-8")


@pytest.mark.parametrize("seed", range(6))
def test_edits_survive_ten_changes_of_the_design(
    seed: int, tmp_path: Path, example_designs: Mapping[str, Design], catalogue: Catalogue
) -> None:
    chance = random.Random(seed)  # noqa: S311
    name = sorted(example_designs)[seed % len(example_designs)]
    record = json.loads(example_designs[name].model_dump_json(by_alias=True, exclude_defaults=True))
    texts: dict[str, list[str]] = {target: [] for target in TARGETS}
    for number in range(ROUNDS):
        found = changes(export(Design.model_validate(record), catalogue), tmp_path)
        write(found.values())
        for target, of_target in found.items():
            there = "".join(p.read_text(encoding="utf-8") for p in files_of(tmp_path / target))
            lost = [text for text in texts[target] if text not in there]
            assert not lost, (target, number, lost)
            marked = {change.path for change in of_target.conflicts if b"<<<<<<<" in (change.new or b"")}
            assert marked == {
                p.relative_to(tmp_path / target).as_posix()
                for p in files_of(tmp_path / target)
                if "<<<<<<<" in p.read_text(encoding="utf-8")
            }
            settle(tmp_path / target)
            texts[target] += edited(tmp_path / target, chance, number)
        changed(record, chance, number)


def test_an_export_that_nobody_edited_never_conflicts(
    tmp_path: Path, example_designs: Mapping[str, Design], catalogue: Catalogue
) -> None:
    """Over any change of design, the folder is what a first export into an empty folder would be."""
    for name, design in example_designs.items():
        again = changes(export(design, catalogue), tmp_path / "again")
        write(again.values())
        assert not any(found.conflicts for found in again.values()), name
        write(changes(export(design, catalogue), tmp_path / name).values())
        for target in TARGETS:
            ours, fresh = (
                {p.relative_to(at).as_posix(): p.read_bytes() for p in at.rglob("*") if p.is_file()}
                for at in (tmp_path / "again" / target, tmp_path / name / target)
            )
            assert ours == fresh, (name, target)
