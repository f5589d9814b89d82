"""What an edge does: whether its source waits, hands over or sets something going, and for how long at most."""

from __future__ import annotations

from collections.abc import Mapping

from designer.rules.loops import Hop
from designer.rules.parts import EdgeView, NodeView

COMPUTE = ("lambda", "ecs-fargate", "stepfunctions", "batch", "app-runner", "ec2")
ENTRIES = ("apigw-rest", "apigw-http", "apigw-websocket", "appsync", "alb")
STORES = ("s3", "dynamodb")
_OBJECT_CREATED = frozenset({"Object Created"})  # the detail type by which a bucket tells a bus of a new object
PUSHING = ("apigw-websocket", "appsync")
BUSES = ("eventbridge-bus", "eventbridge-custom-bus")
HELPERS = frozenset({
    "authorizer", "enrichment", "association", "tracing", "access-logs", "trigger", "edge-function", "replication",
})  # fmt: skip

# How long an entry waits for its backend, in seconds; a load balancer and a distribution by default.
ENTRY_LIMITS = {
    "apigw-rest": 29, "apigw-http": 30, "apigw-websocket": 29, "appsync": 30, "alb": 60, "cloudfront": 30,
}  # fmt: skip


def waits(edge: EdgeView) -> bool:
    """Whether the source waits for the target's answer (data access not meant)."""
    if edge.invocation != "sync" or edge.model != "push" or edge.mechanism == "data-access":
        return False
    if edge.get("InvocationType") == "Event":
        return False
    return not edge.source.is_a("stepfunctions") or edge.get("IntegrationPattern") != "WAIT_FOR_TASK_TOKEN"


def hands_over(edge: EdgeView) -> bool:
    """Whether an event reaches the target without anybody waiting for what becomes of it."""
    return edge.model == "event" or edge.get("InvocationType") == "Event"


def writes(edge: EdgeView) -> bool:
    """Whether a data access changes the store."""
    return "write" in str(edge.get("Access") or "")


def sets_going(edge: EdgeView) -> bool:
    """Whether something that happens at the source makes something happen at the target."""
    if edge.integration is None or edge.model == "attached" or edge.mechanism in HELPERS:
        return False
    if edge.target.service is not None and edge.target.service.actor:
        return False
    if edge.mechanism == "sdk-call" and edge.target.is_a(*PUSHING):
        return False  # a message to the connected clients calls no route
    if edge.target.is_a(*STORES):
        return edge.mechanism != "data-access" or writes(edge)
    return not edge.source.is_a("dynamodb") or edge.mechanism in ("event-source-mapping", "pipe-source", "stream")


def hop_of(edge: EdgeView | None) -> Hop | None:
    """What an edge is to a loop; None where nothing at its source sets anything going at its target.

    Where the design does not say what passes, nothing surely does.
    """
    if edge is None or not sets_going(edge):
        return None
    bus, bucket = edge.source.is_a(*BUSES), edge.source.is_a("s3")
    limits = key_filter(edge) if bucket else {}
    closed = bool(edge.get("FilterCriteria") or edge.get("FilterPolicy"))
    closed = closed or edge.source.node.properties.get("RecursiveLoop") == "Allow"  # somebody means it
    closed = closed or edge.source.is_a("cloudwatch-alarm")  # acts when its state changes, not at every value
    closed = closed or edge.target.is_a("stepfunctions")  # a workflow may start itself anew, and decides whether to
    if bucket:
        events = edge.get("Events")
        named = isinstance(events, (list, tuple)) and events
        closed = closed or bool(named and not any("ObjectCreated" in str(event) for event in events))
    written = edge.get("KeyPrefix")
    return Hop(
        edge=edge.id,
        source=edge.source.id,
        target=edge.target.id,
        place="bus" if bus else "bucket" if bucket else "",
        sent=(_OBJECT_CREATED if bucket else detail_types(edge)) if edge.target.is_a(*BUSES) else None,
        wanted=_wanted(edge) if bus else None,
        written=written if isinstance(written, str) else "",
        prefix=limits.get("prefix", ""),
        suffix="suffix" in limits,
        closed=closed,
    )


def detail_types(edge: EdgeView) -> frozenset[str] | None:
    """The detail types that an edge to or from a bus names; None where it does not say."""
    pattern = edge.get("EventPattern")
    named = pattern.get("detail-type") if isinstance(pattern, Mapping) else None
    named = named or edge.get("DetailType")
    if isinstance(named, str):
        return frozenset({named})
    if isinstance(named, (list, tuple)) and named and all(isinstance(n, str) for n in named):
        return frozenset(named)
    return None


def _wanted(edge: EdgeView) -> frozenset[str] | None:
    """The detail types that a rule surely takes.

    It must pick by the detail type alone, for of anything else the design does not say what the event has; only of
    what a bucket sends the source is known, too, and a rule that says nothing takes it.
    """
    pattern = edge.get("EventPattern")
    by = set(pattern) if isinstance(pattern, Mapping) else set()
    if by - {"detail-type", "source"}:
        return None
    if "source" not in by:
        return detail_types(edge) or (None if by else _OBJECT_CREATED)
    source = pattern["source"] if isinstance(pattern, Mapping) else None
    if isinstance(source, (list, tuple)) and list(source) == ["aws.s3"]:
        return (detail_types(edge) or _OBJECT_CREATED) & _OBJECT_CREATED
    return None


def key_filter(edge: EdgeView) -> dict[str, str]:
    """The prefix and suffix that a bucket notification is limited to."""
    rules = edge.get("Filter.S3Key.Rules")
    found: dict[str, str] = {}
    for rule in rules if isinstance(rules, (list, tuple)) else ():
        if isinstance(rule, Mapping) and isinstance(rule.get("Value"), str):
            found[str(rule.get("Name", "")).lower()] = rule["Value"]
    return found


def entry_limit(edge: EdgeView) -> float | None:
    """How many seconds the source of an edge waits at most for the target's answer; None where nothing is known."""
    millis = edge.number("TimeoutInMillis")
    given = edge.edge.properties.get("TimeoutInMillis") is not None
    streams = edge.get("ResponseTransferMode") == "STREAM"
    limit: float | None = ENTRY_LIMITS.get(edge.source.node.service)
    if edge.source.is_a("cloudfront"):
        return edge.number("OriginReadTimeout") or limit
    if edge.source.is_a("alb"):
        return edge.source.number("IdleTimeoutSeconds") or limit
    if limit is None:
        return None
    if given and millis is not None:
        return millis / 1000
    return 900 if streams else limit


def duration(node: NodeView) -> float | None:
    """The longest that a node may work for one synchronous call, in seconds, where the design says it."""
    if node.is_a("lambda"):
        return node.number("Timeout")
    if node.is_a("sfn-express"):
        return node.number("TimeoutSeconds") or 300
    return node.number("ExpectedSeconds")
