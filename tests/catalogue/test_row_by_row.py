"""Each connection that AWS documents, row by row: `explain`, the rules and the canvas give the same answer.

A legal pair (pairs.csv) is legal in all three.  A refused one (pairs.csv, and refused.toml where a setting or the
neighbourhood refuses it) has a reason and a link, and each of its quick fixes works: the fault is gone, no error comes
instead, and the design exports.  refused.toml also names the rows that are left out, and why.
"""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path
from typing import Any

import pytest

from designer.catalogue import load
from designer.editing.editor import Editor
from designer.model.catalogue import Verdict
from designer.model.design import Design, Subject
from designer.model.finding import Finding
from designer.rules import check
from designer.tools.base import ToolContext
from designer.tools.connect import ConnectTool
from exporters.registry import export
from tests.tools.conftest import FakeHost

HERE = Path(__file__).parent
CATALOGUE = load()
PAIRS = list(csv.DictReader((HERE / "pairs.csv").read_text(encoding="utf-8").splitlines()))
REFUSED = tomllib.loads((HERE / "refused.toml").read_text(encoding="utf-8"))
EDGE = Subject("edge", "e")
Row = dict[str, Any]

# Facets stand for a side of one node; between two nodes their own service's records mean nothing.
INNER = {"lambda-function-url-calls-lambda", "dynamodb-writes-dynamodb-stream"}
# What a row says besides its two ends, where without it another rule rightly complains.
GUARDED = {"apigw-rest", "apigw-http", "apigw-websocket"}
AT_THE_EDGE = {"cloudfront-runs-lambda", "waf-guards-cloudfront"}
SETTINGS: dict[str, Row] = {
    "eventbridge-bus-sends-to-sqs-fifo": {"SqsParameters": {"MessageGroupId": "orders"}},
    "eventbridge-scheduler-sends-to-sqs-fifo": {"SqsParameters": {"MessageGroupId": "orders"}},
    "eventbridge-pipes-sends-to-sqs-fifo": {"SqsQueueParameters": {"MessageGroupId": "orders"}},
}


def node(kind: str) -> Row:
    service = CATALOGUE.variants[kind]
    properties = next((dict(v.when) for v in service.variants if v.id == kind), {})
    return {"service": service.id, "title": f"The {service.short}", "properties": properties}


def pair(row: Row, via: str | None) -> Design:
    """The smallest design of a row: two nodes and an edge."""
    nodes = {"a": {**node(row["source"]), "at": (0, 0)}, "b": {**node(row["target"]), "at": (512, 0)}}
    edges = {"e": {"from": "a", "to": "b", "via": via, "properties": SETTINGS.get(row["record"], {})}}
    if row["verdict"] == "legal" and row["source"] != "waf" and row["target"] in GUARDED:
        nodes["guard"] = {"service": "lambda", "title": "Authorize"}
        edges["guard"] = {"from": "b", "to": "guard", "via": "authorizer"}
    if row["target"] == "sfn-express":
        nodes["b"]["properties"]["TimeoutSeconds"] = 20
    region = "us-east-1" if row["record"] in AT_THE_EDGE else "eu-west-1"
    return Design.model_validate({"nodes": nodes, "edges": edges, "settings": {"region": region}})


def errors(design: Design) -> list[Finding]:
    return [finding for finding in check(design, CATALOGUE) if finding.severity == "error"]


def verdict_on_canvas(design: Design, source: str, target: str) -> Verdict:
    """What the connect gesture shows when it hovers over the target."""
    editor = Editor(design)
    tool = ConnectTool(editor, ToolContext(CATALOGUE, FakeHost(editor)))
    tool.begin(source, (0.0, 0.0))
    assert tool.preview.connecting is not None
    return tool.preview.connecting.verdicts[target]


def prove_fixes(design: Design, finding: Finding) -> None:
    """Each fix of a finding removes it, brings no error, and leaves a design that exports."""
    assert finding.fixes, finding.message
    before = {(f.rule, f.subject) for f in errors(design)} - {(finding.rule, finding.subject)}
    for fix in finding.fixes:
        mended = fix.apply(design)
        assert mended != design, fix.label
        after = check(mended, CATALOGUE)
        assert (finding.rule, finding.subject) not in {(f.rule, f.subject) for f in after}, fix.label
        assert {(f.rule, f.subject) for f in after if f.severity == "error"} <= before, fix.label
        assert export(mended, CATALOGUE, ["sam"])["sam"], fix.label


def rows(*verdicts: str) -> list[Any]:
    found = (row for row in PAIRS if row["verdict"] in verdicts and row["record"] not in INNER)
    return [pytest.param(row, id=f"{row['number']}-{row['source']}-{row['target']}") for row in found]


@pytest.mark.parametrize("row", rows("legal"))
def test_legal(row: Row) -> None:
    integration = CATALOGUE.integrations[row["record"]]
    design = pair(row, None if integration.default and default(row) is integration else integration.id)
    assert CATALOGUE.integration(design, design.edges["e"]) is integration
    assert [(f.rule, f.message) for f in errors(design)] == []
    verdict = verdict_on_canvas(design, "a", "b")
    assert verdict.legal
    assert integration in verdict.integrations


def default(row: Row) -> Any:
    design = pair(row, None)
    return CATALOGUE.integration(design, design.edges["e"])


@pytest.mark.parametrize("row", rows("illegal", "not by mechanism", "only by name"))
def test_refused(row: Row) -> None:
    design = pair(row, row["note"] if row["verdict"] == "not by mechanism" else None)
    found = [finding for finding in errors(design) if finding.subject == EDGE]
    assert len(found) == 1
    assert found[0].why
    assert found[0].doc.startswith("https://")
    prove_fixes(design, found[0])
    if row["verdict"] == "illegal":
        assert not verdict_on_canvas(design, "a", "b").legal


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{r['number']}-{r['rule']}") for r in REFUSED["row"]])
def test_refused_by_what_is_set(row: Row) -> None:
    design = Design.model_validate(
        {
            "nodes": row["nodes"],
            "edges": row["edges"],
            "groups": row.get("groups", {}),
            "settings": {"region": row.get("region", "eu-west-1")},
        }
    )
    said = [f for f in check(design, CATALOGUE) if (f.rule, str(f.subject)) == (row["rule"], row["on"])]
    assert said, row["title"]
    assert {f.severity for f in said} == {row.get("severity", "error")}
    assert all(f.why and f.doc.startswith("https://") for f in said)
    prove_fixes(design, said[0])


def test_every_row_is_there_or_said_to_be_left_out() -> None:
    legal = [int(row["number"]) for row in PAIRS if row["verdict"] == "legal"]
    assert legal == list(range(1, 325))
    refused = [int(row["number"]) for row in PAIRS if row["number"] and row["verdict"] != "legal"]
    refused += [row["number"] for row in (*REFUSED["row"], *REFUSED["left_out"])]
    assert sorted(refused) == list(range(1, 198))
    assert all(row["reason"].endswith(".") for row in REFUSED["left_out"])
    assert {row["record"] for row in PAIRS if row["record"] in INNER} == INNER


def test_canvas_and_explain_agree_on_every_pair() -> None:
    kinds = [kind for kind, service in CATALOGUE.variants.items() if kind in {v.id for v in service.variants}]
    kinds += [id_ for id_, service in CATALOGUE.services.items() if not service.variants]
    design = Design.model_validate({"nodes": {kind: node(kind) for kind in kinds}})
    editor = Editor(design)
    tool = ConnectTool(editor, ToolContext(CATALOGUE, FakeHost(editor)))
    for source in kinds:
        tool.begin(source, (0.0, 0.0))
        assert tool.preview.connecting is not None
        for target, verdict in tool.preview.connecting.verdicts.items():
            assert verdict == CATALOGUE.explain(source, target)
        assert len(tool.preview.connecting.verdicts) == len(kinds) - 1
