"""The generated handlers: their own unit tests pass right after the export, in both languages."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.base import File
from exporters.handlers import handlers
from exporters.plan import Code, Plan

NODE = shutil.which("node")


def put(files: Iterable[File], folder: Path) -> None:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


def in_node(plan: Plan) -> Plan:
    code = {id_: replace(c, runtime="nodejs22.x") for id_, c in plan.code.items()}
    return replace(plan, runtime="nodejs22.x", code=code)


def test_python_tests_pass(example_plans: Mapping[str, Plan], everything: Plan, tmp_path: Path) -> None:
    for name, plan in {**example_plans, "everything": everything}.items():
        put(handlers(plan), tmp_path / name)
    folders = [str(p / "tests") for p in sorted(tmp_path.iterdir()) if (p / "tests").is_dir()]
    assert len(folders) == len(example_plans) + 1
    call = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"]
    done = subprocess.run([*call, *folders], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.tool
@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_node_tests_pass(everything: Plan, tmp_path: Path) -> None:
    put(handlers(in_node(everything)), tmp_path)
    _pretend_sdk(tmp_path)
    tests = sorted(str(p) for p in (tmp_path / "tests").glob("*.test.mjs"))
    assert tests
    done = subprocess.run([str(NODE), "--test", *tests], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def _pretend_sdk(folder: Path) -> None:
    """Packages with the classes that the handlers import; their tests put other clients in their place."""
    names: dict[str, set[str]] = {}
    for source in folder.glob("src/*/index.mjs"):
        for name, module in re.findall(r'import \{ (\w+) \} from "(@aws-sdk/[^"]+)"', source.read_text()):
            names.setdefault(module, set()).add(name)
    for module, classes in names.items():
        place = folder / "src" / "node_modules" / module
        place.mkdir(parents=True)
        (place / "package.json").write_text(json.dumps({"name": module, "type": "module", "main": "index.js"}))
        (place / "index.js").write_text("".join(f"export class {name} {{}}\n" for name in sorted(classes)))
    declared = json.loads((folder / "src" / "package.json").read_text())["devDependencies"]
    assert set(names) == set(declared)


def test_every_function_has_its_files(example_plans: Mapping[str, Plan]) -> None:
    for plan in example_plans.values():
        paths = {file.path for file in handlers(plan)}
        for code in plan.code.values():
            assert {f"src/{code.module}/app.py", f"tests/test_{code.module}.py", f"events/{code.module}.json"} <= paths


SHAPES = (
    *("sqs", "kinesis", "dynamodb", "kafka", "rabbitmq", "activemq", "apigw-rest", "apigw-http", "apigw-websocket"),
    *("apigw-async", "eventbridge", "sns", "s3", "schedule", "logs", "alarm", "cognito", "cloudfront", "appsync"),
    *(
        "task",
        "task-token",
        "pipe",
        "destination",
        "authorizer-rest",
        "authorizer-http",
        "authorizer-appsync",
        "invoke",
    ),
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_makes_code(shape: str, example_plans: Mapping[str, Plan]) -> None:
    plan = example_plans["rest-api"]
    code: Mapping[str, Code] = {"list_tasks": replace(plan.code["list_tasks"], events=(shape,))}
    sources = [f.text for f in handlers(replace(plan, code=code)) if f.path.endswith(".py")]
    assert len(sources) == 3
    for source in sources:
        ast.parse(source)


def test_a_runtime_without_a_generator_says_so(example_plans: Mapping[str, Plan]) -> None:
    plan = example_plans["trigger-based-task"]
    code = {id_: replace(c, runtime="java21") for id_, c in plan.code.items()}
    assert [f.path for f in handlers(replace(plan, code=code))] == ["src/make_thumbnail/README.md"]
