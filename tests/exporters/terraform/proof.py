"""Planning many exports with the real provider at once, as modules of one root: a start takes longer than a plan."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from exporters.plan import Plan
from exporters.terraform import TerraformExporter
from exporters.terraform.hcl import Block
from tests.exporters.terraform.test_proof import PROVIDERS, given, hcl, write
from tests.tools.terraform import archive, loopback
from tests.tools.terraform.machine import environment, mirror, terraform


@dataclass(frozen=True)
class Planned:
    """What terraform makes of many projects, by name; `unknown` are the calls of AWS that nothing answered."""

    changes: Mapping[str, list[dict[str, Any]]]  # the changes of its JSON
    configuration: Mapping[str, Mapping[str, Any]]  # the configuration of each, symbolically
    unknown: list[str]

    def instances(self, name: str) -> Mapping[str, int]:
        """How many there are of each address of a project, whose `for_each` may make several."""
        module = re.compile(rf"^module\.{re.escape(name)}\.|\[[^]]*\]$")
        return Counter(module.sub("", change["address"]) for change in self.changes.get(name, ()))


Planner = Callable[[Mapping[str, Plan]], Planned]


@pytest.fixture
def plan_offline(tmp_path: Path) -> Iterator[Planner]:
    """Plans in one run what is given by name, without a network; skips where the tools are missing."""
    program, found = terraform(), mirror()
    if program is None or found is None:
        pytest.skip("terraform or its mirror with hashicorp/aws 5.x is missing")
    root, work = tmp_path / "root", tmp_path / "work"
    root.mkdir()
    work.mkdir()
    with archive.serving(root, work / "archive.sock") as served, loopback.serving() as aws:
        env = {**environment(found, work), **served, **aws.environment}

        def call(*words: str) -> str:
            done = subprocess.run([program, f"-chdir={root}", *words], env=env, capture_output=True, text=True)
            assert done.returncode == 0, f"terraform {words[0]}\n{done.stderr[-8000:] or done.stdout[-4000:]}"
            return done.stdout

        def plan_all(plans: Mapping[str, Plan]) -> Planned:
            modules = []
            for name, plan in plans.items():
                write(root / name, TerraformExporter().export(plan))
                (root / name / "providers.tf").unlink()  # the root's provider serves all
                modules.append(Block("module", (name,), {"source": f"./{name}", **given(plan)}))
            head = Block("terraform", (), {}, [Block("required_providers", (), PROVIDERS)])
            provider = Block("provider", ("aws",), {"region": "us-east-1"})
            (root / "main.tf").write_text(hcl(head, provider, *modules), encoding="utf-8", newline="\n")
            call("fmt", "-check", "-recursive", "-diff")
            call("init", "-input=false")
            call("plan", "-input=false", "-lock=false", "-parallelism=4", "-no-color", "-out=made")
            shown = json.loads(call("show", "-json", "made"))
            calls = shown["configuration"]["root_module"]["module_calls"]
            return Planned(_by_module(shown), {n: c["module"] for n, c in calls.items()}, list(aws.unknown))

        yield plan_all


def _by_module(shown: Mapping[str, Any]) -> Mapping[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for change in shown["resource_changes"]:
        module = re.fullmatch(r"module\.([^.]+)", change.get("module_address", ""))
        if module and change["mode"] == "managed":
            found.setdefault(module[1], []).append(change)
    return found
