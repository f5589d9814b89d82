"""Copies of data: a table's changes and exports, a bucket's replicas."""

from __future__ import annotations

import re

from designer.model.design import Subject
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire, kebab, line, short
from exporters.planner.nodes_data import private_bucket
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import mechanism


@mechanism("stream")
def stream(b: Builder, wire: Wire) -> None:
    """A table writes its changes into a stream; into its own by itself."""
    if b.service(wire.target) != "kinesis-stream":
        return
    config = {"StreamArn": b.arn(wire.target), **wire.take("ApproximateCreationDateTimePrecision")}
    b.drafts[wire.source].properties["KinesisStreamSpecification"] = config
    wire.resources.append(wire.source)


@mechanism("export")
def export(b: Builder, wire: Wire) -> None:
    table = b.drafts[wire.source].properties
    table["PointInTimeRecoverySpecification"] = {"PointInTimeRecoveryEnabled": True}
    if b.service(wire.target) == "s3":
        return _scheduled(b, wire)
    table["StreamSpecification"] = {"StreamViewType": "NEW_AND_OLD_IMAGES"}
    return _ingest(b, wire)


def _scheduled(b: Builder, wire: Wire) -> None:
    """An export is a call, which a schedule makes: each time the whole table as it is then.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
    """
    principal = f"{wire.id}_export"
    call = Join(("arn:", Pseudo("Partition"), ":scheduler:::aws-sdk:dynamodb:exportTableToPointInTime"))
    asked: list[Value] = ['{"TableArn": "', b.arn(wire.source), '", "S3Bucket": "', Ref(wire.target, "Name")]
    asked.append(f'", "S3Prefix": "{kebab(wire.source)}", "ExportFormat": "DYNAMODB_JSON"')
    keys = [key.source for key in b.incoming(wire.target, "association") if b.service(key.source) == "kms"]
    if keys:
        asked += [', "S3SseAlgorithm": "KMS", "S3SseKmsKeyId": "', Ref(keys[0], "Arn"), '"']
    properties: dict[str, Value] = {
        "Description": f"Exports {line(b.title(wire.source))[:200]}",
        "ScheduleExpression": wire.properties.get("ScheduleExpression", "rate(1 day)"),
        "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        "Target": {
            "Arn": call,
            "RoleArn": b.role(principal, "scheduler.amazonaws.com", wire.subject),
            "Input": Join((*asked, "}")),
        },
    }
    b.for_wire(wire, "export", "AWS::Scheduler::Schedule", properties)
    grant_permissions(b, wire, principal)


def _ingest(b: Builder, wire: Wire) -> None:
    """An ingestion pipeline that copies the table once and follows its changes."""
    principal = f"{wire.id}_pipeline"
    role = b.role(principal, "osis-pipelines.amazonaws.com", wire.subject)
    bucket = b.for_wire(wire, "export", "AWS::S3::Bucket", private_bucket(), deletion="Retain")
    table, domain = b.arn(wire.source), b.arn(wire.target)
    of_table = ["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups", "dynamodb:ExportTableToPointInTime"]
    b.grant(principal, of_table, [table], wire.subject, wire.source)
    b.grant(principal, ["dynamodb:DescribeExport"], [Join((table, "/export/*"))], wire.subject, wire.source)
    of_stream = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
    b.grant(principal, of_stream, [Join((table, "/stream/*"))], wire.subject, wire.source)
    objects = ["s3:GetObject", "s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"]
    b.grant(principal, objects, [Join((Ref(bucket.id, "Arn"), "/*"))], wire.subject, bucket.id)
    b.grant(principal, ["es:DescribeDomain"], [domain], wire.subject, wire.target)
    b.grant(principal, ["es:ESHttp*"], [Join((domain, "/*"))], wire.subject, wire.target)
    index = kebab(wire.source)
    body = _pipeline(table, Ref(bucket.id, "Name"), Ref(wire.target, "DomainEndpoint"), index)
    properties: dict[str, Value] = {
        "PipelineName": short(f"{b.slug}-{index}", 28),
        "MinUnits": 1,
        "MaxUnits": 4,
        "PipelineRoleArn": role,
        "PipelineConfigurationBody": body,
    }
    if "VPCOptions" in b.drafts[wire.target].properties:
        group = network.security_group(b, wire.id, wire.subject)
        properties["VpcOptions"] = {"SubnetIds": network.subnets(b), "SecurityGroupIds": [group]}
        network.open_port(b, wire.id, wire.target, 443, wire.subject)
    b.for_wire(wire, "", "AWS::OSIS::Pipeline", properties)


_PIPELINE = """version: "2"
dynamodb-pipeline:
  source:
    dynamodb:
      aws:
        region: "REGION"
      tables:
        - table_arn: "TABLE"
          stream:
            start_position: LATEST
          export:
            s3_bucket: "BUCKET"
            s3_region: "REGION"
  sink:
    - opensearch:
        hosts: ["https://DOMAIN"]
        index: "INDEX"
        document_id: "${getMetadata(\\"primary_key\\")}"
        action: "${getMetadata(\\"opensearch_action\\")}"
        aws:
          region: "REGION"
"""


def _pipeline(table: Value, bucket: Value, domain: Value, index: str) -> Join:
    """The pipeline's definition, with the places of this stack."""
    places = {"REGION": Pseudo("Region"), "TABLE": table, "BUCKET": bucket, "DOMAIN": domain, "INDEX": index}
    return Join(tuple(places.get(part, part) for part in re.split(r"\b([A-Z]{5,})\b", _PIPELINE)))


@mechanism("replication")
def replication(b: Builder, wire: Wire) -> None:
    """Each object is copied, in a role that may read the one bucket and write to the other."""
    principal = f"{wire.source}_replication"
    role = b.role(principal, "s3.amazonaws.com", Subject("node", wire.source))
    grant_permissions(b, wire, principal)
    for end in (wire.source, wire.target):
        b.drafts[end].properties["VersioningConfiguration"] = {"Status": "Enabled"}
    config = b.drafts[wire.source].properties.setdefault("ReplicationConfiguration", {"Role": role, "Rules": []})
    marker = wire.properties.get("DeleteMarkerReplication", {"Status": "Disabled"})
    config["Rules"].append(
        {
            "Id": short(kebab(wire.id), 255),
            "Status": wire.properties.get("Status", "Enabled"),
            "Priority": wire.properties.get("Priority", len(config["Rules"]) + 1),
            "Filter": {"Prefix": wire.properties.get("Prefix", "")},
            "DeleteMarkerReplication": marker,
            "Destination": {"Bucket": b.arn(wire.target)},
        }
    )
    wire.resources.append(wire.source)
