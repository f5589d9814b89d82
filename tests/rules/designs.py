"""Random designs and edits for the tests of the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from designer.model.design import Accepted, Design, Edge, Group, Node, Subject
from designer.model.frozen import FrozenDict

IDS = tuple(f"n{i}" for i in range(7))
GROUPS = ("g0", "g1")
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("lambda", {}), ("lambda", {"Timeout": 60}), ("lambda", {"Timeout": "soon", "Idempotent": True}),
    ("lambda", {"ReservedConcurrentExecutions": 600}), ("sqs", {}), ("sqs", {"FifoQueue": True}),
    ("sqs", {"VisibilityTimeout": 120, "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["n1", "Arn"]}}}),
    ("lambda", {"VpcConfig": {}, "TracingConfig": {"Mode": "PassThrough"}, "Role": "r"}), ("lambda", {"Role": "r"}),
    ("ecs-fargate", {"Cpu": "256", "Memory": 8192}), ("eventbridge-pipes", {}), ("vpc", {}), ("eventbridge-bus", {}),
    ("sns", {}), ("sns", {"FifoTopic": True}), ("s3", {}), ("dynamodb", {}), ("eventbridge-bus", {"Name": "orders"}),
    ("apigw-rest", {}), ("apigw-http", {}), ("external-client", {}), ("stepfunctions", {"StateMachineType": "EXPRESS"}),
    ("stepfunctions", {}), ("kinesis-stream", {}), ("cognito-user-pool", {}), ("eventbridge-scheduler", {}),
    ("cloudfront", {}), ("cloudwatch-logs", {}), ("rds", {}), ("no-such-service", {}), ("cfn", {}),
)  # fmt: skip
EDGE_PROPERTIES: tuple[dict[str, Any], ...] = (
    {}, {}, {"BatchSize": 100}, {"DetailType": "Placed"}, {"EventPattern": {"detail-type": ["Placed"]}, "Rule": "r"},
    {"Access": "write"}, {"DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["n2", "Arn"]}}}, {"InvocationType": "Event"},
    {"AuthorizationType": "NONE"}, {"Ordering": "required", "PayloadKB": 300}, {"RequestsPerSecond": 400},
    {"InvocationType": "Event", "PayloadKB": 600}, {"Access": "read"}, {"MessageGroupId": "all", "Ordering": "none"},
)  # fmt: skip
VIAS = (None, None, None, "redrive", "on-failure", "authorizer", "stream", "nonsense")

nodes = st.builds(
    lambda kind, group, disabled: Node(service=kind[0], properties=kind[1], group=group, disabled=disabled),
    st.sampled_from(KINDS),
    st.sampled_from((None, *GROUPS)),
    st.sampled_from((False, False, False, True)),
)
edges = st.builds(
    lambda source, target, via, properties, disabled: Edge(
        source=source, target=target, via=via, properties=properties, disabled=disabled
    ),
    st.sampled_from(IDS),
    st.sampled_from(IDS),
    st.sampled_from(VIAS),
    st.sampled_from(EDGE_PROPERTIES),
    st.sampled_from((False, False, False, True)),
)
groups = st.builds(
    lambda kind, group, region: Group(kind=kind, group=group, properties={"Region": region} if region else {}),
    st.sampled_from(("bounded-context", "region", "vpc")),
    st.sampled_from((None, *GROUPS)),
    st.sampled_from((None, "us-east-1")),
)

Edit = Callable[[Design], Design]


def _put(kind: str, id_: str, record: Any) -> Edit:
    return lambda design: design.put(Subject(kind, id_), record)  # type: ignore[arg-type]


def _drop(kind: str, id_: str) -> Edit:
    """Out of the table alone, so that edges may lose their ends and references what they name."""

    def apply(design: Design) -> Design:
        table = getattr(design, f"{kind}s")
        return design.replace(**{f"{kind}s": table.without(id_)})

    return apply


def _move(id_: str, x: int) -> Edit:
    return lambda design: design.change(Subject("node", id_), at=(float(x), 0.0)) if id_ in design.nodes else design


def _settings(region: str, weights: dict[str, str]) -> Edit:
    settings = FrozenDict[str, Any](region=region, rules=FrozenDict(weights))
    return lambda design: design.replace(settings=settings)


def _accept(rule: str, id_: str, until: str | None) -> Edit:
    record = Accepted(rule=rule, subject=f"node:{id_}", until=until)
    return lambda design: design.replace(accepted=design.accepted.set(f"a_{id_}", record))


ids = st.sampled_from(IDS)
edge_ids = st.sampled_from(tuple(f"e{i}" for i in range(12)))
edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(_put, st.just("node"), ids, nodes),
    st.builds(_put, st.just("edge"), edge_ids, edges),
    st.builds(_put, st.just("edge"), edge_ids, edges),
    st.builds(_put, st.just("group"), st.sampled_from(GROUPS), groups),
    st.builds(_drop, st.just("node"), ids),
    st.builds(_drop, st.just("edge"), edge_ids),
    st.builds(_drop, st.just("group"), st.sampled_from(GROUPS)),
    st.builds(_move, ids, st.integers(0, 9)),
    st.builds(
        _settings,
        st.sampled_from(("eu-west-1", "us-east-1")),
        st.sampled_from(({}, {"dangling-node": "off"}, {"all": "warning"}, {"design": "error", "no-such-rule": "off"})),
    ),
    st.builds(
        _accept, st.sampled_from(("dangling-node", "public-api-no-auth")), ids, st.sampled_from((None, "2020-01-01"))
    ),
)
designs: st.SearchStrategy[Design] = st.builds(
    lambda n, e, g: Design(nodes=n, edges=e, groups=g),
    st.dictionaries(ids, nodes, max_size=7),
    st.dictionaries(edge_ids, edges, max_size=12),
    st.dictionaries(st.sampled_from(GROUPS), groups, max_size=2),
)
