"""What a design means, in a table: an edge, and what must be in the plan for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from exporters.plan import Join, Plan, Ref, references
from exporters.planner import plan

Make = Callable[..., Plan]


@pytest.mark.parametrize(
    ("source", "target", "edge", "types", "actions"),
    [
        ("sqs", "lambda", {}, {"AWS::Lambda::EventSourceMapping"}, {"sqs:ReceiveMessage", "sqs:DeleteMessage"}),
        ("kinesis-stream", "lambda", {}, {"AWS::Lambda::EventSourceMapping"}, {"kinesis:GetRecords"}),
        ("dynamodb", "lambda", {}, {"AWS::Lambda::EventSourceMapping"}, {"dynamodb:GetRecords"}),
        ("sns", "lambda", {}, {"AWS::SNS::Subscription", "AWS::Lambda::Permission"}, set()),
        ("sns", "sqs", {}, {"AWS::SNS::Subscription"}, set()),
        ("s3", "lambda", {}, {"AWS::Lambda::Permission"}, set()),
        ("eventbridge-bus", "lambda", {}, {"AWS::Events::Rule", "AWS::Lambda::Permission"}, set()),
        ("eventbridge-bus", "stepfunctions", {}, {"AWS::Events::Rule"}, {"states:StartExecution"}),
        ("apigw-rest", "lambda", {}, {"AWS::ApiGateway::Method", "AWS::Lambda::Permission"}, set()),
        ("apigw-rest", "sqs", {"Path": "/q"}, {"AWS::ApiGateway::Method"}, {"sqs:SendMessage"}),
        ("apigw-http", "lambda", {}, {"AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Integration"}, set()),
        ("apigw-websocket", "lambda", {}, {"AWS::ApiGatewayV2::Route"}, set()),
        ("lambda", "dynamodb", {"Access": "read"}, set(), {"dynamodb:GetItem"}),
        ("lambda", "s3", {"Access": "write"}, set(), {"s3:PutObject"}),
        ("lambda", "sqs", {}, set(), {"sqs:SendMessage"}),
        ("lambda", "sns", {}, set(), {"sns:Publish"}),
        ("lambda", "eventbridge-bus", {}, set(), {"events:PutEvents"}),
        ("stepfunctions", "lambda", {}, set(), {"lambda:InvokeFunction"}),
        ("cloudwatch-logs", "lambda", {}, {"AWS::Logs::SubscriptionFilter", "AWS::Lambda::Permission"}, set()),
        ("cognito-user-pool", "lambda", {"Trigger": "PreSignUp"}, {"AWS::Lambda::Permission"}, set()),
    ],
)
def test_an_edge_brings_what_it_needs(
    source: str, target: str, edge: dict[str, Any], types: set[str], actions: set[str], make_plan: Make
) -> None:
    bus = {"Name": "mine"}
    nodes = {n: (s, bus) if s == "eventbridge-bus" else s for n, s in (("a", source), ("b", target))}
    made = make_plan(nodes, {"e": ("a", "b", edge)})
    assert {made.resources[r].type for r in made.links["e"].resources} >= types
    assert {a for g in made.grants if g.subject == Subject("edge", "e") for a in g.actions} >= actions
    assert made.omissions == ()


def test_reading_grants_no_writing(make_plan: Make) -> None:
    made = make_plan({"f": "lambda", "t": "dynamodb"}, {"e": ("f", "t", {"Access": "read"})})
    assert not [a for g in made.grants for a in g.actions if "Put" in a or "Delete" in a or "Update" in a]


def test_variables_are_short_alone_and_told_apart_together(make_plan: Make) -> None:
    one = make_plan({"f": "lambda", "t": "dynamodb"}, {"e": ("f", "t")})
    assert [name for name in one.code["f"].environment if "TABLE" in name] == ["TABLE_NAME"]
    two = make_plan({"f": "lambda", "t": "dynamodb", "u": "dynamodb"}, {"e": ("f", "t"), "g": ("f", "u")})
    assert [name for name in two.code["f"].environment if "TABLE" in name] == ["T_TABLE_NAME", "U_TABLE_NAME"]


def test_failure_paths(make_plan: Make) -> None:
    made = make_plan(
        {"q": "sqs", "d": "sqs", "f": "lambda", "bus": ("eventbridge-bus", {"Name": "x"})},
        {
            "r": ("q", "d", "redrive", {"maxReceiveCount": 3}),
            "o": ("f", "d", "on-failure"),
            "b": ("bus", "f", {"DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["d", "Arn"]}}}),
        },
    )
    assert made.resources["q"].properties["RedrivePolicy"] == {
        "deadLetterTargetArn": Ref("d", "Arn"),
        "maxReceiveCount": 3,
    }
    (config,) = made.of_type("AWS::Lambda::EventInvokeConfig")
    assert config.properties["DestinationConfig"] == {"OnFailure": {"Destination": Ref("d", "Arn")}}
    (rule,) = made.of_type("AWS::Events::Rule")
    assert rule.properties["Targets"][0]["DeadLetterConfig"] == {"Arn": Ref("d", "Arn")}
    assert any(a.resource == "d" and a.service == "events.amazonaws.com" for a in made.allows)
    assert any(r.role == "depth-alarm" and r.subject.id == "d" for r in made.resources.values())
    assert not any(r.role == "depth-alarm" and r.subject.id == "q" for r in made.resources.values())


def test_rules_are_shared_by_name(make_plan: Make) -> None:
    made = make_plan(
        {"bus": ("eventbridge-bus", {"Name": "x"}), "f": "lambda", "q": "sqs", "g": "lambda"},
        {"a": ("bus", "f", {"Rule": "one"}), "b": ("bus", "q", {"Rule": "one"}), "c": ("bus", "g")},
    )
    assert [len(r.properties["Targets"]) for r in made.of_type("AWS::Events::Rule")] == [2, 1]


def test_disabled_and_actors_make_nothing(catalogue: Catalogue) -> None:
    nodes = {
        "off": {"service": "sqs", "disabled": True},
        "f": {"service": "lambda"},
        "who": {"service": "external-client"},
    }
    edges = {"e": {"from": "f", "to": "off"}, "x": {"from": "f", "to": "f", "disabled": True}}
    made = plan(Design.model_validate({"nodes": nodes, "edges": edges}), catalogue)
    assert not {"off", "who"} & set(made.resources)
    assert (made.links, made.omissions) == ({}, ())


def test_generic_nodes_are_exported_verbatim(catalogue: Catalogue) -> None:
    properties = {"Protocols": ["SFTP"], "PayloadKB": 3}
    nodes = {"server": {"service": "cfn", "type": "AWS::Transfer::Server", "properties": properties}}
    made = plan(Design.model_validate({"nodes": nodes}), catalogue)
    assert (made.resources["server"].type, made.resources["server"].properties) == ("AWS::Transfer::Server", properties)


def test_what_cannot_be_made_is_said(make_plan: Make) -> None:
    made = make_plan({"a": "sqs", "b": "dynamodb", "u": "unheard-of"}, {"e": ("a", "b")})
    assert {str(o.subject) for o in made.omissions} == {"edge:e", "node:u"}
    assert all(o.reason for o in made.omissions)


def test_a_circle_is_broken_by_a_name(make_plan: Make) -> None:
    """A bucket notifies a function that may read it: neither could stand first."""
    made = make_plan({"b": "s3", "f": "lambda"}, {"n": ("b", "f"), "r": ("f", "b", {"Access": "read"})})
    assert isinstance(made.resources["b"].properties["BucketName"], Join)
    assert circles(made) == []


def test_no_plan_has_a_circle(example_plans: Mapping[str, Plan], everything: Plan) -> None:
    for made in (*example_plans.values(), everything):
        assert circles(made) == []


def test_references_lead_somewhere(example_plans: Mapping[str, Plan], everything: Plan) -> None:
    for made in (*example_plans.values(), everything):
        values = [r.properties for r in made.resources.values()] + [o.value for o in made.outputs]
        values += [g.resources for g in made.grants] + [a.source for a in made.allows]
        assert {r.resource for v in values for r in references(v)} <= set(made.resources)
        assert set(made.roles.values()) <= set(made.resources)
        assert {g.principal for g in made.grants} <= set(made.roles)
        assert {a.policy for a in made.allows} <= set(made.resources)


def test_a_workflow_follows_its_edges(make_plan: Make) -> None:
    made = make_plan(
        {"w": "stepfunctions", "a": "lambda", "b": "lambda", "c": "lambda", "d": "lambda"},
        {
            "e1": ("w", "a", {"State": "First"}),
            "e2": ("w", "b", {"Parallel": "left"}),
            "e3": ("w", "c", {"Parallel": "right"}),
            "e4": ("w", "d", {"State": "Last", "Map": "$.items"}),
        },
    )
    definition = made.resources["w"].properties["Definition"]
    states = definition["States"]
    assert definition["StartAt"] == "First"
    assert states["First"]["Next"] == "In parallel 2"
    assert len(states["In parallel 2"]["Branches"]) == 2
    assert states["In parallel 2"]["Next"] == "Last"
    assert (states["Last"]["Type"], states["Last"]["End"]) == ("Map", True)


def test_a_choice_decides(make_plan: Make) -> None:
    made = make_plan(
        {"w": "stepfunctions", "a": "lambda", "b": "lambda"},
        {"e1": ("w", "a", {"Choice": "$.total >= 500"}), "e2": ("w", "b", {"Choice": "otherwise"})},
    )
    decide = made.resources["w"].properties["Definition"]["States"]["Decide"]
    assert decide["Choices"][0]["And"][1] == {"Variable": "$.total", "NumericGreaterThanEquals": 500}
    assert (decide["Choices"][0]["Next"], decide["Default"]) == ("a", "b")


def test_the_same_design_gives_the_same_plan(example_designs: Mapping[str, Design], catalogue: Catalogue) -> None:
    for design in example_designs.values():
        again = Design.model_validate(json.loads(design.model_dump_json(by_alias=True)))
        assert plan(design, catalogue) == plan(again, catalogue)


def circles(made: Plan) -> list[str]:
    """The resources that need themselves, by way of others; a role needs what its statements name."""
    needs = {r.id: {x.resource for x in references(r.properties)} | set(r.depends_on) for r in made.resources.values()}
    for grant in made.grants:
        needs[made.roles[grant.principal]] |= {x.resource for x in references(grant.resources)}
    done: set[str] = set()
    progress = True
    while progress:
        ready = {n for n in needs if n not in done and needs[n] - {n} <= done}
        done |= ready
        progress = bool(ready)
    return sorted(set(needs) - done)
