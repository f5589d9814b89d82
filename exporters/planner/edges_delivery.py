"""What services carry on by themselves: delivery streams, metric streams, the mail of user pools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Ref, Value, references
from exporters.planner import network
from exporters.planner.builder import Builder, Wire, kebab, short
from exporters.planner.nodes_data import private_bucket
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import finisher, mechanism, node
from exporters.planner.values import SECRET_ARN

# -- delivery streams


@node("firehose")
def delivery_stream(b: Builder, id_: str) -> None:
    """A stream that delivers to the one target of its edge, in a role of its own."""
    properties = b.node_properties(id_)
    properties.setdefault("DeliveryStreamType", "DirectPut")
    if properties["DeliveryStreamType"] == "DirectPut":
        properties.setdefault("DeliveryStreamEncryptionConfigurationInput", {"KeyType": "AWS_OWNED_CMK"})
    b.main(id_, "AWS::KinesisFirehose::DeliveryStream", properties)


def stream_role(b: Builder, id_: str) -> Ref:
    return b.role(id_, "firehose.amazonaws.com", Subject("node", id_))


@finisher("firehose")
def stream_needs_target(b: Builder, id_: str) -> None:
    properties = b.drafts[id_].properties
    found = next((d for d in _DESTINATIONS if d in properties), None)
    if found is None:
        b.omit(Subject("node", id_), "A delivery stream without a target cannot be made: connect it with one.")
        b.drop(id_)
        return
    processors = b.notes.get(f"processors:{id_}")
    if processors and isinstance(properties[found], dict):
        given = properties[found].get("ProcessingConfiguration", {})
        own = list(given.get("Processors", ())) if isinstance(given, dict) else []
        named = set(references(own))  # functions that the design's own processors call already
        more = [made for made in processors if not named & set(references(made))]
        properties[found]["ProcessingConfiguration"] = {"Enabled": True, **given, "Processors": [*own, *more]}


_DESTINATIONS = (
    "ExtendedS3DestinationConfiguration",
    "S3DestinationConfiguration",
    "AmazonopensearchserviceDestinationConfiguration",
    "RedshiftDestinationConfiguration",
    "HttpEndpointDestinationConfiguration",
    "SplunkDestinationConfiguration",
    "SnowflakeDestinationConfiguration",
    "IcebergDestinationConfiguration",
)


@mechanism("delivery")
def delivery(b: Builder, wire: Wire) -> None:
    service = b.service(wire.source)
    if service == "firehose":
        return _from_stream(b, wire)
    if service == "cloudwatch-alarm":
        return _metric_stream(b, wire)
    if service == "cognito-user-pool":
        return _mails(b, wire)
    if service == "ses":
        return None  # code sends, and SES carries it out: there is nothing to make
    return b.omit(wire.subject, f"What {b.catalogue.title(service)} delivers is not generated.")


def _from_stream(b: Builder, wire: Wire) -> None:
    stream = b.drafts[wire.source].properties
    if any(name in stream for name in _DESTINATIONS):
        return b.omit(wire.subject, "A delivery stream has one target; give this edge a stream of its own.")
    place, config = _TARGETS[b.service(wire.target)](b, wire)
    logs = b.log_group(wire.source, Subject("node", wire.source), "/aws/firehose/")
    log_stream = b.add(
        f"{wire.source}_log_stream",
        "AWS::Logs::LogStream",
        {"LogGroupName": Ref(logs.resource, "Name"), "LogStreamName": "delivery"},
        Subject("node", wire.source),
        "log-stream",
    )
    config["CloudWatchLoggingOptions"] = {
        "Enabled": True,
        "LogGroupName": Ref(logs.resource, "Name"),
        "LogStreamName": Ref(log_stream.id, ""),
    }
    b.grant(wire.source, ["logs:PutLogEvents"], [logs], wire.subject)
    stream[place] = config
    wire.resources.append(wire.source)
    return None


def _to_bucket(b: Builder, wire: Wire) -> tuple[str, dict[str, Any]]:
    hints = {"SizeInMBs": 5, "IntervalInSeconds": 300, **wire.properties.get("BufferingHints", {})}
    role = stream_role(b, wire.source)
    grant_permissions(b, wire)
    config = {"BucketARN": b.arn(wire.target), "RoleARN": role, "BufferingHints": hints}
    config |= {"CompressionFormat": "GZIP", **wire.take("Prefix", "ErrorOutputPrefix", "CompressionFormat")}
    return "ExtendedS3DestinationConfiguration", config


def _backup(b: Builder, wire: Wire, compressed: bool = True) -> dict[str, Any]:
    """A bucket for what could not be delivered, or for what a warehouse copies from."""
    bucket = b.add(
        f"{wire.source}_backup",
        "AWS::S3::Bucket",
        private_bucket(),
        Subject("node", wire.source),
        "backup",
        deletion="Retain",
    )
    arn = Ref(bucket.id, "Arn")
    actions = ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
    b.grant(wire.source, actions, [arn], wire.subject, bucket.id)
    b.grant(wire.source, ["s3:GetObject", "s3:PutObject"], [Join((arn, "/*"))], wire.subject, bucket.id)
    format_ = "GZIP" if compressed else "UNCOMPRESSED"
    return {"BucketARN": arn, "RoleARN": stream_role(b, wire.source), "CompressionFormat": format_}


def _to_search(b: Builder, wire: Wire) -> tuple[str, dict[str, Any]]:
    """The stream stands in the domain's VPC, for the domain has no address outside."""
    role = stream_role(b, wire.source)
    grant_permissions(b, wire)
    b.grant(
        wire.source, ["es:DescribeDomain", "es:DescribeDomainConfig"], [b.arn(wire.target)], wire.subject, wire.target
    )
    config: dict[str, Any] = {
        "DomainARN": b.arn(wire.target),
        "IndexName": wire.properties.get("IndexName", kebab(wire.source)),
        "IndexRotationPeriod": "OneDay",
        "RoleARN": role,
        "S3BackupMode": "FailedDocumentsOnly",
        "S3Configuration": _backup(b, wire),
        **({"BufferingHints": wire.properties["BufferingHints"]} if "BufferingHints" in wire.properties else {}),
    }
    if "VPCOptions" in b.drafts[wire.target].properties:
        group = network.security_group(b, wire.source, Subject("node", wire.source))
        config["VpcConfiguration"] = {
            "RoleARN": role,
            "SecurityGroupIds": [group],
            "SubnetIds": network.subnets(b),
        }
        network.open_port(b, wire.source, wire.target, 443, wire.subject)
        # https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-es-vpc
        network.let_in(b, wire.source, wire.subject)
    return "AmazonopensearchserviceDestinationConfiguration", config


def _to_warehouse(b: Builder, wire: Wire) -> tuple[str, dict[str, Any]]:
    """Through a bucket, from which the warehouse copies."""
    secret = b.notes[f"secret:{wire.target}"]
    b.grant(wire.source, ["secretsmanager:GetSecretValue"], [secret], wire.subject, wire.target)
    given = wire.properties.get("CopyCommand", {})
    table = given.get("DataTableName") or b.parameter(
        f"{pascal(wire.target)}Table", "String", f"Table of {b.title(wire.target)} that records are copied into"
    )
    address = ("jdbc:redshift://", Ref(wire.target, "Endpoint.Address"), ":", Ref(wire.target, "Endpoint.Port"), "/")
    database = b.drafts[wire.target].properties["DBName"]
    return "RedshiftDestinationConfiguration", {
        "ClusterJDBCURL": Join((*address, database)),
        "CopyCommand": {"CopyOptions": "JSON 'auto' GZIP", **given, "DataTableName": table},
        "RoleARN": stream_role(b, wire.source),
        "S3Configuration": _backup(b, wire),
        "SecretsManagerConfiguration": {"Enabled": True, "SecretARN": secret, "RoleARN": stream_role(b, wire.source)},
    }


def _to_endpoint(b: Builder, wire: Wire) -> tuple[str, dict[str, Any]]:
    """Somebody else's HTTPS address, whose access key lies in a secret."""
    name, title = pascal(wire.target), b.title(wire.target)
    url = b.parameter(f"{name}Url", "String", f"Address of {title}", pattern="^https://.+$")
    key = b.parameter(
        f"{name}SecretArn", "String", f"ARN of the secret with the access key of {title}", pattern=SECRET_ARN
    )
    b.grant(wire.source, ["secretsmanager:GetSecretValue"], [key], wire.subject)
    role = stream_role(b, wire.source)
    config: dict[str, Any] = {
        "EndpointConfiguration": {"Url": url, "Name": short(kebab(wire.target), 256)},
        "RoleARN": role,
        "S3BackupMode": "FailedDataOnly",
        "S3Configuration": _backup(b, wire),
        "SecretsManagerConfiguration": {"Enabled": True, "SecretARN": key, "RoleARN": role},
        "RequestConfiguration": {"ContentEncoding": "GZIP"},
    }
    if "BufferingHints" in wire.properties:
        config["BufferingHints"] = wire.properties["BufferingHints"]
    return "HttpEndpointDestinationConfiguration", config


_TARGETS: Mapping[str, Callable[[Builder, Wire], tuple[str, dict[str, Any]]]] = {
    "s3": _to_bucket,
    "opensearch": _to_search,
    "redshift": _to_warehouse,
    "third-party-saas": _to_endpoint,
    "apigw-rest": _to_endpoint,
}


def transform(b: Builder, wire: Wire) -> None:
    """A function changes the records on their way."""
    role = stream_role(b, wire.source)
    grant_permissions(b, wire)
    parameters: list[Value] = [
        {"ParameterName": "LambdaArn", "ParameterValue": b.arn(wire.target)},
        {"ParameterName": "RoleArn", "ParameterValue": role},
    ]
    given = wire.take("BufferSizeInMBs", "BufferIntervalInSeconds", "NumberOfRetries")
    parameters.extend({"ParameterName": name, "ParameterValue": str(value)} for name, value in given.items())
    b.notes.setdefault(f"processors:{wire.source}", []).append({"Type": "Lambda", "Parameters": parameters})
    wire.resources.append(wire.source)


def read_by_stream(b: Builder, wire: Wire) -> None:
    """A delivery stream reads another stream or a Kafka topic."""
    properties = b.drafts[wire.target].properties
    role = stream_role(b, wire.target)
    properties.pop("DeliveryStreamEncryptionConfigurationInput", None)
    if b.service(wire.source) == "kinesis-stream":
        grant_permissions(b, wire)
        properties["DeliveryStreamType"] = "KinesisStreamAsSource"
        properties["KinesisStreamSourceConfiguration"] = {"KinesisStreamARN": b.arn(wire.source), "RoleARN": role}
    else:
        from exporters.planner.edges_sources import kafka_parts

        grant_permissions(b, wire)
        actions = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData", "kafka-cluster:DescribeGroup"]
        b.grant(wire.target, actions, kafka_parts(b, wire.source), wire.subject, wire.source)
        topic = wire.properties.get("TopicName") or b.parameter(
            "KafkaTopic", "String", "Kafka topic that is read", default="events"
        )
        properties["DeliveryStreamType"] = "MSKAsSource"
        properties["MSKSourceConfiguration"] = {
            "MSKClusterARN": b.arn(wire.source),
            "TopicName": topic,
            "AuthenticationConfiguration": {"Connectivity": "PRIVATE", "RoleARN": role},
        }
    wire.resources.append(wire.target)


# -- metrics and mail


def _metric_stream(b: Builder, wire: Wire) -> None:
    principal = f"{wire.id}_metrics"
    role = b.role(principal, "streams.metrics.cloudwatch.amazonaws.com", wire.subject)
    grant_permissions(b, wire, principal)
    properties = {
        "FirehoseArn": b.arn(wire.target),
        "RoleArn": role,
        "OutputFormat": wire.properties.get("OutputFormat", "json"),
        **wire.take("IncludeFilters"),
    }
    b.for_wire(wire, "", "AWS::CloudWatch::MetricStream", properties)


def _mails(b: Builder, wire: Wire) -> None:
    """A user pool sends its mails from a verified identity."""
    config = b.drafts[wire.source].properties.setdefault("EmailConfiguration", {})
    config |= {"EmailSendingAccount": "DEVELOPER", "SourceArn": b.arn(wire.target)}
    wire.resources.append(wire.source)
