"""IoT rules: messages of devices that match a statement are handed over by actions; what fails, by the error action."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire, kebab, line
from exporters.planner.permissions import grant_permissions, invoke_permission
from exporters.planner.registry import finisher, mechanism, node
from exporters.planner.values import SECRET_ARN

Action: TypeAlias = Callable[[Builder, Wire], dict[str, Value]]


@node("iot-core")
def topic_rule(b: Builder, id_: str) -> None:
    given = b.node_properties(id_)
    payload: dict[str, Any] = {
        "AwsIotSqlVersion": "2016-03-23",
        "Description": line(b.title(id_))[:250],
        "RuleDisabled": False,
        "Sql": f"SELECT * FROM '{kebab(id_)}/#'",  # noqa: S608 - IoT's own language, and an id of letters
        **given.pop("TopicRulePayload", {}),
    }
    # A rule's name knows no hyphens, which a stack's name may have, so CloudFormation invents one.
    b.main(id_, "AWS::IoT::TopicRule", {**given, "TopicRulePayload": {**payload, "Actions": []}})


@finisher("iot-core")
def rule_needs_action(b: Builder, id_: str) -> None:
    if not b.drafts[id_].properties["TopicRulePayload"]["Actions"]:
        b.omit(Subject("node", id_), "A rule without an action cannot be made: connect it with what it hands over to.")
        b.drop(id_)


def _role(b: Builder, wire: Wire) -> Ref:
    return b.role(wire.source, "iot.amazonaws.com", Subject("node", wire.source))


def _action(b: Builder, wire: Wire) -> dict[str, Value] | None:
    make = _ACTIONS.get(b.service(wire.target))
    if make is None:
        b.omit(wire.subject, f"An IoT rule has no action for {b.catalogue.title(b.service(wire.target))}.")
        return None
    return make(b, wire)


@mechanism("rule-action")
def rule_action(b: Builder, wire: Wire) -> None:
    action = _action(b, wire)
    if action is not None:
        b.drafts[wire.source].properties["TopicRulePayload"]["Actions"].append(action)
        wire.resources.append(wire.source)


@mechanism("error-action")
def error_action(b: Builder, wire: Wire) -> None:
    payload = b.drafts[wire.source].properties["TopicRulePayload"]
    if "ErrorAction" in payload:
        return b.omit(wire.subject, "A rule has one error action, and this one has it already.")
    action = _action(b, wire)
    if action is not None:
        payload["ErrorAction"] = action
        wire.resources.append(wire.source)
    return None


def _granted(make: Action) -> Action:
    """An action in the rule's role, with what the catalogue says that it needs."""

    def granted(b: Builder, wire: Wire) -> dict[str, Value]:
        role = _role(b, wire)
        grant_permissions(b, wire)
        ((name, body),) = make(b, wire).items()
        return {name: {**body, "RoleArn": role}}

    return granted


def _function(b: Builder, wire: Wire) -> dict[str, Value]:
    invoke_permission(b, wire, "iot.amazonaws.com", Ref(wire.source, "Arn"))
    return {"Lambda": {"FunctionArn": b.arn(wire.target)}}


def _table(b: Builder, wire: Wire) -> dict[str, Value]:
    """The statement's result as one item: what it selects must hold the table's key."""
    return {"DynamoDBv2": {"PutItem": {"TableName": Ref(wire.target, "Name")}}}


def _queue(b: Builder, wire: Wire) -> dict[str, Value]:
    return {"Sqs": {"QueueUrl": Ref(wire.target, "Url"), "UseBase64": wire.properties.get("UseBase64", False)}}


def _topic(b: Builder, wire: Wire) -> dict[str, Value]:
    return {"Sns": {"TargetArn": b.arn(wire.target), "MessageFormat": wire.properties.get("MessageFormat", "RAW")}}


def _stream(b: Builder, wire: Wire) -> dict[str, Value]:
    key = wire.properties.get("PartitionKey", "${newuuid()}")
    return {"Kinesis": {"StreamName": Ref(wire.target, "Name"), "PartitionKey": key}}


def _delivery(b: Builder, wire: Wire) -> dict[str, Value]:
    return {"Firehose": {"DeliveryStreamName": Ref(wire.target, "Name"), "Separator": "\n"}}


def _object(b: Builder, wire: Wire) -> dict[str, Value]:
    key = wire.properties.get("Key", "${topic()}/${timestamp()}-${newuuid()}.json")
    return {"S3": {"BucketName": b.name(wire.target), "Key": key}}


def _workflow(b: Builder, wire: Wire) -> dict[str, Value]:
    return {"StepFunctions": {"StateMachineName": Ref(wire.target, "Name")}}


def _search(b: Builder, wire: Wire) -> dict[str, Value]:
    return {
        "OpenSearch": {
            "Endpoint": Join(("https://", Ref(wire.target, "DomainEndpoint"))),
            "Index": wire.properties.get("Index", kebab(wire.source)),
            "Type": "_doc",
            "Id": "${newuuid()}",
        }
    }


def _kafka(b: Builder, wire: Wire) -> dict[str, Value]:
    """Through a destination inside the VPC, which IoT Core has to be let into."""
    role = _role(b, wire)
    grant_permissions(b, wire)
    principal = wire.source
    network.let_in(b, principal, wire.subject)
    secret = b.parameter("KafkaSecretArn", "String", "ARN of the secret with the Kafka user", pattern=SECRET_ARN)
    b.grant(principal, ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], [secret], wire.subject)
    place = {
        "RoleArn": role,
        "SecurityGroups": [network.security_group(b, wire.source, Subject("node", wire.source))],
        "SubnetIds": network.subnets(b),
        "VpcId": network.vpc(b),
    }
    made = b.for_wire(wire, "destination", "AWS::IoT::TopicRuleDestination", {"VpcProperties": place})
    network.open_port(b, wire.source, wire.target, network.PORTS["msk-scram"], wire.subject)
    brokers = b.parameter("KafkaBootstrapServers", "CommaDelimitedList", "Bootstrap servers of the Kafka cluster")
    client = {
        "bootstrap.servers": Join((brokers,)),
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.scram.username": Join(("${get_secret('", secret, "', 'SecretString', 'username', '", role, "')}")),
        "sasl.scram.password": Join(("${get_secret('", secret, "', 'SecretString', 'password', '", role, "')}")),
    }
    topic = wire.properties.get("Topic", kebab(wire.source))
    return {"Kafka": {"DestinationArn": Ref(made.id, "Arn"), "Topic": topic, "ClientProperties": client}}


def _endpoint(b: Builder, wire: Wire) -> dict[str, Value]:
    name, title = pascal(wire.target), b.title(wire.target)
    url = wire.properties.get("Url") or b.parameter(
        f"{name}Url", "String", f"Address of {title}", pattern="^https://.+$"
    )
    b.for_wire(wire, "destination", "AWS::IoT::TopicRuleDestination", {"HttpUrlProperties": {"ConfirmationUrl": url}})
    return {"Http": {"Url": url, "ConfirmationUrl": url}}


def _log(b: Builder, wire: Wire) -> dict[str, Value]:
    return {"CloudwatchLogs": {"LogGroupName": Ref(wire.target, "Name")}}


def _alarm(b: Builder, wire: Wire) -> dict[str, Value]:
    state = wire.properties.get("StateValue", "ALARM")
    return {
        "CloudwatchAlarm": {
            "AlarmName": Ref(wire.target, "Name"),
            "StateValue": state,
            "StateReason": f"Rule {kebab(wire.source)}",
        }
    }


def _series(b: Builder, wire: Wire) -> dict[str, Value]:
    role = _role(b, wire)
    grant_permissions(b, wire)
    b.grant(wire.source, ["timestream:DescribeEndpoints"], ["*"], wire.subject)
    table = b.drafts[wire.target].properties
    body = {
        "DatabaseName": table["DatabaseName"],
        "TableName": Ref(wire.target, "Name"),
        "Dimensions": [{"Name": "device", "Value": "${clientId()}"}],
        "RoleArn": role,
    }
    return {"Timestream": body}


def _republish(b: Builder, wire: Wire) -> dict[str, Value]:
    topic = str(wire.properties.get("Topic") or kebab(wire.target))
    role = _role(b, wire)
    arn = topic_arn(topic)
    b.grant(wire.source, ["iot:Publish"], [arn], wire.subject, wire.target)
    return {"Republish": {"Topic": topic, "Qos": 1, "RoleArn": role}}


def topic_arn(topic: str) -> Join:
    """A topic of the message broker; parts that are only known with the message match anything."""
    pattern = re.sub(r"\$\{[^}]*\}|[+#]", "*", topic)
    head = ("arn:", Pseudo("Partition"), ":iot:", Pseudo("Region"), ":", Pseudo("AccountId"), ":topic/")
    return Join((*head, pattern))


_ACTIONS: Mapping[str, Action] = {
    "lambda": _function,
    "dynamodb": _granted(_table),
    "sqs": _granted(_queue),
    "sns": _granted(_topic),
    "kinesis-stream": _granted(_stream),
    "firehose": _granted(_delivery),
    "s3": _granted(_object),
    "stepfunctions": _granted(_workflow),
    "opensearch": _granted(_search),
    "msk": _kafka,
    "http-endpoint": _endpoint,
    "cloudwatch-logs": _granted(_log),
    "cloudwatch-alarm": _granted(_alarm),
    "timestream": _series,
    "iot-core": _republish,
}
