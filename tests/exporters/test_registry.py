"""The registry: the four words of the command line, loaded when they are asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.base import ExportError
from exporters.registry import TARGETS, export, exporters
from tests.work import calls


def test_the_targets() -> None:
    assert tuple(exporters()) == TARGETS == ("sam", "cdk-python", "cdk-typescript", "terraform")
    for id_, exporter in exporters().items():
        assert exporter.id == id_


def test_an_unknown_target_is_one_clear_line() -> None:
    with pytest.raises(ExportError, match=r"no target 'pulumi'; there are sam"):
        exporters()["pulumi"]


def test_a_target_is_imported_when_it_is_asked_for() -> None:
    code = "import sys, exporters.registry as r; list(r.exporters()); print([m for m in sys.modules if m == 'jinja2'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_same_design_same_bytes(example_designs: Mapping[str, Design], catalogue: Catalogue) -> None:
    for design in example_designs.values():
        again = Design.model_validate(json.loads(design.model_dump_json(by_alias=True)))
        for target in TARGETS:
            first, second = (export(d, catalogue, [target])[target] for d in (design, again))
            assert [(f.path, f.text) for f in first] == [(f.path, f.text) for f in second]


def test_planning_is_linear(catalogue: Catalogue) -> None:
    """Four times the nodes take about four times the calls, far from sixteen."""

    def work(count: int) -> int:
        nodes = {f"{kind}{n}": {"service": kind} for n in range(count) for kind in ("lambda", "sqs", "dynamodb")}
        edges = {f"a{n}": {"from": f"sqs{n}", "to": f"lambda{n}"} for n in range(count)}
        edges |= {f"b{n}": {"from": f"lambda{n}", "to": f"dynamodb{n}"} for n in range(count)}
        design = Design.model_validate({"nodes": nodes, "edges": edges})
        return calls(lambda: export(design, catalogue, ["sam"]))

    work(5)  # what is loaded once
    assert work(60) < 6 * work(15)
