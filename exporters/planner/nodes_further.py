"""Services at the border of the serverless world: a distributed database, service networks, search, builds, probes."""

from __future__ import annotations

from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner import network
from exporters.planner.builder import Builder, Wire, kebab, short
from exporters.planner.permissions import grant_permissions, invoke_permission
from exporters.planner.registry import finisher, node


def _logs(path: str) -> Join:
    head = ("arn:", Pseudo("Partition"), ":logs:", Pseudo("Region"), ":", Pseudo("AccountId"))
    return Join((*head, f":log-group:{path}"))


@node("aurora-dsql")
def distributed_cluster(b: Builder, id_: str) -> None:
    properties = {"DeletionProtectionEnabled": True, **b.node_properties(id_)}
    b.main(id_, "AWS::DSQL::Cluster", properties, deletion="Retain")


@node("kendra")
def index(b: Builder, id_: str) -> None:
    given = b.node_properties(id_)
    role = b.role(id_, "kendra.amazonaws.com", Subject("node", id_))
    b.grant(id_, ["cloudwatch:PutMetricData"], ["*"], Subject("node", id_), because="Role", conditions=_OF_KENDRA)
    name = given.pop("Name", None) or b.physical_name(id_, 100)
    b.main(id_, "AWS::Kendra::Index", {"Name": name, "Edition": "DEVELOPER_EDITION", **given, "RoleArn": role})


_OF_KENDRA = {"StringEquals": {"cloudwatch:namespace": "AWS/Kendra"}}


def indexed(b: Builder, wire: Wire) -> None:
    """The bucket is a source of the index, which reads it every night, in a role of that source."""
    reader = f"{wire.id}_reader"
    role = b.role(reader, "kendra.amazonaws.com", wire.subject)
    grant_permissions(b, wire, reader)
    documents = ["kendra:BatchPutDocument", "kendra:BatchDeleteDocument"]
    b.grant(reader, documents, [Ref(wire.source, "Arn")], wire.subject, wire.source)
    properties = {
        "IndexId": Ref(wire.source, "Id"),
        "Name": short(kebab(wire.target), 100),
        "Type": "S3",
        "Schedule": "cron(0 2 * * ? *)",
        "DataSourceConfiguration": {"S3Configuration": {"BucketName": b.name(wire.target)}},
        "RoleArn": role,
    }
    b.for_wire(wire, "source", "AWS::Kendra::DataSource", properties)


@node("guardduty")
def detector(b: Builder, id_: str) -> None:
    b.main(id_, "AWS::GuardDuty::Detector", {"Enable": True, **b.node_properties(id_)})


@node("codecommit")
def repository(b: Builder, id_: str) -> None:
    given = b.node_properties(id_)
    name = given.pop("RepositoryName", None) or b.physical_name(id_, 100)
    b.main(id_, "AWS::CodeCommit::Repository", {"RepositoryName": name, **given}, deletion="Retain")


@node("codebuild")
def project(b: Builder, id_: str) -> None:
    """Builds what the one repository of the design gives, by the script that lies in it; else a script of its own."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    role = b.role(id_, "codebuild.amazonaws.com", subject)
    group = b.log_group(id_, subject, "/aws/codebuild/")
    b.grant(id_, ["logs:CreateLogStream", "logs:PutLogEvents"], [group], subject, because="LogsConfig")
    logs = {"CloudWatchLogs": {"Status": "ENABLED", "GroupName": Ref(group.resource, "Name")}}
    environment: dict[str, Any] = {
        "Type": "LINUX_CONTAINER",
        "Image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
        "ComputeType": "BUILD_GENERAL1_SMALL",
        **given.pop("Environment", {}),
    }
    if str(environment["ComputeType"]).startswith("BUILD_LAMBDA"):
        environment |= {
            "Type": "LINUX_LAMBDA_CONTAINER",
            "Image": "aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12",
        }
    source: dict[str, Any] = {"Type": "NO_SOURCE", **given.pop("Source", {})}
    pulls = [w.target for w in b.outgoing(id_, "data-access") if b.service(w.target) == "codecommit"]
    if pulls and source["Type"] in ("NO_SOURCE", "CODECOMMIT") and "Location" not in source:
        source = {**source, "Type": "CODECOMMIT", "Location": Ref(pulls[0], "CloneUrlHttp")}
    elif source["Type"] == "NO_SOURCE":
        source["BuildSpec"] = _SCRIPT
    elif source["Type"] != "CODEPIPELINE" and "Location" not in source:
        source["Location"] = b.parameter(
            f"{pascal(id_)}Source", "String", f"Where the source of {b.title(id_)} lies, as CodeBuild writes it"
        )
    artifacts = {"Type": "CODEPIPELINE" if source["Type"] == "CODEPIPELINE" else "NO_ARTIFACTS"}
    properties = {
        "LogsConfig": logs,
        **given,
        "Artifacts": artifacts,
        "Environment": environment,
        "Source": source,
        "ServiceRole": role,
    }
    b.main(id_, "AWS::CodeBuild::Project", properties)


_SCRIPT = """version: 0.2
phases:
  build:
    commands:
      - echo "Put the steps of the build here."
"""


@node("synthetics")
def canary(b: Builder, id_: str) -> None:
    """A probe whose script asks the addresses that the design leads it to."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    role = b.role(id_, "lambda.amazonaws.com", subject)
    logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    b.grant(id_, logs, [_logs("/aws/lambda/cwsyn-*")], subject, because="Role")
    counted = {"StringEquals": {"cloudwatch:namespace": "CloudWatchSynthetics"}}
    b.grant(id_, ["cloudwatch:PutMetricData"], ["*"], subject, because="Role", conditions=counted)
    stores = [w.target for w in b.outgoing(id_, "data-access")]
    place: Value = (
        Join(("s3://", b.name(stores[0]), "/canary"))
        if stores
        else b.parameter(
            f"{pascal(id_)}Results",
            "String",
            f"Bucket for the results of {b.title(id_)}, s3://…",
            pattern="^s3://.+$",
        )
    )
    name = given.pop("Name", None) or short(kebab(id_), 100)
    code = given.pop("Code", {"Handler": "index.handler", "Script": _PROBE})
    schedule = {"Expression": "rate(5 minutes)", **given.pop("Schedule", {})}
    properties = {
        "RuntimeVersion": "syn-python-selenium-7.0",
        "StartCanaryAfterCreation": True,
        **given,
        "Name": name,
        "Code": code,
        "Schedule": schedule,
        "ExecutionRoleArn": role,
        "ArtifactS3Location": given.get("ArtifactS3Location", place),
    }
    b.main(id_, "AWS::Synthetics::Canary", properties)


_PROBE = '''"""Asks each address that the environment names and fails on the first that answers with an error."""

import os
import urllib.request


def handler(event, context):
    for address in os.environ.get("ADDRESSES", "").split():
        with urllib.request.urlopen(address, timeout=10) as answer:
            if answer.status >= 400:
                raise RuntimeError(f"{address} answered {answer.status}")
'''


@finisher("synthetics")
def addresses(b: Builder, id_: str) -> None:
    """The script gets the addresses of the APIs and pages that it is to ask."""
    found: list[Value] = []
    for wire in b.outgoing(id_, "request"):
        service = b.service(wire.target)
        if service == "cloudfront":
            found.append(Join(("https://", Ref(wire.target, "DomainName"), "/")))
        elif service in ("apigw-rest", "apigw-http"):
            host = (Ref(wire.target, "Id"), ".execute-api.", Pseudo("Region"), ".", Pseudo("UrlSuffix"))
            found.append(Join(("https://", *host, f"/{b.stage}/" if service == "apigw-rest" else "/")))
        else:
            name = f"{pascal(wire.target)}Url"
            found.append(b.parameter(name, "String", f"Address of {b.title(wire.target)}", pattern="^https://.+$"))
    if found:
        parts = [part for number, address in enumerate(found) for part in (*([" "] if number else []), address)]
        run = b.drafts[id_].properties.setdefault("RunConfig", {})
        if isinstance(run, dict):
            run["EnvironmentVariables"] = {"ADDRESSES": Join(tuple(parts))}


@node("s3-files")
def file_system(b: Builder, id_: str) -> None:
    """Files of one bucket, to which the file system's role has access."""
    subject = Subject("node", id_)
    buckets = [w.target for w in b.outgoing(id_, "association")]
    bucket: Value = (
        b.arn(buckets[0])
        if buckets
        else b.parameter(
            f"{pascal(id_)}Bucket", "String", f"ARN of the bucket of {b.title(id_)}", pattern="^arn:[a-z-]+:s3:.+$"
        )
    )
    role = b.role(id_, "elasticfilesystem.amazonaws.com", subject)
    objects = Join((*(bucket.parts if isinstance(bucket, Join) else (bucket,)), "/*"))
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    b.grant(id_, actions, [objects], subject, because="Role")
    b.grant(id_, ["s3:ListBucket"], [bucket], subject, because="Role")
    b.main(id_, "AWS::S3Files::FileSystem", {**b.node_properties(id_), "Bucket": bucket, "RoleArn": role})


# -- VPC Lattice


@node("vpc-lattice")
def lattice_service(b: Builder, id_: str) -> None:
    given = b.node_properties(id_)
    b.main(id_, "AWS::VpcLattice::Service", {"AuthType": "NONE", **given})


def lattice_target(b: Builder, wire: Wire) -> None:
    """The first target of a service is what its listener leads to; further ones have a path."""
    properties: dict[str, Any]
    if b.service(wire.target) == "lambda":
        # The group asks for the permission before it has an ARN, so any group of this account and region may call.
        head = ("arn:", Pseudo("Partition"), ":vpc-lattice:", Pseudo("Region"), ":", Pseudo("AccountId"))
        permission = invoke_permission(b, wire, "vpc-lattice.amazonaws.com", Join((*head, ":targetgroup/*")))
        properties = {"Type": "LAMBDA", "Targets": [{"Id": b.arn(wire.target)}]}
        group = b.for_wire(wire, "group", _GROUP, properties, depends_on=[permission])
    else:
        config = {"Port": 443, "Protocol": "HTTPS", "VpcIdentifier": network.vpc(b)}
        properties = {"Type": "ALB", "Config": config, "Targets": [{"Id": Ref(wire.target, "Arn"), "Port": 443}]}
        group = b.for_wire(wire, "group", _GROUP, properties)
    forward = {"Forward": {"TargetGroups": [{"TargetGroupIdentifier": Ref(group.id, "Id")}]}}
    key = f"lattice-listener:{wire.source}"
    if key not in b.notes:
        listener = {
            "ServiceIdentifier": Ref(wire.source, "Id"),
            "Protocol": "HTTPS",
            "Port": 443,
            "DefaultAction": forward,
        }
        b.notes[key] = b.for_wire(wire, "listener", "AWS::VpcLattice::Listener", listener).id
        b.notes[f"lattice-rules:{wire.source}"] = 0
        return
    b.notes[f"lattice-rules:{wire.source}"] += 1
    path = {"Match": {"Prefix": f"/{kebab(wire.target)}"}}
    rule = {
        "ServiceIdentifier": Ref(wire.source, "Id"),
        "ListenerIdentifier": Ref(b.notes[key], "Id"),
        "Priority": b.notes[f"lattice-rules:{wire.source}"],
        "Match": {"HttpMatch": {"PathMatch": path}},
        "Action": forward,
    }
    b.for_wire(wire, "rule", "AWS::VpcLattice::Rule", rule)


_GROUP = "AWS::VpcLattice::TargetGroup"
