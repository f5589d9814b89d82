"""Queries, jobs and settings: Athena, Glue, Batch, Timestream, AppConfig."""

from __future__ import annotations

import json
from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref
from exporters.planner import network
from exporters.planner.builder import Builder, kebab
from exporters.planner.nodes_compute import managed_policy
from exporters.planner.registry import node


@node("athena")
def work_group(b: Builder, id_: str) -> None:
    """A work group that decides for its users where results go, and that they are encrypted."""
    given = b.node_properties(id_)
    config: dict[str, Any] = {
        "EnforceWorkGroupConfiguration": True,
        "PublishCloudWatchMetricsEnabled": True,
        **given.pop("WorkGroupConfiguration", {}),
    }
    result = {"EncryptionConfiguration": {"EncryptionOption": "SSE_S3"}, **config.get("ResultConfiguration", {})}
    bucket = next((w.target for w in b.outgoing(id_, "data-access") if b.service(w.target) == "s3"), None)
    if "OutputLocation" not in result and bucket is not None:
        result["OutputLocation"] = Join(("s3://", Ref(bucket, "Name"), "/athena-results/"))
    elif "OutputLocation" not in result:
        result["OutputLocation"] = b.parameter(
            "AthenaResultsLocation", "String", "Where query results are kept, s3://bucket/prefix/", pattern="^s3://.+$"
        )
    config["ResultConfiguration"] = result
    name = given.pop("Name", None) or b.physical_name(id_, 128)
    b.main(id_, "AWS::Athena::WorkGroup", {"Name": name, **given, "WorkGroupConfiguration": config})


@node("glue")
def job(b: Builder, id_: str) -> None:
    """A Spark job whose script lies where a parameter says."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    command: dict[str, Any] = {"Name": "glueetl", "PythonVersion": "3", **given.pop("Command", {})}
    if "ScriptLocation" not in command:
        command["ScriptLocation"] = b.parameter(
            f"{pascal(id_)}Script", "String", f"Script of the job {b.title(id_)}, s3://…", pattern="^s3://.+$"
        )
    role = b.role(id_, "glue.amazonaws.com", subject)
    head = ("arn:", Pseudo("Partition"), ":logs:", Pseudo("Region"), ":", Pseudo("AccountId"))
    logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    b.grant(id_, logs, [Join((*head, ":log-group:/aws-glue/*"))], subject, because="Role")
    sized = {} if command["Name"] == "pythonshell" else {"WorkerType": "G.1X", "NumberOfWorkers": 2}
    properties = {"GlueVersion": "5.0", **sized, "Timeout": 60, **given, "Command": command, "Role": role}
    b.main(id_, "AWS::Glue::Job", properties)


@node("batch")
def job_queue(b: Builder, id_: str) -> None:
    """A queue in front of Fargate, and the definition of the one job that is run."""
    subject = Subject("node", id_)
    own = b.node(id_).properties
    given = b.node_properties(id_)
    resources = {
        "Type": "FARGATE",
        "MaxvCpus": 16,
        "Subnets": network.subnets(b),
        "SecurityGroupIds": [network.security_group(b, id_, subject)],
    }
    place = b.add(
        f"{id_}_environment",
        "AWS::Batch::ComputeEnvironment",
        {"Type": "MANAGED", "State": "ENABLED", "ComputeResources": resources},
        subject,
        "environment",
    )
    order = [{"Order": 1, "ComputeEnvironment": Ref(place.id, "Arn")}]
    properties = {"Priority": 1, "State": "ENABLED", "ComputeEnvironmentOrder": order, **given}
    b.main(id_, "AWS::Batch::JobQueue", properties)
    role = b.role(id_, "ecs-tasks.amazonaws.com", subject)
    execution = b.add(
        f"{id_}_execution_role",
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": b.drafts[b.roles[id_]].properties["AssumeRolePolicyDocument"],
            "ManagedPolicyArns": [managed_policy("service-role/AmazonECSTaskExecutionRolePolicy")],
        },
        subject,
        "execution-role",
    )
    image = own.get("Image") or b.parameter(f"{pascal(id_)}ImageUri", "String", f"Container image of {b.title(id_)}")
    group = b.log_group(id_, subject, "/aws/batch/")
    container = {
        "Image": image,
        "JobRoleArn": role,
        "ExecutionRoleArn": Ref(execution.id, "Arn"),
        "ResourceRequirements": [
            {"Type": "VCPU", "Value": str(own.get("Vcpu", "1"))},
            {"Type": "MEMORY", "Value": str(own.get("Memory", "2048"))},
        ],
        "ReadonlyRootFilesystem": True,
        "NetworkConfiguration": {"AssignPublicIp": "DISABLED"},
        "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": Ref(group.resource, "Name")}},
    }
    definition = {
        "Type": "container",
        "PlatformCapabilities": ["FARGATE"],
        "ContainerProperties": container,
        "RetryStrategy": {"Attempts": 3},
        "Timeout": {"AttemptDurationSeconds": own.get("AttemptDurationSeconds", 3600)},
    }
    b.notes[f"job:{id_}"] = b.add(f"{id_}_job", "AWS::Batch::JobDefinition", definition, subject, "job-definition").id


@node("timestream")
def time_series(b: Builder, id_: str) -> None:
    """A table, and its database where the design names none."""
    given = b.node_properties(id_)
    if "DatabaseName" not in given:
        made = b.add(f"{id_}_database", "AWS::Timestream::Database", {}, Subject("node", id_), "database")
        given["DatabaseName"] = Ref(made.id, "Name")
    retention = {
        "MemoryStoreRetentionPeriodInHours": "24",
        "MagneticStoreRetentionPeriodInDays": "365",
        **{k: str(v) for k, v in given.pop("RetentionProperties", {}).items()},
    }
    b.main(id_, "AWS::Timestream::Table", {**given, "RetentionProperties": retention}, deletion="Retain")


@node("appconfig")
def settings(b: Builder, id_: str) -> None:
    """An application with one environment and one profile that AppConfig itself keeps."""
    subject = Subject("node", id_)
    own = b.node(id_).properties
    given = b.node_properties(id_)
    b.main(id_, "AWS::AppConfig::Application", {"Name": kebab(id_)[:64], **given})
    environment = {"ApplicationId": Ref(id_, "Id"), "Name": own.get("Environment") or b.stage}
    profile = {
        "ApplicationId": Ref(id_, "Id"),
        "Name": own.get("Profile") or "settings",
        "LocationUri": "hosted",
        "Type": "AWS.Freeform",
    }
    b.notes[f"environment:{id_}"] = b.add(
        f"{id_}_environment", "AWS::AppConfig::Environment", environment, subject, "environment"
    ).id
    b.notes[f"profile:{id_}"] = b.add(
        f"{id_}_profile", "AWS::AppConfig::ConfigurationProfile", profile, subject, "profile"
    ).id
    first = {
        "ApplicationId": Ref(id_, "Id"),
        "ConfigurationProfileId": Ref(b.notes[f"profile:{id_}"], "ConfigurationProfileId"),
        "ContentType": "application/json",
        "Content": json.dumps({}),
    }
    b.add(f"{id_}_first", "AWS::AppConfig::HostedConfigurationVersion", first, subject, "version")
