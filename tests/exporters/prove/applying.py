"""Applying Terraform exports to an account that moto keeps, as modules of one root: its waits overlap."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from exporters.plan import Join, Param, Plan
from exporters.terraform import TerraformExporter
from exporters.terraform.hcl import Block, Expr
from tests.exporters.terraform.test_proof import PROVIDERS, given, hcl, write
from tests.tools.terraform import archive, moto_server
from tests.tools.terraform.machine import environment, mirror, terraform

REGION, ELSEWHERE = "us-east-1", "eu-west-1"
_PROVIDER = {
    "max_retries": 2,
    "s3_use_path_style": True,
    "skip_credentials_validation": True,
    "skip_metadata_api_check": True,
}
_EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


@dataclass(frozen=True)
class Applied:
    """What stands: the addresses of the state by project, and the account itself."""

    addresses: Mapping[str, set[str]]
    resources: Mapping[str, dict[str, Any]]  # the values of the state, by whole address
    account: moto_server.Account


Applier = Callable[..., Applied]


@pytest.fixture
def apply_offline(tmp_path: Path) -> Iterator[Applier]:
    """Applies in one run what is given by name; skips where the tools are missing."""
    pytest.importorskip("moto", reason="moto is missing: pip install -e '.[prove]'")
    program, found = terraform(), mirror()
    if program is None or found is None:
        pytest.skip("terraform or its mirror with hashicorp/aws 5.x is missing")
    root, work = tmp_path / "root", tmp_path / "work"
    root.mkdir()
    work.mkdir()
    with archive.serving(root, work / "archive.sock") as served, moto_server.serving() as account:
        env = {**environment(found, work), **served, **account.environment}

        def call(*words: str) -> str:
            done = subprocess.run([program, f"-chdir={root}", *words], env=env, capture_output=True, text=True)
            assert done.returncode == 0, f"terraform {words[0]}\n{done.stderr[-12000:]}\n{account.errors}"
            return done.stdout

        def apply_all(plans: Mapping[str, Plan], elsewhere: Collection[str] = ()) -> Applied:
            """Those named in `elsewhere` come up in a region of their own."""
            modules = []
            for name, plan in plans.items():
                write(root / name, TerraformExporter().export(plan))
                (root / name / "providers.tf").unlink()  # the root's providers serve all
                module = Block("module", (name,), {"source": f"./{name}", **given(plan)})
                if name in elsewhere:
                    module.attributes["providers"] = {"aws": Expr("aws.elsewhere")}
                modules.append(module)
            head = Block("terraform", (), {}, [Block("required_providers", (), PROVIDERS)])
            providers = [Block("provider", ("aws",), {"region": REGION, **_PROVIDER})]
            if elsewhere:
                providers.append(Block("provider", ("aws",), {"alias": "elsewhere", "region": ELSEWHERE, **_PROVIDER}))
            (root / "main.tf").write_text(hcl(head, *providers, *modules), encoding="utf-8", newline="\n")
            call("init", "-input=false")
            for region, names in ((REGION, {*plans} - {*elsewhere}), (ELSEWHERE, {*elsewhere})):
                _publish_layers(account, region, [plans[name] for name in names])
            call("apply", "-input=false", "-lock=false", "-parallelism=30", "-auto-approve", "-no-color")
            return _applied(json.loads(call("show", "-json")), account)

        yield apply_all


def _publish_layers(account: moto_server.Account, region: str, plans: Iterable[Plan]) -> None:
    """The layers of other accounts that functions take, which moto looks up by name and version only."""
    client = account.client("lambda", region)
    functions = [(plan, function) for plan in plans for function in plan.of_type("AWS::Lambda::Function")]
    for layer in {_arn(plan, arn) for plan, f in functions for arn in f.properties.get("Layers", ())}:
        name, version = layer.split(":")[-2:]
        for _ in range(int(version)):
            client.publish_layer_version(LayerName=name, Content={"ZipFile": _EMPTY_ZIP})


def _arn(plan: Plan, arn: Any) -> str:
    """An ARN as it is when nobody sets a variable; what is the account's own is left blank."""
    parts = arn.parts if isinstance(arn, Join) else (arn,)
    texts = (plan.parameters[p.name].default if isinstance(p, Param) else p for p in parts)
    return "".join(str(text) for text in texts if isinstance(text, (str, int)))


def _applied(state: Mapping[str, Any], account: moto_server.Account) -> Applied:
    addresses: dict[str, set[str]] = {}
    resources: dict[str, dict[str, Any]] = {}
    for module in state["values"]["root_module"].get("child_modules", []):
        name = module["address"].removeprefix("module.")
        for resource in module["resources"]:
            if resource["mode"] == "managed":
                addresses.setdefault(name, set()).add(f"{resource['type']}.{resource['name']}")
                resources[resource["address"]] = resource["values"]
    return Applied(addresses, resources, account)
