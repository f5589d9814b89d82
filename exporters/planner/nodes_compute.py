"""Functions, containers and workflows: what runs."""

from __future__ import annotations

import re
from typing import Any

from designer.model.design import Subject
from exporters.plan import Join, Pseudo, Ref
from exporters.planner import network
from exporters.planner.builder import Builder, kebab, line, short
from exporters.planner.registry import node
from exporters.planner.values import resolve


def managed_policy(name: str) -> Join:
    return Join(("arn:", Pseudo("Partition"), f":iam::aws:policy/{name}"))


def module_of(id_: str) -> str:
    """A node's id as the name of a folder and of a Python package."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", id_).lower()).strip("_")


@node("lambda")
def function(b: Builder, id_: str) -> None:
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    runtime = str(given.get("Runtime", b.design.runtime))
    role = b.role(id_, "lambda.amazonaws.com", subject, ["service-role/AWSLambdaBasicExecutionRole"])
    properties: dict[str, Any] = {}
    description = line(b.node(id_).title)[:256]
    if description:
        properties["Description"] = description
    image = given.get("PackageType") == "Image" or (bool(b.incoming(id_, "association")) and _image(b, id_))
    if image:
        properties |= {"PackageType": "Image", "Code": {"ImageUri": image_uri(b, id_)}}
    else:
        properties |= {"Runtime": runtime, "Handler": handler_of(runtime)}
    at_edge = bool(b.incoming(id_, "edge-function"))
    properties |= {"MemorySize": 128 if at_edge else 256, "Timeout": 5}
    if not at_edge:  # Lambda@Edge takes x86_64 only, and neither variables, log groups nor tracing of its own
        properties["Architectures"] = ["arm64"]
        properties["TracingConfig"] = {"Mode": "Active"}
        b.log_group(id_, subject, "/aws/lambda/")
        group = next(reversed(b.drafts))
        properties["LoggingConfig"] = {"LogFormat": "JSON", "LogGroup": Ref(group, "Name")}
    properties |= given
    properties["Role"] = role
    if properties.get("TracingConfig", {}).get("Mode") == "Active":
        b.drafts[b.roles[id_]].properties["ManagedPolicyArns"].append(managed_policy("AWSXRayDaemonWriteAccess"))
    b.main(id_, "AWS::Lambda::Function", properties)
    if at_edge:
        principals = {"Service": ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]}
        b.drafts[b.roles[id_]].properties["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] = principals
    if "VpcConfig" in given:
        network.attach_function(b, id_, subject)


def handler_of(runtime: str) -> str:
    """Where the generated handler stands, in the runtime's own notation."""
    return "app.handler" if runtime.startswith("python") else "index.handler"


def _image(b: Builder, id_: str) -> bool:
    return any(b.service(w.source) == "ecr" for w in b.incoming(id_, "association"))


def image_uri(b: Builder, id_: str) -> Any:
    from exporters.cfn import pascal

    repository = next((w.source for w in b.incoming(id_, "association") if b.service(w.source) == "ecr"), None)
    if repository is not None:
        tag = b.parameter(f"{pascal(id_)}ImageTag", "String", f"Tag of the image of {b.title(id_)}", default="latest")
        host = (Pseudo("AccountId"), ".dkr.ecr.", Pseudo("Region"), ".", Pseudo("UrlSuffix"), "/")
        return Join((*host, Ref(repository, "Name"), ":", tag))
    if (given := b.node(id_).properties.get("Image")) is not None:
        return resolve(b, given, Subject("node", id_))
    return b.parameter(f"{pascal(id_)}ImageUri", "String", f"Container image of {b.title(id_)}, with its tag or digest")


@node("stepfunctions")
def state_machine(b: Builder, id_: str) -> None:
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    for own in ("TimeoutSeconds", "Definition", "DefinitionString"):
        given.pop(own, None)
    logging = given.pop("LoggingConfiguration", None)
    express = given.get("StateMachineType") == "EXPRESS"
    role = b.role(id_, "states.amazonaws.com", subject)
    logs = b.log_group(id_, subject, "/aws/vendedlogs/states/")
    properties: dict[str, Any] = {
        "StateMachineType": "EXPRESS" if express else "STANDARD",
        "LoggingConfiguration": {
            "Level": "ALL" if express else "ERROR",
            "IncludeExecutionData": False,
            "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": logs}}],
            **(logging if isinstance(logging, dict) else {}),
        },
        "TracingConfiguration": {"Enabled": True},
        **given,
        "RoleArn": role,
    }
    b.main(id_, "AWS::StepFunctions::StateMachine", properties)
    # Vended logs and tracing know no narrower resource.
    # https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    b.grant(id_, _LOG_DELIVERY, ["*"], subject, because="LoggingConfiguration")
    b.grant(id_, _TRACING, ["*"], subject, because="TracingConfiguration")
    from exporters.cfn import pascal

    b.output(f"{pascal(id_)}Arn", Ref(id_, "Arn"), f"ARN of the state machine {b.title(id_)}")


_LOG_DELIVERY = (
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)
_TRACING = (
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
)


@node("ecs-fargate")
def container(b: Builder, id_: str) -> None:
    """A service of one task on Fargate, in the stack's cluster, without a public address."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    if "ecs-cluster" not in b.notes:
        properties: dict[str, Any] = {"ClusterSettings": [{"Name": "containerInsights", "Value": "enabled"}]}
        b.notes["ecs-cluster"] = b.add("cluster", "AWS::ECS::Cluster", properties, subject, "cluster").id
    b.log_group(id_, subject, "/aws/ecs/")
    group = next(reversed(b.drafts))
    task_role = b.role(id_, "ecs-tasks.amazonaws.com", subject)
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
    own = b.node(id_).properties  # what the task definition says stands on the service's node
    cpu, memory = (str(own.get(name) or default) for name, default in (("Cpu", "256"), ("Memory", "512")))
    main_container = {
        "Name": "app",
        "Image": image_uri(b, id_),
        "Essential": True,
        "ReadonlyRootFilesystem": True,
        "Environment": [],
        **(
            {"PortMappings": [{"ContainerPort": own["ContainerPort"], "Protocol": "tcp"}]}
            if "ContainerPort" in own
            else {}
        ),
        "LogConfiguration": {
            "LogDriver": "awslogs",
            "Options": {
                "awslogs-group": Ref(group, "Name"),
                "awslogs-region": Pseudo("Region"),
                "awslogs-stream-prefix": short(kebab(id_), 60),
            },
        },
    }
    task = b.add(
        f"{id_}_task",
        "AWS::ECS::TaskDefinition",
        {
            "Family": short(f"{b.slug}-{kebab(id_)}", 200),
            "Cpu": cpu,
            "Memory": memory,
            "NetworkMode": "awsvpc",
            "RequiresCompatibilities": ["FARGATE"],
            "RuntimePlatform": {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"},
            "ExecutionRoleArn": Ref(execution.id, "Arn"),
            "TaskRoleArn": task_role,
            "ContainerDefinitions": [main_container],
        },
        subject,
        "task-definition",
    )
    b.notes[f"task:{id_}"] = task.id
    properties = {
        "Cluster": Ref(b.notes["ecs-cluster"], "Arn"),
        "TaskDefinition": Ref(task.id, "Arn"),
        "LaunchType": "FARGATE",
        "DesiredCount": 1,
        "DeploymentConfiguration": {
            "MinimumHealthyPercent": 100,
            "MaximumPercent": 200,
            "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
        },
        "NetworkConfiguration": {
            "AwsvpcConfiguration": {
                "AssignPublicIp": "DISABLED",
                "SecurityGroups": [network.security_group(b, id_, subject)],
                "Subnets": network.subnets(b),
            }
        },
        **given,
    }
    b.main(id_, "AWS::ECS::Service", properties)
