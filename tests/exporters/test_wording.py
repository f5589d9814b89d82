"""What each target must say for a plan's details to hold there: the places where an idiom could lose them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.model.design import Subject
from exporters.cdk import typescript
from exporters.cdk.tree import StackTree
from exporters.handlers import handlers
from exporters.plan import Grant, Plan
from exporters.registry import exporters
from exporters.sam.functions import statements
from tests.exporters.terraform.test_terraform import blocks_of
from tests.exporters.test_hostile import parse

Make = Callable[..., Plan]
BUS = ("eventbridge-bus", {"Name": "mine"})


def sam(made: Plan) -> Mapping[str, Any]:
    resources: Mapping[str, Any] = parse(exporters()["sam"].export(made))["Resources"]
    return resources


def terraform(made: Plan) -> Mapping[str, Any]:
    return blocks_of(exporters()["terraform"].export(made))


def source(made: Plan, function: str) -> str:
    path = f"src/{made.code[function].module}/app.py"
    return next(f.text for f in handlers(made) if f.path == path)


def test_sam_events(make_plan: Make) -> None:
    pattern = {"source": ["shop"]}
    nodes = {"q": "sqs", "bus": BUS, "f": "lambda"}
    edges = {"p": ("q", "f", {"BatchSize": 7}), "r": ("bus", "f", {"EventPattern": pattern})}
    events = sam(make_plan(nodes, edges))["F"]["Properties"]["Events"]
    by_type = {event["Type"]: event["Properties"] for event in events.values()}
    assert by_type["SQS"]["BatchSize"] == 7
    assert by_type["SQS"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert by_type["EventBridgeRule"]["Pattern"] == pattern


def test_sam_keeps_and_waits(make_plan: Make) -> None:
    resources = sam(make_plan({"s": "s3", "q": "sqs", "t": "dynamodb"}, {"n": ("s", "q")}))
    for name in "ST":
        assert (resources[name]["DeletionPolicy"], resources[name]["UpdateReplacePolicy"]) == ("Retain", "Retain")
    waits = resources["S"]["DependsOn"]
    assert {resources[x]["Type"] for x in ([waits] if isinstance(waits, str) else waits)} == {"AWS::SQS::QueuePolicy"}


def test_statements_keep_their_conditions() -> None:
    limits = {"StringEquals": {"cloudwatch:namespace": "App"}}
    subject = Subject("node", "f")
    grants = [
        Grant("f", ("cloudwatch:PutMetricData",), ("*",), subject, limits, "", "", ""),
        Grant("f", ("xray:PutTraceSegments",), ("*",), subject, {}, "", "", ""),
    ]
    limited, free = statements(grants)
    assert limited["Condition"] == limits
    assert "Condition" not in free


def test_terraform_buckets(make_plan: Make) -> None:
    rules = {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}, {"Name": "suffix", "Value": ".txt"}]}}
    made = make_plan({"k": "kms", "s": "s3", "q": "sqs"}, {"e": ("k", "s"), "n": ("s", "q", {"Filter": rules})})
    blocks = terraform(made)
    (rule,) = blocks["aws_s3_bucket_server_side_encryption_configuration.s"].blocks
    (default,) = rule.blocks
    assert "kms_master_key_id" in default.attributes
    notification = blocks["aws_s3_bucket_notification.s"]
    (queue,) = (b for b in notification.blocks if b.type == "queue")
    assert (queue.attributes["filter_prefix"], queue.attributes["filter_suffix"]) == ("in/", ".txt")
    assert notification.attributes["depends_on"]


def test_terraform_deploys_what_changed(make_plan: Make) -> None:
    blocks = terraform(make_plan({"r": "apigw-rest", "f": "lambda"}, {"a": ("r", "f")}))
    (deployment,) = (b for a, b in blocks.items() if a.startswith("aws_api_gateway_deployment."))
    assert "redeployment" in deployment.attributes["triggers"]
    (function,) = (b for a, b in blocks.items() if a.startswith("aws_lambda_function."))
    assert "source_code_hash" in function.attributes


def test_terraform_reads_when_it_may(make_plan: Make) -> None:
    blocks = terraform(make_plan({"q": "sqs", "f": "lambda"}, {"e": ("q", "f")}))
    (mapping,) = (b for a, b in blocks.items() if a.startswith("aws_lambda_event_source_mapping."))
    assert mapping.attributes["depends_on"]


def test_handlers_answer(make_plan: Make) -> None:
    made = make_plan({"q": "sqs", "f": "lambda", "t": "dynamodb"}, {"e": ("q", "f"), "w": ("f", "t")})
    code = source(made, "f")
    assert "return process_partial_response(" in code
    assert 'os.environ["TABLE_NAME"]' in code
    pool = make_plan({"p": "cognito-user-pool", "f": "lambda"}, {"e": ("p", "f", {"Trigger": "PreSignUp"})})
    assert "return event" in source(pool, "f")


def test_an_authorizer_lets_nobody_in_yet(make_plan: Make) -> None:
    made = make_plan(
        {"f": "lambda", "r": "apigw-rest", "g": "lambda"}, {"a": ("r", "f", "authorizer"), "b": ("r", "g")}
    )
    body = source(made, "f").split("def is_authorized", 1)[1]
    assert "return False" in body
    assert "return True" not in body


def test_conditions_of_grants_reach_every_target(make_plan: Make) -> None:
    made = make_plan({"f": "lambda", "c": "cloudwatch-alarm"}, {"e": ("f", "c", "lambda-feeds-cloudwatch-alarm")})
    (condition,) = (g.conditions for g in made.grants if "cloudwatch:PutMetricData" in g.actions)
    assert condition
    for target, exporter in exporters().items():
        code = "".join(f.text for f in exporter.export(made) if not f.path.startswith(("src/", "tests/")))
        assert "cloudwatch:namespace" in code, target


def test_places_in_a_text_of_sam_are_escaped(make_plan: Make) -> None:
    name = {"Fn::Sub": "${AWS::StackName}-${!keep}-x"}
    resources = sam(make_plan({"q": ("sqs", {"QueueName": name})}))
    assert resources["Q"]["Properties"]["QueueName"] == {"Sub": "${AWS::StackName}-${!keep}-x"}


def test_a_title_closes_no_comment_of_typescript() -> None:
    tree = StackTree("AppStack", "*/ evil() /*", (), ())
    assert "".join(block.text for block in typescript.print_stack(tree)).count("*/") == 1
