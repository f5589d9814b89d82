"""HashiCorp's own tools on the exports: formatted, valid, and planned with the real provider, without a network.

All examples are planned in one run, as modules of one root, for one start of the provider takes longer than a plan.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from exporters.base import File
from exporters.plan import Plan
from exporters.terraform import TerraformExporter
from exporters.terraform.hcl import Block, lines
from tests.exporters.terraform.test_terraform import blocks_of
from tests.exporters.test_hostile import NASTY
from tests.tools.terraform import archive, loopback, schema_table
from tests.tools.terraform.machine import environment, mirror, terraform

pytestmark = pytest.mark.tool

Run = Callable[..., subprocess.CompletedProcess[str]]

PROVIDERS = {
    "aws": {"source": "hashicorp/aws", "version": "~> 5.0"},
    "archive": {"source": "hashicorp/archive", "version": "~> 2.0"},
}
SAMPLES = (
    "a-text-of-some-length",
    "Abcdefghijkl0123",
    "somebody@example.org",
    "https://example.org",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka-AbCdEf",
    "arn:aws:s3:::a-bucket",
    "vpc-0123456789abcdef0",
    "subnet-0123456789abcdef0",
    "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
    "arn:aws:scheduler:::aws-sdk:ecs:updateService",
    "aws.partner/example.org/orders",
    "kafka.example.org:9096",
    "s3://a-bucket/prefix/",
    "example.org",
    "+4912345678",
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs terraform in a folder; a status other than 0 fails the test with what it said."""
    program = terraform()
    if program is None:
        pytest.skip("terraform is not on the path")

    def call(folder: Path, *words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([program, f"-chdir={folder}", *words], env=dict(env), capture_output=True, text=True)
        assert done.returncode == 0, f"terraform {words[0]}\n{done.stdout}{done.stderr}"
        return done

    return call


@pytest.fixture
def offline(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str], loopback.Aws]]:
    """A folder to run in, the environment, and what stands for AWS."""
    found = mirror()
    if found is None:
        pytest.skip("no filesystem mirror with hashicorp/aws 5.x (SKYDRAFT_TERRAFORM_MIRROR names one)")
    root, work = tmp_path / "root", tmp_path / "work"
    root.mkdir()
    work.mkdir()
    with archive.serving(root, work / "archive.sock") as served, loopback.serving() as aws:
        yield root, {**environment(found, work), **served, **aws.environment}, aws


def write(folder: Path, files: tuple[File, ...]) -> None:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8", newline="\n")
    for source in folder.glob("src/*/index.ts"):  # where `npm run build` would put its bundle
        bundle = folder / "dist" / source.parent.name / "index.js"
        bundle.parent.mkdir(parents=True)
        bundle.write_text("exports.handler = async () => undefined;\n")


def hcl(*blocks: Block) -> str:
    return "\n".join("".join(f"{line}\n" for line, _ in lines(block)) for block in blocks)


def given(plan: Plan) -> dict[str, Any]:
    """Values that their validations accept for all variables without a default."""
    return {
        address.removeprefix("variable."): _sample(block)
        for address, block in blocks_of(TerraformExporter().export(plan)).items()
        if block.type == "variable" and "default" not in block.attributes
    }


def _sample(block: Any) -> Any:
    kind = block.attributes["type"].text
    if kind == "list(string)":
        return [
            _text(block, ("subnet-0123456789abcdef0", *SAMPLES)),
            _text(block, ("subnet-0123456789abcdef1", *SAMPLES)),
        ]
    return 1 if kind == "number" else _text(block, SAMPLES)


def _text(block: Any, samples: tuple[str, ...]) -> str:
    """The first sample that the variable's patterns take."""
    conditions = [str(b.attributes["condition"].text) for b in block.blocks if b.type == "validation"]
    patterns = [json.loads(p) for c in conditions for p in re.findall(r'regex\(("(?:[^"\\]|\\.)*")', c)]
    return next(s for s in samples if all(re.search(p.replace("$${", "${"), s) for p in patterns))


def declared(files: tuple[File, ...]) -> set[str]:
    return {address for address, block in blocks_of(files).items() if block.type == "resource"}


def test_exports_are_formatted(example_plans: Mapping[str, Plan], everything: Plan, tmp_path: Path, run: Run) -> None:
    for name, plan in {**example_plans, "everything": everything}.items():
        write(tmp_path / "out" / name, TerraformExporter().export(plan))
    nasty = {"texts": list(NASTY), "keys": {text: index for index, text in enumerate(NASTY)}}
    (tmp_path / "out" / "nasty.tf").write_text(hcl(Block("locals", (), nasty)), encoding="utf-8", newline="\n")
    (tmp_path / "rc").write_text("", encoding="utf-8")
    run(tmp_path / "out", "fmt", "-check", "-recursive", "-diff", env={"TF_CLI_CONFIG_FILE": str(tmp_path / "rc")})


def test_terraform_reads_texts_as_they_were_meant(tmp_path: Path, run: Run) -> None:
    """The real evaluator, not our reader: every nasty text and every pair of signs that begin a template."""
    signs = ("$", "%", "{", "$$", "%%", "${", "%{", "\\", '"')
    texts = [t for t in NASTY if t.isascii()] + [a + b + c for a in signs for b in signs for c in ("", "x}", "{y}")]
    outputs = [Block("output", (f"o{n}",), {"value": text}) for n, text in enumerate(texts)]
    (tmp_path / "main.tf").write_text(hcl(*outputs), encoding="utf-8", newline="\n")
    (tmp_path / "rc").write_text("", encoding="utf-8")
    env = {"TF_CLI_CONFIG_FILE": str(tmp_path / "rc"), "CHECKPOINT_DISABLE": "1"}
    run(tmp_path, "plan", "-input=false", "-out=made", env=env)
    shown = json.loads(run(tmp_path, "show", "-json", "made", env=env).stdout)
    read = shown["planned_values"]["outputs"]
    assert [read[f"o{n}"]["value"] for n in range(len(texts))] == texts


def test_the_real_provider_plans_every_example(
    example_plans: Mapping[str, Plan],
    everything: Plan,
    bundled: Plan,
    offline: tuple[Path, dict[str, str], loopback.Aws],
    run: Run,
) -> None:
    root, env, aws = offline
    cases = {**example_plans, "everything": everything, "bundled": bundled}
    modules = []
    wanted: set[str] = set()
    for name, plan in cases.items():
        files = TerraformExporter().export(plan)
        write(root / name, files)
        (root / name / "providers.tf").unlink()  # the root's provider serves all
        modules.append(Block("module", (name,), {"source": f"./{name}", **given(plan)}))
        wanted |= {f"module.{name}.{address}" for address in declared(files)}
    head = Block("terraform", (), {}, [Block("required_providers", (), PROVIDERS)])
    provider = Block("provider", ("aws",), {"region": "eu-west-1"})
    (root / "main.tf").write_text(hcl(head, provider, *modules), encoding="utf-8", newline="\n")
    run(root, "init", "-input=false", env=env)
    run(root, "validate", env=env)
    _plan(root, env, run)
    shown = json.loads(run(root, "show", "-json", "made", env=env).stdout)
    planned = {re.sub(r"\[[^]]*\]$", "", change["address"]) for change in shown["resource_changes"]
               if change["mode"] == "managed"}  # fmt: skip
    assert planned == wanted
    assert aws.unknown == []


def test_the_real_provider_plans_a_project_as_it_stands(
    make_plan: Callable[..., Plan], offline: tuple[Path, dict[str, str], loopback.Aws], run: Run
) -> None:
    """With its own provider and default tags, and a type that only Cloud Control has."""
    root, env, aws = offline
    nodes = {"site": "cloudfront", "files": "s3", "rewrite": "lambda", "bus": "eventbridge-custom-bus"}
    edges = {"a": ("site", "files"), "b": ("site", "rewrite", {"EventType": "viewer-request"})}
    write(root, TerraformExporter().export(make_plan(nodes, edges, settings={"region": "us-east-1"})))
    run(root, "init", "-input=false", env=env)
    _plan(root, env, run)
    shown = json.loads(run(root, "show", "-json", "made", env=env).stdout)
    changes = {c["address"]: c["change"]["after"] for c in shown["resource_changes"]}
    assert changes["aws_lambda_function.rewrite"]["publish"] is True
    assert changes["aws_s3_bucket.files"]["tags_all"] == {"Application": "test"}
    assert "aws_cloudcontrolapi_resource.bus" in changes
    assert aws.unknown == []


def test_the_projects_own_tests_find_what_an_edit_loses(
    example_plans: Mapping[str, Plan], offline: tuple[Path, dict[str, str], loopback.Aws], run: Run
) -> None:
    root, env, aws = offline
    write(root, TerraformExporter().export(example_plans["trigger-based-task"]))
    for path, good, bad in (
        ("storage.tf", "block_public_policy     = true", "block_public_policy     = false"),
        ("messaging.tf", '= "${var.name}-failed-pictures"', '= "failed-pictures"'),
    ):
        text = (root / path).read_text(encoding="utf-8")
        assert good in text
        (root / path).write_text(text.replace(good, bad, 1), encoding="utf-8", newline="\n")
    run(root, "init", "-input=false", env=env)
    with pytest.raises(AssertionError) as caught:
        run(root, "test", "-no-color", env=env)
    assert str(caught.value).count("Test assertion failed") == 2
    assert "A bucket may be made public." in str(caught.value)
    assert "A name does not begin with the deployment's." in str(caught.value)
    assert aws.unknown == []  # mock providers ask nobody


@pytest.mark.prove
def test_the_own_tests_of_every_example_pass(
    example_plans: Mapping[str, Plan],
    everything: Plan,
    offline: tuple[Path, dict[str, str], loopback.Aws],
    run: Run,
) -> None:
    root, env, _ = offline
    for name, plan in {**example_plans, "everything": everything}.items():
        _own_tests(plan, root / name, env, run)


def _own_tests(plan: Plan, root: Path, env: Mapping[str, str], run: Run) -> None:
    write(root, TerraformExporter().export(plan))
    run(root, "init", "-input=false", env=env)
    assert "2 passed, 0 failed" in run(root, "test", "-no-color", env=env).stdout


def _plan(root: Path, env: Mapping[str, str], run: Run) -> None:
    """A plan validates too."""
    run(root, "plan", "-input=false", "-lock=false", "-parallelism=4", "-out=made", env=env)


def test_the_table_of_types_is_the_providers(
    tmp_path: Path, offline: tuple[Path, dict[str, str], loopback.Aws], run: Run
) -> None:
    root, env, _ = offline
    aws_only = {"aws": PROVIDERS["aws"]}
    text = hcl(Block("terraform", (), {}, [Block("required_providers", (), aws_only)]))
    (root / "main.tf").write_text(text, encoding="utf-8", newline="\n")
    run(root, "init", "-input=false", env=env)
    schema = json.loads(run(root, "providers", "schema", "-json", env=env).stdout)
    assert schema_table.text(schema_table.table(schema)) == schema_table.TABLE.read_text(encoding="utf-8"), (
        "run tests/tools/terraform/schema_table.py"
    )
    unknown = [t for t in schema_table.wanted() if t not in json.loads(schema_table.TABLE.read_text(encoding="utf-8"))]
    sources = {"aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region"}
    assert set(unknown) == {*sources, "aws_vpc_configuration"}  # data sources, and a block of pipes


def test_the_archive_holds_the_sources(tmp_path: Path) -> None:
    """The stand-in of hashicorp/archive: the same files, the same bytes."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("pass\n", encoding="utf-8")
    config = {"type": "zip", "source_dir": "src", "output_path": "build/a.zip"}
    first, second = (archive._archive(tmp_path, config) for _ in range(2))
    assert first == second
    shutil.unpack_archive(tmp_path / "build" / "a.zip", tmp_path / "out")
    assert (tmp_path / "out" / "app.py").read_text(encoding="utf-8") == "pass\n"
