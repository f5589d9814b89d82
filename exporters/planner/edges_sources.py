"""Polling: Lambda's own pollers and code that reads in a loop."""

from __future__ import annotations

from typing import Any

from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire
from exporters.planner.edges_delivery import read_by_stream
from exporters.planner.failures import destination_access
from exporters.planner.permissions import grant_permissions, secret_of
from exporters.planner.registry import mechanism
from exporters.planner.values import SECRET_ARN

_PASSED = (
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "FunctionResponseTypes",
    "ScalingConfig",
    "ParallelizationFactor",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "FilterCriteria",
    "BisectBatchOnFunctionError",
    "TumblingWindowInSeconds",
    "StartingPosition",
    "StartingPositionTimestamp",
    "DestinationConfig",
    "ProvisionedPollerConfig",
    "Enabled",
    "Topics",
    "Queues",
    "SourceAccessConfigurations",
    "SelfManagedEventSource",
    "AmazonManagedKafkaEventSourceConfig",
    "SelfManagedKafkaEventSourceConfig",
    "MetricsConfig",
    "KmsKeyArn",
)
PARTIAL = ["ReportBatchItemFailures"]


@mechanism("event-source-mapping")
def event_source_mapping(b: Builder, wire: Wire) -> None:
    """Partial answers unless the design says otherwise: one bad message must not bring back the whole batch."""
    service = b.service(wire.source)
    properties: dict[str, Value] = {"FunctionName": b.arn(wire.target)}
    properties |= _SOURCES.get(service, _plain)(b, wire)
    properties |= wire.take(*_PASSED)
    if service in ("sqs", "kinesis-stream", "dynamodb"):
        properties.setdefault("FunctionResponseTypes", PARTIAL)
    if service in ("kinesis-stream", "dynamodb"):
        properties.setdefault("BisectBatchOnFunctionError", True)
    wire.properties |= {k: v for k, v in properties.items() if k in _PASSED}
    draft = b.for_wire(wire, "", "AWS::Lambda::EventSourceMapping", properties)
    grant_permissions(b, wire)
    target = properties.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if isinstance(target, Ref):
        destination_access(b, wire.target, target.resource, wire)
    elif service in ("kinesis-stream", "dynamodb"):
        failure = next(iter(b.outgoing(wire.target, "on-failure")), None)
        if failure and b.service(failure.target) in ("sqs", "sns", "s3"):
            arn = b.arn(failure.target)
            draft.properties["DestinationConfig"] = {"OnFailure": {"Destination": arn}}
            wire.properties["DestinationConfig"] = draft.properties["DestinationConfig"]


def _plain(b: Builder, wire: Wire) -> dict[str, Any]:
    return {"EventSourceArn": b.arn(wire.source)}


def _kinesis(b: Builder, wire: Wire) -> dict[str, Any]:
    return {"EventSourceArn": b.arn(wire.source), "StartingPosition": "LATEST"}


def _table(b: Builder, wire: Wire) -> dict[str, Any]:
    """A table keeps its changes for a day, so the oldest is where one begins."""
    b.drafts[wire.source].properties.setdefault("StreamSpecification", {"StreamViewType": "NEW_AND_OLD_IMAGES"})
    return {"EventSourceArn": Ref(wire.source, "StreamArn"), "StartingPosition": "TRIM_HORIZON"}


def _msk(b: Builder, wire: Wire) -> dict[str, Any]:
    network.attach_function(b, wire.target, wire.subject)
    network.open_port(b, wire.target, wire.source, network.PORTS["msk"], wire.subject)
    b.grant(
        wire.target,
        [
            "kafka-cluster:Connect",
            "kafka-cluster:DescribeGroup",
            "kafka-cluster:AlterGroup",
            "kafka-cluster:DescribeTopic",
            "kafka-cluster:ReadData",
            "kafka-cluster:DescribeClusterDynamicConfiguration",
        ],
        [b.arn(wire.source), *kafka_parts(b, wire.source)],
        wire.subject,
        wire.source,
    )
    return {"EventSourceArn": b.arn(wire.source), "StartingPosition": "TRIM_HORIZON", "Topics": [_topic(b, wire)]}


def kafka_parts(b: Builder, cluster: str) -> list[Value]:
    """The topics and groups of a cluster: Kafka's own, whose ARNs hold the cluster's name and any identifier."""
    name = b.drafts[cluster].properties.get("ClusterName", "*")
    head: tuple[Value, ...] = ("arn:", Pseudo("Partition"), ":kafka:", Pseudo("Region"), ":", Pseudo("AccountId"), ":")
    return [Join((*head, f"{part}/{name}/*")) for part in ("topic", "group")]


def _topic(b: Builder, wire: Wire) -> Value:
    topics = wire.properties.get("Topics")
    if isinstance(topics, list) and topics:
        return topics[0]
    return b.parameter("KafkaTopic", "String", "Kafka topic from which the function reads", default="events")


def _mq(b: Builder, wire: Wire) -> dict[str, Any]:
    secret = b.notes[f"secret:{wire.source}"]
    b.grant(wire.target, ["secretsmanager:GetSecretValue"], [secret], wire.subject, secret.resource)
    queue = b.parameter("BrokerQueue", "String", "Queue of the broker from which the function reads", default="jobs")
    access: list[dict[str, Any]] = [{"Type": "BASIC_AUTH", "URI": secret}]
    if b.drafts[wire.source].properties["EngineType"] == "RABBITMQ":
        access.append({"Type": "VIRTUAL_HOST", "URI": "/"})
    return {"EventSourceArn": b.arn(wire.source), "Queues": [queue], "SourceAccessConfigurations": access}


def _kafka(b: Builder, wire: Wire) -> dict[str, Any]:
    """A cluster outside AWS: its address and the secret of its user are parameters."""
    servers = b.parameter(
        "KafkaBootstrapServers", "CommaDelimitedList", "Bootstrap servers of the Kafka cluster, host:port"
    )
    own = b.notes.get(f"kafka-secret:{wire.source}")
    secret = own or b.parameter("KafkaSecretArn", "String", "ARN of the secret with the Kafka user", pattern=SECRET_ARN)
    b.grant(wire.target, ["secretsmanager:GetSecretValue"], [secret], wire.subject)
    return {
        "SelfManagedEventSource": {"Endpoints": {"KafkaBootstrapServers": servers}},
        "SourceAccessConfigurations": [{"Type": "SASL_SCRAM_512_AUTH", "URI": secret}],
        "StartingPosition": "TRIM_HORIZON",
        "Topics": [_topic(b, wire)],
    }


def _documents(b: Builder, wire: Wire) -> dict[str, Any]:
    """The changes of a database, which Lambda reads with a user's sign-in from inside the VPC."""
    secret = secret_of(b, wire)
    network.attach_function(b, wire.target, wire.subject)
    network.open_port(b, wire.target, wire.source, network.PORTS["documentdb"], wire.subject)
    own = wire.properties.get("DocumentDBEventSourceConfig", {})
    database = own.get("DatabaseName") or b.parameter(
        "DocumentDatabase", "String", "Database whose changes the function reads", default="app"
    )
    if not isinstance(secret, Ref):
        secret = b.parameter(
            "DocumentSecretArn", "String", "ARN of the secret with the user that reads changes", pattern=SECRET_ARN
        )
        b.notes[f"secret:{wire.source}"] = secret
    return {
        "EventSourceArn": b.arn(wire.source),
        "StartingPosition": "LATEST",
        "DocumentDBEventSourceConfig": {**own, "DatabaseName": database},
        "SourceAccessConfigurations": [{"Type": "BASIC_AUTH", "URI": secret}],
    }


_SOURCES = {
    "documentdb": _documents,
    "kinesis-stream": _kinesis,
    "dynamodb": _table,
    "msk": _msk,
    "mq": _mq,
    "kafka-self-managed": _kafka,
}


@mechanism("poll")
def poll(b: Builder, wire: Wire) -> None:
    """Code in a container that receives in a loop: it needs the permission and the address."""
    from exporters.planner.edges_access import tell

    if b.service(wire.target) == "firehose":
        return read_by_stream(b, wire)
    if b.service(wire.source) == "msk":
        actions = [a for p in wire.integration.permissions for a in p.actions]
        arns = [b.arn(wire.source), *kafka_parts(b, wire.source)]
        b.grant(wire.target, actions, arns, wire.subject, wire.source)
        network.open_port(b, wire.target, wire.source, network.PORTS["msk"], wire.subject)
    elif b.service(wire.source) == "kinesis-stream":
        _leases(b, wire)
    else:
        grant_permissions(b, wire)
    tell(b, wire.target, wire.source)
    return None


def _leases(b: Builder, wire: Wire) -> None:
    """Readers of one stream share it out by a table of leases, which the client library makes under this name."""
    first, *rest = wire.integration.permissions
    b.grant(wire.target, first.actions, [b.arn(wire.source)], wire.subject, wire.source)
    name = b.physical_name(wire.target, 200)
    head = ("arn:", Pseudo("Partition"), ":dynamodb:", Pseudo("Region"), ":", Pseudo("AccountId"), ":table/")
    for permission in rest:
        b.grant(wire.target, permission.actions, [Join((*head, *name.parts))], wire.subject)
    b.env(wire.target, "LEASE_TABLE_NAME", wire.source, name)
