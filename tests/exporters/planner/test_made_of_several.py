"""What needs more than one resource to be made: signatures of mail, exports on a schedule, balancers in a row."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from designer.catalogue import load
from designer.model.design import Design
from exporters.plan import Join, Param, Plan, Pseudo, Ref
from exporters.planner import plan

CATALOGUE = load()
RECORD, GROUP = "AWS::Route53::RecordSet", "AWS::ElasticLoadBalancingV2::TargetGroup"
LISTENER = "AWS::ElasticLoadBalancingV2::Listener"


def _plan(nodes: dict[str, Any], edges: dict[str, Any], region: str = "eu-west-1") -> Plan:
    given = {id_: {"service": node} if isinstance(node, str) else node for id_, node in nodes.items()}
    drawn = {id_: dict(zip(("from", "to", "properties"), edge, strict=False)) for id_, edge in edges.items()}
    return plan(Design.model_validate({"nodes": given, "edges": drawn, "settings": {"region": region}}), CATALOGUE)


# -- mail


def test_a_zone_vouches_for_its_domain() -> None:
    made = _plan({"zone": "route53", "mail": "ses"}, {"v": ("zone", "mail")})
    assert made.resources["mail"].properties["EmailIdentity"] == made.resources["zone"].properties["Name"]
    assert list(made.parameters) == ["ZoneDomainName"]
    records = [r.properties for r in made.of_type(RECORD)]
    assert [r["Name"] for r in records] == [Ref("mail", f"DkimDNSTokenName{n}") for n in (1, 2, 3)]
    assert [r["ResourceRecords"] for r in records] == [[Ref("mail", f"DkimDNSTokenValue{n}")] for n in (1, 2, 3)]
    assert {r["Type"] for r in records} == {"CNAME"}


def test_mail_for_the_domain_is_led_to_who_receives_it() -> None:
    nodes = {"zone": "route53", "mail": "ses", "read": "lambda"}
    made = _plan(nodes, {"v": ("zone", "mail"), "r": ("mail", "read")})
    (server,) = [r.properties for r in made.of_type(RECORD) if r.properties["Type"] == "MX"]
    assert server["ResourceRecords"] == [Join(("10 inbound-smtp.", Pseudo("Region"), ".amazonaws.com"))]


def test_an_address_needs_no_zone() -> None:
    mail = {"service": "ses", "properties": {"EmailIdentity": "me@example.com"}}
    made = _plan({"zone": "route53", "mail": mail}, {"v": ("zone", "mail")})
    assert not list(made.of_type(RECORD))
    assert [str(o.subject) for o in made.omissions] == ["edge:v"]


# -- tables


@pytest.mark.parametrize("key", [False, True])
def test_a_schedule_asks_for_the_export(key: bool) -> None:
    nodes, edges = {"t": "dynamodb", "b": "s3"}, {"x": ("t", "b", {"ScheduleExpression": "rate(7 days)"})}
    if key:
        nodes, edges = {**nodes, "k": "kms"}, {**edges, "e": ("k", "b")}
    made = _plan(nodes, edges)
    (schedule,) = made.of_type("AWS::Scheduler::Schedule")
    assert schedule.properties["ScheduleExpression"] == "rate(7 days)"
    target = schedule.properties["Target"]
    assert target["Arn"].parts[-1] == ":scheduler:::aws-sdk:dynamodb:exportTableToPointInTime"
    text = "".join(part if isinstance(part, str) else f"<{part.resource}>" for part in target["Input"].parts)
    sse = {"S3SseAlgorithm": "KMS", "S3SseKmsKeyId": "<k>"} if key else {}
    asked = {"TableArn": "<t>", "S3Bucket": "<b>", "S3Prefix": "t", "ExportFormat": "DYNAMODB_JSON", **sse}
    assert json.loads(text) == asked
    granted = {action for grant in made.grants_of("x_export") for action in grant.actions}
    assert {"dynamodb:ExportTableToPointInTime", "s3:PutObject"} <= granted
    assert ("kms:GenerateDataKey*" in granted) == key
    assert made.resources["t"].properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


# -- codes


def test_a_function_that_sends_codes_may_decrypt_them() -> None:
    edges: dict[str, Any] = {"s": ("pool", "send", {"Trigger": "CustomEmailSender"})}
    alone = _plan({"pool": "cognito-user-pool", "send": "lambda"}, edges)
    assert [str(o.subject) for o in alone.omissions] == ["edge:s"]
    assert not alone.resources["pool"].properties.get("LambdaConfig")
    nodes = {"key": "kms", "pool": "cognito-user-pool", "send": "lambda"}
    made = _plan(nodes, {**edges, "e": ("key", "pool")})
    assert made.omissions == ()
    assert made.resources["pool"].properties["LambdaConfig"] == {
        "KMSKeyID": Ref("key", "Arn"),
        "CustomEmailSender": {"LambdaArn": Ref("send", "Arn"), "LambdaVersion": "V1_0"},
    }
    (grant,) = [g for g in made.grants_of("send") if "kms:Decrypt" in g.actions]
    assert (grant.actions, grant.resources) == (("kms:Decrypt",), (Ref("key", "Arn"),))
    assert made.code["send"].environment["KEY_ARN"] == Ref("key", "Arn")


# -- balancers

NETWORK = {"service": "alb", "properties": {"Type": "network"}}


def test_a_network_balancer_stands_before_another() -> None:
    made = _plan({"n": NETWORK, "a": "alb"}, {"x": ("n", "a")})
    (group,) = made.of_type(GROUP)
    assert group.properties["Targets"] == [{"Id": Ref("a", "Arn"), "Port": 443}]
    assert group.properties["TargetType"] == "alb"
    listeners = {r.subject.id: r for r in made.of_type(LISTENER)}
    assert listeners["n"].properties["Protocol"] == "TCP"
    assert listeners["n"].properties["DefaultActions"] == [{"Type": "forward", "TargetGroupArn": Ref(group.id, "Arn")}]
    assert group.depends_on == (listeners["a"].id,)
    assert "NCertificateArn" not in made.parameters


def test_a_network_balancer_passes_on_to_containers() -> None:
    made = _plan({"n": NETWORK, "f": "ecs-fargate"}, {"x": ("n", "f", {"Port": 9000})})
    (group,) = made.of_type(GROUP)
    assert (group.properties["Protocol"], group.properties["Port"]) == ("TCP", 9000)
    assert not list(made.of_type("AWS::ElasticLoadBalancingV2::ListenerRule"))
    assert made.resources["f"].properties["LoadBalancers"][0]["TargetGroupArn"] == Ref(group.id, "Arn")


@pytest.mark.parametrize(
    ("nodes", "edges", "subject"),
    [
        ({"n": "alb", "a": "alb"}, {"x": ("n", "a")}, "edge:x"),
        ({"n": NETWORK, "f": "lambda"}, {"x": ("n", "f")}, "edge:x"),
        ({"n": NETWORK, "a": "alb", "f": "ecs-fargate"}, {"x": ("n", "a"), "y": ("n", "f")}, "edge:y"),
        ({"n": NETWORK, "w": "waf", "a": "alb"}, {"x": ("n", "a"), "y": ("w", "n")}, "edge:y"),
        ({"n": NETWORK}, {}, "node:n"),
    ],
)
def test_what_a_network_balancer_cannot_do_is_said(nodes: Any, edges: Any, subject: str) -> None:
    made = _plan(nodes, edges)
    assert subject in [str(o.subject) for o in made.omissions]
    assert all(r.properties["DefaultActions"] for r in made.of_type(LISTENER))


# -- dead letters

ARN = ("arn:", Pseudo("Partition"), ":sqs:", Pseudo("Region"), ":", Pseudo("AccountId"), ":")


def _queue(name: str = "", **more: Any) -> dict[str, Any]:
    return {"service": "sqs", "properties": {**({"QueueName": name} if name else {}), **more}}


def _letters(nodes: dict[str, Any]) -> Any:
    edges = {id_: {"from": id_, "to": "dlq", "via": "redrive"} for id_ in nodes if id_ in ("jobs", "mails")}
    made = Design.model_validate({"nodes": nodes, "edges": edges})
    return plan(made, CATALOGUE).resources["dlq"].properties.get("RedriveAllowPolicy")


def test_a_dead_letter_queue_takes_letters_from_its_own_queues_only() -> None:
    """By name: by reference each queue would need the other first."""
    dlq = {"jobs": _queue("jobs"), "mails": _queue("mails"), "dlq": _queue()}
    assert _letters(dlq) == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": [Join((*ARN, "jobs")), Join((*ARN, "mails"))],
    }
    assert _letters({**dlq, "mails": _queue()}) is None, "the queue without a name would be refused"
    own = {"redrivePermission": "allowAll"}
    assert _letters({**dlq, "dlq": _queue(RedriveAllowPolicy=own)}) == own


def test_a_queue_that_names_its_dead_letter_queue_itself_counts() -> None:
    policy = {"deadLetterTargetArn": {"Fn::GetAtt": ["dlq", "Arn"]}, "maxReceiveCount": 3}
    nodes = {"jobs": _queue("jobs"), "dlq": _queue(), "late": _queue(RedrivePolicy=policy)}
    assert _letters(nodes) is None
    nodes["late"] = _queue("late", RedrivePolicy=policy)
    assert len(_letters(nodes)["sourceQueueArns"]) == 2


# -- websites


def _website(**config: Any) -> dict[str, Any]:
    return {"service": "s3", "properties": {"WebsiteConfiguration": config}}


def test_a_name_leads_to_a_bucket_that_sends_on() -> None:
    bucket = _website(RedirectAllRequestsTo={"HostName": "www.example.com"})
    made = _plan({"zone": "route53", "b": bucket}, {"x": ("zone", "b", {"Name": "example.com"})})
    (record,) = made.of_type(RECORD)
    assert record.properties["AliasTarget"] == {
        "DNSName": "s3-website-eu-west-1.amazonaws.com",
        "HostedZoneId": "Z1BKCTXD74EZPE",
        "EvaluateTargetHealth": False,
    }
    assert made.resources["b"].properties["BucketName"] == "example.com"
    assert made.omissions == ()


@pytest.mark.parametrize(
    ("bucket", "region", "made_anyway"),
    [
        ("s3", "eu-west-1", False),
        (_website(IndexDocument="index.html"), "eu-west-1", True),
        (_website(RedirectAllRequestsTo={"HostName": "a.example"}), "mars-1", False),
        (
            {"service": "s3", "properties": {"BucketName": "other", "WebsiteConfiguration": {"IndexDocument": "i"}}},
            "eu-west-1",
            False,
        ),
    ],
)
def test_a_bucket_that_is_no_website_is_said(bucket: Any, region: str, made_anyway: bool) -> None:
    made = _plan({"zone": "route53", "b": bucket}, {"x": ("zone", "b", {"Name": "example.com"})}, region)
    assert [str(o.subject) for o in made.omissions] == ["edge:x"]
    assert bool(list(made.of_type(RECORD))) == made_anyway


def test_a_bus_of_the_second_generation_has_an_event_source_for_each_origin(make_plan: Callable[..., Plan]) -> None:
    queue = {"OnFailureConfiguration": {"Arn": {"Fn::GetAtt": ["failed", "Arn"]}}}
    found = make_plan(
        {"shop": "third-party-saas", "files": "s3", "bus": "eventbridge-custom-bus", "failed": "sqs"},
        {"orders": ("shop", "bus"), "uploads": ("files", "bus", queue)},
    )
    orders, uploads = (found.resources[id_].properties for id_ in ("orders", "uploads"))
    assert orders["EventBusArn"] == uploads["EventBusArn"] == Ref("bus", "Arn")
    arn = orders["Configuration"]["PartnerEventsConfiguration"]["PartnerEventSourceArn"]
    assert arn.parts[-1] == Param("ShopEventSource")
    forwarded = uploads["Configuration"]["AwsServiceEventsConfiguration"]
    assert forwarded["AwsService"] == "aws.s3"
    assert forwarded["Pattern"].parts[1] == Ref("files", "Name")  # of this bucket and of no other
    assert forwarded["OnFailureConfiguration"] == {"Arn": Ref("failed", "Arn")}
    assert "events.amazonaws.com" in [a.service for a in found.allows if a.resource == "failed"]


def test_two_partners_have_a_bus_and_a_name_each(make_plan: Callable[..., Plan]) -> None:
    found = make_plan(
        {
            "one": "third-party-saas",
            "other": "third-party-saas",
            "a": "eventbridge-bus",
            "b": ("eventbridge-bus", {"Name": "other"}),
            "default": "eventbridge-bus",
            "files": "s3",
        },
        {
            "x": ("one", "a"),
            "y": ("other", "b", {"EventSourceName": "aws.partner/example.org/orders"}),
            "z": ("other", "default"),
            "own": ("files", "default"),
        },
    )
    assert found.resources["a"].properties["EventSourceName"] == Param("OneEventSource")
    assert found.resources["b"].properties["Name"] == "aws.partner/example.org/orders"
    assert [name for name in found.parameters if name.endswith("EventSource")] == ["OneEventSource"]
    assert [omission.subject.id for omission in found.omissions] == ["z"]  # the default bus belongs to no partner
