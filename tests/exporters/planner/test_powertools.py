"""Powertools reaches the functions that are generated; what comes at least once is remembered in one table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exporters.permissions import permissions
from exporters.plan import Plan, Ref
from exporters.planner.powertools import AT_LEAST_ONCE, LAYERS
from exporters.sam.template import Template

Make = Callable[..., Plan]
TABLE_ACTIONS = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}


def layer_of(plan: Plan, function: str = "f") -> str:
    (arn,) = plan.resources[function].properties["Layers"]
    return "".join(part if isinstance(part, str) else f"<{part.name}>" for part in arn.parts)


def test_the_layer_follows_runtime_and_architecture(make_plan: Make) -> None:
    made = make_plan({"f": "lambda", "x": ("lambda", {"Runtime": "python3.12", "Architectures": ["x86_64"]})})
    head = "arn:<Partition>:lambda:<Region>:017000801446:layer:AWSLambdaPowertoolsPythonV3"
    assert layer_of(made) == f"{head}-python313-arm64:<PowertoolsLayerVersion>"
    assert layer_of(made, "x") == f"{head}-python312-x86_64:<PowertoolsLayerVersion>"
    assert made.parameters["PowertoolsLayerVersion"].default == LAYERS[-1].version


@pytest.mark.parametrize(
    ("region", "account"), [("us-gov-west-1", "165093116878"), ("cn-north-1", "498634801083"), ("eu-north-1", "0170")]
)
def test_the_layer_follows_the_region(region: str, account: str, make_plan: Make) -> None:
    assert f":{account}" in layer_of(make_plan({"f": "lambda"}, settings={"region": region}))


def test_what_has_no_handler_with_it_gets_none_of_it(make_plan: Make) -> None:
    made = make_plan(
        {
            "java": ("lambda", {"Runtime": "java21"}),
            "old": ("lambda", {"Runtime": "nodejs18.x"}),
            "image": ("lambda", {"PackageType": "Image"}),
            "edge": "lambda",
            "cdn": "cloudfront",
            "site": "s3",
            "q": "sqs",
        },
        {
            "origin": ("cdn", "site"),
            "at-edge": ("cdn", "edge", {"EventType": "origin-request"}),
            "jobs": ("q", "java"),
            "others": ("q", "old"),
            "more": ("q", "image"),
        },
    )
    for id_ in ("java", "old", "image", "edge"):
        assert "Layers" not in made.resources[id_].properties
        assert "Environment" not in made.resources[id_].properties
    assert not [r for r in made.resources.values() if r.role == "idempotency-table"]
    assert "PowertoolsLayerVersion" not in made.parameters


def test_typescript_is_bundled_with_it(make_plan: Make) -> None:
    """No layer, the same table, and source maps, since what is bundled is minified."""
    made = make_plan({"q": "sqs", "f": ("lambda", {"Runtime": "nodejs22.x"})}, {"jobs": ("q", "f")})
    assert "Layers" not in made.resources["f"].properties
    assert "PowertoolsLayerVersion" not in made.parameters
    assert list(made.code["f"].environment) == [
        "NODE_OPTIONS", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL", "IDEMPOTENCY_TABLE",
    ]  # fmt: skip
    assert made.code["f"].idempotent == ("sqs",)


def test_an_own_layer_of_powertools_stays_the_only_one(make_plan: Make) -> None:
    own = "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:30"
    made = make_plan({"f": ("lambda", {"Layers": [own]})})
    assert made.resources["f"].properties["Layers"] == [own]


def test_what_cannot_have_the_layer_is_said(make_plan: Make) -> None:
    layers = [f"arn:aws:lambda:eu-west-1:123456789012:layer:own:{n}" for n in range(5)]
    made = make_plan({"full": ("lambda", {"Layers": layers}), "new": ("lambda", {"Runtime": "python3.15"})})
    reasons = {o.subject.id: o.reason for o in made.omissions}
    assert "no room" in reasons["full"]
    assert "python3.15" in reasons["new"]
    assert made.resources["full"].properties["Layers"] == layers


def test_one_table_remembers_for_all_functions(make_plan: Make) -> None:
    made = make_plan(
        {"q": "sqs", "t": "sns", "f": "lambda", "g": "lambda", "h": "lambda", "api": "apigw-http"},
        {"a": ("q", "f"), "b": ("t", "g"), "c": ("api", "h")},
    )
    (table,) = [r for r in made.resources.values() if r.role == "idempotency-table"]
    assert table.properties["BillingMode"] == "PAY_PER_REQUEST"
    assert table.properties["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}
    assert table.properties["SSESpecification"] == {"SSEEnabled": True}
    assert table.deletion == ""
    grants = {g.principal: set(g.actions) for g in made.grants if g.resources == (Ref(table.id, "Arn"),)}
    assert grants == {"f": TABLE_ACTIONS, "g": TABLE_ACTIONS}
    for function, has in (("f", True), ("g", True), ("h", False)):
        assert (made.code[function].environment.get("IDEMPOTENCY_TABLE") == Ref(table.id, "Name")) is has
    why = {(p.principal, p.because) for p in permissions(made) if p.target == table.id}
    assert why == {("f", "Idempotent"), ("g", "Idempotent")}


NETWORK = {"q": "sqs", "f": "lambda", "db": "rds"}
INSIDE = {"jobs": ("q", "f"), "use": ("f", "db")}


@pytest.mark.parametrize("said", [{}, {"VpcEndpoints": ["dynamodb"]}])
def test_who_stands_in_the_designs_own_network_reaches_the_table(said: dict[str, object], make_plan: Make) -> None:
    made = make_plan({**NETWORK, "net": ("vpc", said)}, INSIDE)
    assert "VpcConfig" in made.resources["f"].properties
    (endpoint,) = made.of_type("AWS::EC2::VPCEndpoint")
    assert endpoint.properties["VpcEndpointType"] == "Gateway"
    assert endpoint.properties["RouteTableIds"] == [Ref("net_routes", "Id")]
    assert not [o for o in made.omissions if "DynamoDB" in o.reason]


def test_who_stands_in_a_given_network_is_told_that_it_needs_a_way(make_plan: Make) -> None:
    made = make_plan(NETWORK, INSIDE)
    assert not list(made.of_type("AWS::EC2::VPCEndpoint"))
    assert [o.subject.id for o in made.omissions if "gateway endpoint for DynamoDB" in o.reason] == ["f"]
    outside = make_plan({"q": "sqs", "f": "lambda"}, {"jobs": ("q", "f")})
    assert outside.omissions == ()


@pytest.mark.parametrize("where", ["edge", "node"])
def test_who_says_no_is_not_remembered(where: str, make_plan: Make) -> None:
    no = {"Idempotent": False}
    node = ("lambda", no if where == "node" else {})
    made = make_plan({"q": "sqs", "f": node}, {"a": ("q", "f", no if where == "edge" else {})})
    assert made.code["f"].idempotent == ()
    assert "IDEMPOTENCY_TABLE" not in made.code["f"].environment


def test_only_what_comes_at_least_once_is_remembered(everything: Plan) -> None:
    found = {shape for code in everything.code.values() for shape in code.idempotent}
    assert found
    assert found <= AT_LEAST_ONCE
    for code in everything.code.values():
        assert set(code.idempotent) <= set(code.events)


def test_sam_shares_what_all_functions_have(make_plan: Make) -> None:
    python = Template(make_plan({"f": "lambda", "g": "lambda", "t": "dynamodb"}, {"e": ("f", "t")}))
    assert python.globals["Environment"] == {
        "Variables": {"POWERTOOLS_SERVICE_NAME": "test", "POWERTOOLS_LOG_LEVEL": "INFO"}
    }
    assert len(python.globals["Layers"]) == 1
    functions = {r.id: e["Properties"] for r, e in python.resources if e["Type"] == "AWS::Serverless::Function"}
    assert "Environment" not in functions["g"]
    assert list(functions["f"]["Environment"]["Variables"]) == ["TABLE_NAME"]
    mixed = Template(make_plan({"f": "lambda", "g": ("lambda", {"Runtime": "nodejs22.x"})}))
    assert "Layers" not in mixed.globals
    shared = mixed.globals["Environment"]["Variables"]
    assert shared == {"POWERTOOLS_SERVICE_NAME": "test", "POWERTOOLS_LOG_LEVEL": "INFO"}
