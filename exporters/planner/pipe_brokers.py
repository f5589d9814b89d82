"""Brokers and Kafka clusters as a pipe's source: the pipe stands in their VPC and signs in with their secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from designer.model.design import Subject
from exporters.plan import Join, Pseudo, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire
from exporters.planner.edges_sources import kafka_parts
from exporters.planner.values import SECRET_ARN

Source: TypeAlias = Callable[[Builder, Wire, dict[str, Value]], None]
_PASSED = ("BatchSize", "MaximumBatchingWindowInSeconds", "ConsumerGroupID")


def interfaces(b: Builder, wire: Wire, principal: str) -> None:
    """A poller inside a VPC makes network interfaces, which have no names beforehand.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
    """
    describe = [
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeVpcs",
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
    ]
    b.grant(principal, describe, ["*"], wire.subject)
    head = ("arn:", Pseudo("Partition"), ":ec2:", Pseudo("Region"), ":", Pseudo("AccountId"))
    arns = [Join((*head, f":{kind}/*")) for kind in ("network-interface", "subnet", "security-group")]
    b.grant(principal, ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"], arns, wire.subject)


def _filtered(wire: Wire, parameters: dict[str, Value]) -> dict[str, Value]:
    return {**parameters, **wire.take("FilterCriteria")}


def _topic(b: Builder, wire: Wire) -> Value:
    return wire.properties.get("TopicName") or b.parameter(
        "KafkaTopic", "String", "Kafka topic that is read", default="events"
    )


def _msk(b: Builder, wire: Wire, pipe: dict[str, Value]) -> None:
    pipe["Source"] = b.arn(wire.source)
    parameters = {"TopicName": _topic(b, wire), "StartingPosition": "TRIM_HORIZON", **wire.take(*_PASSED)}
    pipe["SourceParameters"] = _filtered(wire, {"ManagedStreamingKafkaParameters": parameters})
    of_cluster = [
        a for p in wire.integration.permissions for a in p.actions if a.startswith(("kafka:", "kafka-cluster:"))
    ]
    arns = [b.arn(wire.source), *kafka_parts(b, wire.source)]
    b.grant(wire.target, of_cluster, arns, wire.subject, wire.source)
    interfaces(b, wire, wire.target)
    _from_itself(b, wire, network.PORTS["msk"])


def _from_itself(b: Builder, wire: Wire, port: int) -> None:
    """The poller has the security group of what it reads, so that group must let itself in."""
    network.open_port(b, wire.source, wire.source, port, wire.subject)


def _mq(b: Builder, wire: Wire, pipe: dict[str, Value]) -> None:
    secret = b.notes[f"secret:{wire.source}"]
    rabbit = b.drafts[wire.source].properties["EngineType"] == "RABBITMQ"
    queue = wire.properties.get("QueueName") or b.parameter(
        "BrokerQueue", "String", "Queue of the broker that is read", default="jobs"
    )
    parameters = {"QueueName": queue, "Credentials": {"BasicAuth": secret}, **wire.take(*_PASSED)}
    if rabbit:
        parameters["VirtualHost"] = "/"
    pipe["Source"] = b.arn(wire.source)
    name = "RabbitMQBrokerParameters" if rabbit else "ActiveMQBrokerParameters"
    pipe["SourceParameters"] = _filtered(wire, {name: parameters})
    b.grant(wire.target, ["mq:DescribeBroker"], [b.arn(wire.source)], wire.subject, wire.source)
    b.grant(wire.target, ["secretsmanager:GetSecretValue"], [secret], wire.subject, secret.resource)
    interfaces(b, wire, wire.target)
    _from_itself(b, wire, network.PORTS["RABBITMQ" if rabbit else "ACTIVEMQ"])


def _kafka(b: Builder, wire: Wire, pipe: dict[str, Value]) -> None:
    """A cluster outside AWS: its first server is the source, its user's secret a parameter."""
    server = b.parameter(
        "KafkaBootstrapServer",
        "String",
        "Bootstrap server of the Kafka cluster, host:port",
        pattern="^[a-z0-9.-]+:[0-9]+$",
    )
    secret = b.notes.get(f"kafka-secret:{wire.source}") or b.parameter(
        "KafkaSecretArn", "String", "ARN of the secret with the Kafka user", pattern=SECRET_ARN
    )
    parameters = {
        "TopicName": _topic(b, wire),
        "StartingPosition": "TRIM_HORIZON",
        "Credentials": {"SaslScram512Auth": secret},
        "Vpc": {
            "Subnets": network.subnets(b),
            "SecurityGroup": [network.security_group(b, wire.target, Subject("node", wire.target))],
        },
        **wire.take(*_PASSED, "AdditionalBootstrapServers"),
    }
    pipe["Source"] = Join(("smk://", server))
    pipe["SourceParameters"] = _filtered(wire, {"SelfManagedKafkaParameters": parameters})
    b.grant(wire.target, ["secretsmanager:GetSecretValue"], [secret], wire.subject)
    interfaces(b, wire, wire.target)


SOURCES: Mapping[str, Source] = {"msk": _msk, "mq": _mq, "kafka-self-managed": _kafka}
