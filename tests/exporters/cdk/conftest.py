"""The CDK projects of all examples, of everything and of a hostile design, synthesised once for all tests."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from filelock import FileLock

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.plan import Plan
from exporters.planner import plan
from tests.exporters.cdk.crossing import usual
from tests.exporters.cdk.projects import ROOT, Proof, hostile_design, prove


@pytest.fixture(scope="session")
def plans(example_plans: Mapping[str, Plan], bundled: Plan, catalogue: Catalogue) -> Mapping[str, Plan]:
    text = (ROOT / "tests/exporters/everything.skydraft.json").read_text(encoding="utf-8")
    everything = Design.model_validate(json.loads(text))
    more = {
        "everything": everything,
        "hostile": hostile_design(),
        "parted": usual(catalogue),
    }
    return {**example_plans, "bundled": bundled, **{name: plan(design, catalogue) for name, design in more.items()}}


@pytest.fixture(scope="session")
def proof(plans: Mapping[str, Plan], tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Proof:
    """All projects, written and synthesised by the first worker that asks; the others read what came of it."""
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "cdk-proof"
    with FileLock(f"{root}.lock"):
        result = root / "result.json"
        if not result.exists():
            root.mkdir()
            result.write_text(json.dumps(prove(root, plans)), encoding="utf-8")
        return Proof(root, **json.loads(result.read_text(encoding="utf-8")))
