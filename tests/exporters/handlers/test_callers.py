"""Who calls is told by the token that the API has checked, and by nothing that the request says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from exporters.handlers import handlers, models
from exporters.plan import Plan
from tests.exporters.handlers.test_handlers import assert_ruff_finds_nothing, run_python_tests
from tests.exporters.handlers.typescript import assert_all_pass, assert_prettier_changes_nothing, needs_node, put

Make = Callable[..., Plan]


def table(key: str, kind: str = "S") -> tuple[str, dict[str, object]]:
    definitions = [{"AttributeName": key, "AttributeType": kind}]
    return "dynamodb", {"AttributeDefinitions": definitions, "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}]}


NODES: Mapping[str, object] = {
    "http": "apigw-http", "rest": "apigw-rest", "queue": "sqs", "users": "cognito-user-pool", "f": "lambda",
    "people": table("user_id"),
}  # fmt: skip
SIGN_IN = {"http-users": ("http", "users", "authorizer"), "rest-users": ("rest", "users", "authorizer")}
READ = {"reads": ("f", "people", {"Access": "read"})}
OPEN = {"Path": "/news", "Method": "GET", "AuthorizationType": "NONE"}
ONE = {"Path": "/users/{user_id}", "Method": "GET"}
OPENED = {**ONE, "AuthorizationType": "NONE"}

# What leads to the function, and whether all who call it have signed in.
CASES: dict[str, tuple[Mapping[str, object], bool]] = {
    "http": ({"a": ("http", "f", ONE)}, True),
    "rest": ({"a": ("rest", "f", {**ONE, "Method": "PUT"})}, True),
    "http-and-rest": ({"a": ("http", "f", ONE), "b": ("rest", "f", ONE)}, True),
    "http-and-an-open-route": ({"a": ("http", "f", ONE), "b": ("http", "f", OPEN)}, False),
    "an-open-route-of-rest": ({"a": ("rest", "f", OPENED), "b": ("http", "f", ONE)}, False),
    "a-route-that-rest-opens": ({"a": ("http", "f", ONE), "b": ("rest", "f", OPENED)}, False),
    "all-of-an-api": ({"a": ("http", "f", {"RouteKey": "$default"})}, True),
    "signed-by-iam": ({"a": ("http", "f", {**ONE, "AuthorizationType": "AWS_IAM"})}, False),
    "http-and-a-queue": ({"a": ("http", "f", ONE), "b": ("queue", "f")}, False),
    "a-queue": ({"b": ("queue", "f")}, False),
}  # fmt: skip


@pytest.fixture
def plans(make_plan: Make) -> dict[str, Plan]:
    return {name: make_plan(NODES, {**SIGN_IN, **READ, **edges}, name=name) for name, (edges, _) in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_an_item_is_the_callers_where_all_have_signed_in(name: str, plans: Mapping[str, Plan]) -> None:
    (handler,) = models(plans[name])
    (call,) = handler.calls
    assert call.owner == ("user_id" if CASES[name][1] else "")


@pytest.mark.parametrize(
    ("key", "is_owner"),
    [
        *((key, True) for key in ("customer_id", "customerId", "userid", "USER", "sub", "owner", "accountId")),
        *((key, False) for key in ("id", "order_id", "subscription_id", "user_name", "customers", "pk")),
    ],
)
def test_the_name_of_a_key_says_whose_an_item_is(key: str, is_owner: bool, make_plan: Make) -> None:
    made = make_plan({**NODES, "people": table(key)}, {**SIGN_IN, **READ, "a": ("http", "f", ONE)})
    (handler,) = models(made)
    assert handler.calls[0].owner == (key if is_owner else "")


def test_a_number_is_nobodys_subject(make_plan: Make) -> None:
    people = table("user_id", "N")
    (handler,) = models(make_plan({**NODES, "people": people}, {**SIGN_IN, **READ, "a": ("http", "f", ONE)}))
    assert handler.calls[0].owner == ""


def test_python_passes(plans: Mapping[str, Plan], tmp_path: Path) -> None:
    for name, plan in plans.items():
        put(handlers(plan), tmp_path / name)
    run_python_tests(tmp_path)
    assert_ruff_finds_nothing(tmp_path)


@pytest.mark.tool
@needs_node
def test_typescript_passes(plans: Mapping[str, Plan], tmp_path: Path) -> None:
    assert_all_pass(tmp_path, plans)
    assert_prettier_changes_nothing(tmp_path, *plans)


def test_a_request_cannot_name_its_caller(
    plans: Mapping[str, Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(handlers(plans["http-and-an-open-route"]), tmp_path)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    module: dict[str, Any] = {"__name__": "app"}
    exec(compile((tmp_path / "src/f/app.py").read_text(), "app.py", "exec"), module)  # noqa: S102
    seen: list[dict[str, Any]] = []
    module["process"] = lambda payload: seen.append(payload) or payload
    context = SimpleNamespace(function_name="f", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="1")

    def call(path: str, claims: Mapping[str, str] | None) -> int:
        event = {
            "version": "2.0",
            "rawPath": path,
            "headers": {},
            "queryStringParameters": {"caller": "eve"},
            "requestContext": {
                "http": {"method": "GET", "path": path},
                "stage": "$default",
                **({} if claims is None else {"authorizer": {"jwt": {"claims": dict(claims)}}}),
            },
        }
        return int(module["handler"](event, context)["statusCode"])

    assert call("/users/eve", {"sub": "ann"}) == 200
    assert seen == [{"user_id": "eve", "caller": "ann"}]
    assert call("/users/eve", {"scope": "all"}) == 401
    assert call("/users/eve", None) == 401
    assert len(seen) == 1
    assert call("/news", None) == 200  # whoever reads what is open to all is nobody in particular
