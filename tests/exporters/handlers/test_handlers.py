"""The generated handlers: the Python ones' own unit tests pass right after the export."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from hypothesis import given
from hypothesis import strategies as st

from exporters.handlers import handlers
from exporters.handlers.routes import route_of
from exporters.plan import Plan
from exporters.planner.powertools import AT_LEAST_ONCE
from tests.exporters.handlers.typescript import put


def run_python_tests(folder: Path) -> None:
    """The generated unit tests, as a person would run them right after the export; warnings are errors."""
    folders = [str(p) for p in sorted(folder.glob("*/tests"))]
    call = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib"]
    done = subprocess.run([*call, *folders], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def assert_ruff_finds_nothing(folder: Path) -> None:
    """ruff with its own settings, as a project without any has it; imports sorted, too."""
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "--extend-select", "I,UP,B"], ["format", "--diff"]):
        done = subprocess.run(
            [*ruff, *command, "--isolated", "--no-cache", str(folder)], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_python_tests_pass(example_plans: Mapping[str, Plan], everything: Plan, tmp_path: Path) -> None:
    for name, plan in {**example_plans, "everything": everything}.items():
        put(handlers(plan), tmp_path / name)
    assert len(list(tmp_path.glob("*/tests"))) == len(example_plans) + 1
    run_python_tests(tmp_path)
    assert_ruff_finds_nothing(tmp_path)


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


def with_events(plan: Plan, *events: str, **more: object) -> Plan:
    """A plan whose only function gets these events; at the edge it has neither variables nor what they name."""
    if "cloudfront" in events:
        more = {**more, "powertools": False, "calls": (), "variables": {}, "environment": {}}
    code = {"list_tasks": replace(plan.code["list_tasks"], events=events, **more)}  # type: ignore[arg-type]
    return replace(plan, code=code)


def test_every_shape_works(example_plans: Mapping[str, Plan], tmp_path: Path) -> None:
    """Alone, remembered where it may come twice, and together with others."""
    plan = example_plans["rest-api"]
    environment = {**plan.code["list_tasks"].environment, "IDEMPOTENCY_TABLE": "test"}
    for shape in SHAPES:
        put(handlers(with_events(plan, shape)), tmp_path / shape)
        if shape in AT_LEAST_ONCE:
            once = with_events(plan, shape, idempotent=(shape,), environment=environment)
            put(handlers(once), tmp_path / f"{shape}-once")
    for number, shape in enumerate(SHAPES):
        several = tuple(dict.fromkeys((shape, "sqs", SHAPES[number - 1])))
        put(handlers(with_events(plan, *several)), tmp_path / f"{shape}-first")
    run_python_tests(tmp_path)
    assert_ruff_finds_nothing(tmp_path)


def app_of(plan: Plan) -> str:
    return next(f.text for f in handlers(plan) if f.path.endswith("app.py"))


def test_a_table_remembers_only_what_is_asked_for(make_plan: Callable[..., Plan]) -> None:
    nodes = {"q": "sqs", "f": "lambda"}
    assert "process_once(key=record.message_id" in app_of(make_plan(nodes, {"e": ("q", "f")}))
    careless = app_of(make_plan(nodes, {"e": ("q", "f", {"Idempotent": False})}))
    assert "process(decode(record.body))" in careless
    assert "idempoten" not in careless


def test_a_fifo_queue_stops_at_the_first_failure(make_plan: Callable[..., Plan]) -> None:
    fifo = make_plan({"q": ("sqs", {"FifoQueue": True}), "f": "lambda"}, {"e": ("q", "f")})
    assert "batch = SqsFifoPartialProcessor()" in app_of(fifo)
    assert "BatchProcessor(event_type=EventType.SQS)" in app_of(
        make_plan({"q": "sqs", "f": "lambda"}, {"e": ("q", "f")})
    )


ROUTES = {
    "root": {"Path": "/", "Method": "GET"},
    "one": {"Path": "/orders/{orderId}", "Method": "GET"},
    "any": {"Path": "/orders/{orderId}/lines", "Method": "ANY"},
    "head": {"Path": "/orders", "Method": "HEAD"},
    "rest": {"Path": "/files/{proxy+}", "Method": "GET"},
    "signs": {"Path": "/a.b/(c)/{class}/{in-word}/{process}", "Method": "POST"},
}


@pytest.mark.parametrize("api", ["apigw-rest", "apigw-http"])
def test_every_route_of_an_api_is_answered(
    api: str, make_plan: Callable[..., Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan({"api": api, "f": "lambda"}, {id_: ("api", "f", said) for id_, said in ROUTES.items()})
    put(handlers(plan), tmp_path)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    module: dict[str, Any] = {"__name__": "app"}
    exec(compile((tmp_path / "src/f/app.py").read_text(), "app.py", "exec"), module)  # noqa: S102
    seen: list[dict[str, Any]] = []
    module["process"] = lambda payload: seen.append(payload) or payload
    context = SimpleNamespace(function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="1")

    def call(method: str, path: str) -> int:
        event = (
            {"httpMethod": method, "path": path, "headers": {}, "requestContext": {"stage": "dev"}}
            if api == "apigw-rest"
            else {
                "version": "2.0",
                "rawPath": path,
                "headers": {},
                "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
            }
        )
        return int(module["handler"](event, context)["statusCode"])

    assert call("GET", "/") == 200
    assert call("GET", "/orders/7") == 200
    assert call("DELETE", "/orders/7/lines") == 200
    assert call("HEAD", "/orders") == 200
    assert call("GET", "/files/a/b/c") == 200
    assert call("POST", "/a.b/(c)/x/y/z") == 200
    assert seen == [{}, {"orderId": "7"}, {"orderId": "7"}, {}, {}, {"class": "x", "in-word": "y", "process": "z"}]
    assert call("POST", "/a-b/(c)/x/y/z") == 404
    assert call("POST", "/orders/7") == 404


@given(st.lists(st.text(max_size=12).filter(lambda t: not set(t) & set("{}/")), max_size=4))
def test_any_path_is_taken_literally(parts: list[str]) -> None:
    """Whatever signs a path has, its rule is one that Powertools compiles, and it fits that path alone."""
    path = "/" + "/".join(parts)
    rule = route_of(path, "GET", set()).rule
    compiled = APIGatewayRestResolver._compile_regex(rule)
    assert compiled.match(path)
    assert not compiled.match(f"{path}x")


def test_a_runtime_without_a_generator_says_so(example_plans: Mapping[str, Plan]) -> None:
    plan = example_plans["trigger-based-task"]
    code = {id_: replace(c, runtime="java21") for id_, c in plan.code.items()}
    assert [f.path for f in handlers(replace(plan, code=code))] == ["src/make_thumbnail/README.md"]
