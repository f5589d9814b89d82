"""Small designs with the verdict that each deserves: verdicts.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from designer.catalogue.loader import load
from designer.model.design import Design, Subject
from designer.rules import check

CASES = [
    case
    for case in yaml.safe_load(Path(__file__).with_name("verdicts.yaml").read_text(encoding="utf-8"))
    if "title" in case
]


def test_enough() -> None:
    titles = [case["title"] for case in CASES]
    assert len(titles) == len(set(titles))
    assert len(titles) >= 150


@pytest.mark.parametrize("case", [pytest.param(case, id=case["title"]) for case in CASES])
def test_verdict(case: dict[str, Any]) -> None:
    design = design_of(case)
    found = check(design, load())
    for subject, verdict in case["expect"].items():
        assert design.get(Subject.parse(subject))
        said = [(f.rule, f.severity) for f in found if str(f.subject) == subject]
        errors = [rule for rule, severity in said if severity == "error"]
        if verdict == "illegal":
            assert errors, said
        elif verdict == "warning":
            assert said
        else:
            assert verdict == "ok"
            assert not errors


def design_of(case: dict[str, Any]) -> Design:
    nodes = {}
    for id_, said in case["nodes"].items():
        service, properties, group = [*([said] if isinstance(said, str) else said), {}, None][:3]
        nodes[id_] = {"service": service, "properties": properties or {}, **({"in": group} if group else {})}
    edges = {}
    for source, target, *more in case["edges"]:
        edge: dict[str, Any] = {"from": source, "to": target, "properties": {}}
        for word in more:
            if isinstance(word, str):
                edge["via"] = word
            else:
                edge["properties"].update(word)
        edges[f"{source}-{target}"] = edge
    record = {"groups": case.get("groups", {}), "settings": case.get("settings", {}), "nodes": nodes, "edges": edges}
    return Design.model_validate({"format": "skydraft/1", "name": case["title"], **record})
