"""The details of a plan on which delivery, safety and least privilege hang: each is said once here, in short."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from exporters.plan import Join, Plan, Ref

Make = Callable[..., Plan]
BUS = ("eventbridge-bus", {"Name": "mine"})
LETTERS = {"DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["d", "Arn"]}}}


def allowed(made: Plan, resource: str) -> set[tuple[str, tuple[str, ...], Any]]:
    return {(a.service, a.actions, a.source) for a in made.allows if a.resource == resource}


def trusted(made: Plan, principal: str) -> Any:
    return made.resources[made.roles[principal]].properties["AssumeRolePolicyDocument"]["Statement"][0]


def only(made: Plan, type_: str) -> Any:
    (found,) = made.of_type(type_)
    return found.properties


@pytest.mark.parametrize(
    ("source", "target", "principal", "service"),
    [
        ("sqs", "lambda", "b", "lambda.amazonaws.com"),
        ("eventbridge-scheduler", "lambda", "a", "scheduler.amazonaws.com"),
        ("stepfunctions", "lambda", "a", "states.amazonaws.com"),
        ("firehose", "s3", "a", "firehose.amazonaws.com"),
    ],
)
def test_a_role_trusts_the_service_that_takes_it(
    source: str, target: str, principal: str, service: str, make_plan: Make
) -> None:
    statement = trusted(make_plan({"a": source, "b": target}, {"e": ("a", "b")}), principal)
    assert statement["Principal"] == {"Service": service}
    assert ("Condition" in statement) == (service != "lambda.amazonaws.com")


@pytest.mark.parametrize(
    ("source", "service"),
    [("sns", "sns.amazonaws.com"), ("s3", "s3.amazonaws.com"), (BUS, "events.amazonaws.com")],
)
def test_a_queue_takes_what_its_source_sends(source: Any, service: str, make_plan: Make) -> None:
    made = make_plan({"a": source, "q": "sqs"}, {"e": ("a", "q")})
    ((who, actions, where),) = allowed(made, "q")
    assert (who, actions) == (service, ("sqs:SendMessage",))
    assert where is not None


def test_a_grant_is_as_narrow_as_the_edge(make_plan: Make) -> None:
    nodes = {"f": "lambda", "s": "s3", "t": "dynamodb"}
    edges = {"w": ("f", "s", {"Access": "write", "KeyPrefix": "in/"}), "r": ("f", "t", {"Access": "read"})}
    made = make_plan(nodes, edges)
    granted = {r for g in made.grants if "s3:PutObject" in g.actions for r in g.resources}
    assert granted == {Join((Ref("s", "Arn"), "/in/*"))}
    assert {r for g in made.grants if "dynamodb:GetItem" in g.actions for r in g.resources} == {Ref("t", "Arn")}


def test_who_publishes_may_use_the_topics_key(make_plan: Make) -> None:
    made = make_plan({"f": "lambda", "s": "s3", "t": "sns"}, {"p": ("f", "t"), "n": ("s", "t")})
    key = made.resources["t"].properties["KmsMasterKeyId"].resource
    wanted = {"kms:Decrypt", "kms:GenerateDataKey*"}
    assert {a for g in made.grants if Ref(key, "Arn") in g.resources for a in g.actions} == wanted
    publishers = made.resources[key].properties["KeyPolicy"]["Statement"][1]
    assert set(publishers["Action"]) == wanted
    assert "s3.amazonaws.com" in publishers["Principal"]["Service"]


def test_rules(make_plan: Make) -> None:
    pattern = {"source": ["shop"]}
    nodes = {"bus": BUS, "d": "sqs", "q": "sqs", "r": "sqs", "s": "sqs"}
    edges = {
        "own": ("bus", "q", {"EventPattern": pattern, **LETTERS}),
        "kind": ("bus", "r", {"DetailType": "Paid"}),
        "all": ("bus", "s"),
    }
    own, kind, every = (r.properties for r in make_plan(nodes, edges).of_type("AWS::Events::Rule"))
    assert own["EventPattern"] == pattern
    assert own["Targets"][0]["DeadLetterConfig"] == {"Arn": Ref("d", "Arn")}
    assert kind["EventPattern"] == {"detail-type": ["Paid"]}
    assert set(every["EventPattern"]) <= {"account", "detail-type"}
    assert all(r["EventBusName"] == Ref("bus", "Name") for r in (own, kind, every))


def test_subscriptions(make_plan: Make) -> None:
    policy = {"region": ["eu"]}
    edges = {
        "s": ("t", "q", {"FilterPolicy": policy}),
        "dead": ("t", "d", "dead-letter", "sns-standard-dead-letters-to-sqs-standard"),
    }
    made = make_plan({"t": "sns", "q": "sqs", "d": "sqs"}, edges)
    given = next(r.properties for r in made.of_type("AWS::SNS::Subscription") if r.properties["Protocol"] == "sqs")
    assert given["FilterPolicy"] == policy
    assert given["RedrivePolicy"] == {"deadLetterTargetArn": Ref("d", "Arn")}
    assert allowed(made, "d") == {("sns.amazonaws.com", ("sqs:SendMessage",), Ref("t", "Arn"))}


def test_schedules(make_plan: Make) -> None:
    made = make_plan({"a": "eventbridge-scheduler", "f": "lambda", "d": "sqs"}, {"e": ("a", "f", LETTERS)})
    assert only(made, "AWS::Scheduler::Schedule")["Target"]["DeadLetterConfig"] == {"Arn": Ref("d", "Arn")}
    assert ("sqs:SendMessage",) in {g.actions for g in made.grants if g.principal == "a" and g.target == "d"}


def test_notifications(make_plan: Make) -> None:
    rules = {"S3Key": {"Rules": [{"Name": "suffix", "Value": ".txt"}]}}
    made = make_plan(
        {"s": "s3", "f": "lambda", "bus": "eventbridge-bus"}, {"n": ("s", "f", {"Filter": rules}), "b": ("s", "bus")}
    )
    config = made.resources["s"].properties["NotificationConfiguration"]
    assert config["LambdaConfigurations"] == [
        {"Event": "s3:ObjectCreated:*", "Function": Ref("f", "Arn"), "Filter": rules}
    ]
    assert config["EventBridgeConfiguration"] == {"EventBridgeEnabled": True}
    (permission,) = made.of_type("AWS::Lambda::Permission")
    assert permission.id in made.resources["s"].depends_on
    assert "SourceArn" in permission.properties
    assert "SourceAccount" in permission.properties


def test_letters_die_after_five_attempts(make_plan: Make) -> None:
    made = make_plan({"q": "sqs", "d": "sqs"}, {"r": ("q", "d", "redrive")})
    assert made.resources["q"].properties["RedrivePolicy"]["maxReceiveCount"] == 5


def test_pollers(make_plan: Make) -> None:
    made = make_plan({"q": "sqs", "f": "lambda"}, {"e": ("q", "f", {"BatchSize": 7})})
    mapping = only(made, "AWS::Lambda::EventSourceMapping")
    assert (mapping["BatchSize"], mapping["FunctionResponseTypes"]) == (7, ["ReportBatchItemFailures"])
    made = make_plan({"t": "dynamodb", "f": "lambda", "d": "sqs"}, {"e": ("t", "f"), "x": ("f", "d", "on-failure", {})})
    mapping = only(made, "AWS::Lambda::EventSourceMapping")
    assert mapping["EventSourceArn"] == Ref("t", "StreamArn")
    assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": Ref("d", "Arn")}}
    assert ("sqs:SendMessage",) in {g.actions for g in made.grants if g.target == "d"}


def test_nodes_are_safe_by_default(make_plan: Make) -> None:
    made = make_plan(
        {"q": "sqs", "s": "s3", "t": "dynamodb", "f": "lambda", "n": ("lambda", {"Runtime": "nodejs22.x"})}
    )
    found = {id_: r.properties for id_, r in made.resources.items()}
    assert found["q"]["SqsManagedSseEnabled"] is True
    assert set(found["s"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert found["t"]["SSESpecification"] == {"SSEEnabled": True}
    assert {made.resources[x].deletion for x in "st"} == {"Retain"}
    assert (found["f"]["Handler"], found["n"]["Handler"]) == ("app.handler", "index.handler")
    assert found["f"]["TracingConfig"] == {"Mode": "Active"}
    assert all("RetentionInDays" in r.properties for r in made.of_type("AWS::Logs::LogGroup"))
    alarms = [r.properties for r in made.of_type("AWS::CloudWatch::Alarm")]
    assert {a["MetricName"] for a in alarms} == {"Errors", "Throttles"}
    assert all(a["AlarmActions"] for a in alarms)


def test_apis(make_plan: Make) -> None:
    made = make_plan({"r": "apigw-rest", "h": "apigw-http", "f": "lambda"}, {"a": ("r", "f"), "b": ("h", "f")})
    methods = [r.properties["Integration"] for r in made.of_type("AWS::ApiGateway::Method")]
    assert {m["IntegrationHttpMethod"] for m in methods if m["Type"] == "AWS_PROXY"} == {"POST"}
    assert only(made, "AWS::ApiGatewayV2::Integration")["PayloadFormatVersion"] == "2.0"
    made = make_plan({"r": "apigw-rest", "f": "lambda"}, {"a": ("r", "f", "apigw-rest-invokes-lambda")})
    (integration,) = (r.properties["Integration"] for r in made.of_type("AWS::ApiGateway::Method"))
    header = "integration.request.header.X-Amz-Invocation-Type"
    assert integration["RequestParameters"] == {header: "'Event'"}


def test_tasks(make_plan: Make) -> None:
    made = make_plan(
        {"w": ("stepfunctions", {"TimeoutSeconds": 60}), "f": "lambda"}, {"e": ("w", "f", {"State": "Go"})}
    )
    definition = only(made, "AWS::StepFunctions::StateMachine")["Definition"]
    state = definition["States"]["Go"]
    assert definition["TimeoutSeconds"] == 60
    assert state["OutputPath"] == "$.Payload"
    assert state["Catch"][0]["ErrorEquals"] == ["States.ALL"]
    assert any("logs:CreateLogDelivery" in g.actions for g in made.grants if g.principal == "w")
