"""Queues, topics, buses and streams: the services that carry messages."""

from __future__ import annotations

from typing import Any

from designer.model.design import DESIGN, Subject
from exporters.plan import Join, Pseudo, Ref
from exporters.planner.builder import Builder, kebab, short
from exporters.planner.registry import finisher, node

# Failure paths lead to a queue that somebody must look at.
FAILURE_PATHS = ("redrive", "dead-letter", "on-failure", "error-action")


@node("sqs")
def queue(b: Builder, id_: str) -> None:
    given = b.node_properties(id_)
    properties: dict[str, Any] = dict(given)
    if "KmsMasterKeyId" not in given:
        properties.setdefault("SqsManagedSseEnabled", True)
    b.main(id_, "AWS::SQS::Queue", properties, deletion="")
    b.output(f"{_pascal(id_)}Url", Ref(id_, "Url"), f"URL of the queue {b.title(id_)}")


@node("sns")
def topic(b: Builder, id_: str) -> None:
    properties = b.node_properties(id_)
    if properties.get("FifoTopic") and "TopicName" not in properties:
        properties["TopicName"] = b.physical_name(id_, 256, ".fifo")  # CloudFormation invents no .fifo names
    b.main(id_, "AWS::SNS::Topic", properties)
    b.output(f"{_pascal(id_)}Arn", Ref(id_, "Arn"), f"ARN of the topic {b.title(id_)}")


@finisher("sns")
def encrypt_topic(b: Builder, id_: str) -> None:
    """AWS's own key is enough where only code publishes; services of AWS can use a key only if its policy lets them.
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    properties = b.drafts[id_].properties
    if "KmsMasterKeyId" in properties:
        return
    publishers = sorted({a.service for a in b.allows if a.resource == id_})
    if publishers:
        properties["KmsMasterKeyId"] = messages_key(b, publishers)
        for grant in [g for g in b.grants if g.target == id_ and "sns:Publish" in g.actions]:
            key_access = ("kms:Decrypt", "kms:GenerateDataKey*")
            b.grant(
                grant.principal,
                key_access,
                [Ref(b.notes["messages-key"], "Arn")],
                grant.subject,
                because="KmsMasterKeyId",
            )
    else:
        properties["KmsMasterKeyId"] = "alias/aws/sns"


def messages_key(b: Builder, services: list[str]) -> Ref:
    """The stack's key for topics that services of AWS publish to; each service is added to its policy once."""
    root = Join(("arn:", Pseudo("Partition"), ":iam::", Pseudo("AccountId"), ":root"))
    if "messages-key" not in b.notes:
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"},
                {
                    "Sid": "Publishers",
                    "Effect": "Allow",
                    "Principal": {"Service": []},
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                    "Resource": "*",
                    "Condition": {"StringEquals": {"aws:SourceAccount": Pseudo("AccountId")}},
                },
            ],
        }
        properties = {
            "Description": "Encrypts the topics that services of AWS publish to",
            "EnableKeyRotation": True,
            "KeyPolicy": policy,
        }
        b.notes["messages-key"] = b.add("messages_key", "AWS::KMS::Key", properties, DESIGN, "key").id
    key = b.notes["messages-key"]
    principals: list[str] = b.drafts[key].properties["KeyPolicy"]["Statement"][1]["Principal"]["Service"]
    principals.extend(s for s in services if s not in principals)
    principals.sort()
    return Ref(key, "Arn")


@node("eventbridge-bus")
def bus(b: Builder, id_: str) -> None:
    properties = b.node_properties(id_)
    name = properties.get("Name", "default" if "Name" not in properties else "")
    partners = b.incoming(id_, "partner-events") and not b.incoming(id_, "service-events")  # it gets their name
    if name in ("", "default") and not partners:  # the account's own bus: it is there already
        b.notes[f"name:{id_}"] = "default"
        b.notes[f"arn:{id_}"] = Join(
            ("arn:", Pseudo("Partition"), ":events:", Pseudo("Region"), ":", Pseudo("AccountId"), ":event-bus/default")
        )
        return
    b.main(id_, "AWS::Events::EventBus", properties)
    b.output(f"{_pascal(id_)}Name", Ref(id_, "Name"), f"Name of the event bus {b.title(id_)}")


@node("eventbridge-custom-bus")
def custom_bus(b: Builder, id_: str) -> None:
    properties = b.node_properties(id_)
    properties.setdefault("Name", b.physical_name(id_, 64))
    b.notes[f"name:{id_}"] = properties["Name"]  # its attributes are its ARN and its state
    b.main(id_, "AWS::EventsV2::EventBus", properties)


@node("kinesis-stream")
def stream(b: Builder, id_: str) -> None:
    given = b.node_properties(id_)
    properties: dict[str, Any] = dict(given)
    if "ShardCount" not in given:
        properties.setdefault("StreamModeDetails", {"StreamMode": "ON_DEMAND"})
    properties.setdefault("StreamEncryption", {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"})
    b.main(id_, "AWS::Kinesis::Stream", properties)
    b.output(f"{_pascal(id_)}Name", Ref(id_, "Name"), f"Name of the stream {b.title(id_)}")


@node("msk")
def msk(b: Builder, id_: str) -> None:
    """MSK Serverless: no brokers to size, IAM is the only way in."""
    from exporters.planner.network import security_group, subnets

    properties = b.node_properties(id_)
    if "BrokerNodeGroupInfo" in properties or "KafkaVersion" in properties:
        properties.setdefault("ClusterName", short(f"{b.slug}-{kebab(id_)}", 60))
        properties.setdefault("EncryptionInfo", {"EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True}})
        if "LoggingInfo" not in properties:
            group = b.log_group(id_, Subject("node", id_), "/aws/vendedlogs/msk/").resource
            logs = {"Enabled": True, "LogGroup": Ref(group, "Name")}
            properties["LoggingInfo"] = {"BrokerLogs": {"CloudWatchLogs": logs}}
        b.main(id_, "AWS::MSK::Cluster", properties, deletion="Retain")
        return
    properties.setdefault("ClusterName", short(f"{b.slug}-{kebab(id_)}", 60))
    properties.setdefault("ClientAuthentication", {"Sasl": {"Iam": {"Enabled": True}}})
    properties.setdefault(
        "VpcConfigs",
        [{"SubnetIds": subnets(b), "SecurityGroups": [security_group(b, id_, Subject("node", id_))]}],
    )
    b.main(id_, "AWS::MSK::ServerlessCluster", properties, deletion="Retain")


@node("mq")
def broker(b: Builder, id_: str) -> None:
    """A private broker whose administrator's password Secrets Manager invents."""
    from exporters.planner.network import first_subnet, security_group

    subject = Subject("node", id_)
    given = b.node_properties(id_)
    engine = str(given.get("EngineType", "RABBITMQ")).upper()
    versions = {"RABBITMQ": "3.13", "ACTIVEMQ": "5.18"}
    secret = secret_for(b, id_, subject, "administrator")
    user = {
        "Username": Join(("{{resolve:secretsmanager:", Ref(secret, "Arn"), ":SecretString:username}}")),
        "Password": Join(("{{resolve:secretsmanager:", Ref(secret, "Arn"), ":SecretString:password}}")),
    }
    properties: dict[str, Any] = {
        "BrokerName": short(f"{b.slug}-{kebab(id_)}", 50),
        "EngineType": engine,
        "EngineVersion": versions.get(engine, "3.13"),
        "DeploymentMode": "SINGLE_INSTANCE",
        "HostInstanceType": "mq.m5.large" if engine == "RABBITMQ" else "mq.t3.micro",
        "AutoMinorVersionUpgrade": True,
        "PubliclyAccessible": False,
        "SubnetIds": [first_subnet(b)],
        "Users": [user],
        "Logs": {"General": True},
        **given,
    }
    properties["EngineType"] = engine
    if not properties["PubliclyAccessible"]:
        properties.setdefault("SecurityGroups", [security_group(b, id_, subject)])
    b.main(id_, "AWS::AmazonMQ::Broker", properties, deletion="Retain")
    b.notes[f"secret:{id_}"] = Ref(secret, "Arn")


def secret_for(b: Builder, id_: str, subject: Subject, user: str) -> str:
    """A secret with a user name and a password that nobody has seen; its resource id."""
    generate = {
        "SecretStringTemplate": f'{{"username":"{user}"}}',
        "GenerateStringKey": "password",
        "PasswordLength": 32,
        "ExcludePunctuation": True,
    }
    properties = {"Description": f"Sign-in for {b.title(id_)}"[:2000], "GenerateSecretString": generate}
    return b.add(f"{id_}_secret", "AWS::SecretsManager::Secret", properties, subject, "secret").id


def _pascal(id_: str) -> str:
    from exporters.cfn import pascal

    return pascal(id_)
