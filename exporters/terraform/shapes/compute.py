"""Functions, containers, workflows, and what triggers functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporters.plan import Join, Ref, Resource
from exporters.terraform.hcl import Call, Expr
from exporters.terraform.names import snake
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack


@shape("AWS::Lambda::Function")
def function(stack: Stack, of: Resource) -> None:
    """Its package is a zip file that Terraform makes of the folder under src/."""
    arguments: dict[str, Any] = {}
    code = of.properties.get("Code")
    module = stack.plan.code[of.id].module if of.id in stack.plan.code else None
    if module is not None:
        archive = f'data.archive_file.function["{module}"]'
        arguments = {
            "filename": Expr(f"{archive}.output_path"),
            "source_code_hash": Expr(f"{archive}.output_base64sha256"),
        }
    elif isinstance(code, Mapping):
        for key, value in code.items():
            if key in _CODE:
                arguments[_CODE[key]] = stack.coerced(value, "s")
            else:
                stack.lose(of.subject, f"Code.{key}")
    if of.id in stack.values.absorbed.values():
        arguments["publish"] = True
    block = stack.regular(of, **arguments)
    first = ("function_name", "description", "role")
    block.attributes = {k: block.attributes[k] for k in sorted(block.attributes, key=lambda k: _place(k, first))}
    if "VpcConfig" in of.properties:  # to leave the VPC the role must be there to the end
        block.depends_on += _role_of(stack, of.id, "aws_iam_role_policy_attachment")


_CODE = {"S3Bucket": "s3_bucket", "S3Key": "s3_key", "S3ObjectVersion": "s3_object_version", "ImageUri": "image_uri"}


def _place(key: str, first: tuple[str, ...]) -> int:
    return first.index(key) if key in first else len(first)


def _role_of(stack: Stack, principal: str, type_: str) -> list[str]:
    role = stack.plan.roles.get(principal)
    if role is None or not stack.plan.resources[role].properties.get("ManagedPolicyArns"):
        return []
    return [f"{type_}.{stack.values.names[role]}"]


@shape("AWS::Lambda::Version")
def version(stack: Stack, of: Resource) -> None:
    """The function publishes it (`publish`)."""
    if of.id not in stack.values.absorbed:
        stack.lose(of.subject, "a version of a function outside this project")


@shape("AWS::Lambda::Alias")
def alias(stack: Stack, of: Resource) -> None:
    function = of.properties.get("FunctionName")
    name = Ref(function.resource, "Name") if isinstance(function, Ref) else function
    stack.regular(of, function_name=stack.values.value(name))


@shape("AWS::Lambda::EventSourceMapping")
def event_source_mapping(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    own = of.properties.get("SelfManagedEventSource")
    if isinstance(own, Mapping):
        servers = own.get("Endpoints", {}).get("KafkaBootstrapServers")
        text = Call("join", (",", stack.coerced(servers, "[s"))) if stack.values.is_list(servers) else servers
        endpoints = {"KAFKA_BOOTSTRAP_SERVERS": stack.values.value(text)}
        block.add("self_managed_event_source", {"endpoints": endpoints})
    block.depends_on += stack.policy_of(of.properties.get("FunctionName"))


@shape("AWS::Lambda::EventInvokeConfig")
def event_invoke_config(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    if block.attributes.get("qualifier") == "$LATEST":  # the provider's default
        del block.attributes["qualifier"]
    block.depends_on += stack.policy_of(of.properties.get("FunctionName"))


@shape("AWS::Lambda::Permission")
def permission(stack: Stack, of: Resource) -> None:
    function = of.properties.get("FunctionName")
    if isinstance(function, Ref) and stack.plan.resources[function.resource].type == "AWS::Lambda::Function":
        stack.regular(of, function_name=stack.values.value(Ref(function.resource, "Name")))
    else:
        stack.regular(of)


@shape("AWS::Lambda::Url")
def url(stack: Stack, of: Resource) -> None:
    function = of.properties.get("TargetFunctionArn")
    name = Ref(function.resource, "Name") if isinstance(function, Ref) else function
    stack.regular(of, function_name=stack.values.value(name))


@shape("AWS::StepFunctions::StateMachine")
def state_machine(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    logging = of.properties.get("LoggingConfiguration")
    destinations = logging.get("Destinations", ()) if isinstance(logging, Mapping) else ()
    for destination in destinations:
        group = destination.get("CloudWatchLogsLogGroup", {}).get("LogGroupArn")
        if group is not None:
            block.only("logging_configuration").attributes["log_destination"] = stack.values.value(Join((group, ":*")))
    block.depends_on += stack.policy_of(of.id)  # the role must be able to log when the workflow is made


@shape("AWS::Pipes::Pipe")
def pipe(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    block.depends_on += stack.policy_of(of.id)


@shape("AWS::ECS::TaskDefinition")
def task_definition(stack: Stack, of: Resource) -> None:
    containers = camel(of.properties.get("ContainerDefinitions", ()))
    stack.regular(of, family=stack.values.value(of.properties.get("Family", "")), container_definitions=stack.coerced(
        containers, "s"))  # fmt: skip


def camel(value: Any) -> Any:
    """Container definitions as the ECS API writes them; keys of free maps stay as they are."""
    if isinstance(value, (list, tuple)):
        return [camel(v) for v in value]
    if not isinstance(value, Mapping):
        return value
    return {k[:1].lower() + k[1:]: (v if k in ("Options", "DockerLabels") else camel(v)) for k, v in value.items()}


@shape("AWS::ECS::Service")
def service(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    block.depends_on += stack.policy_of(of.id)


@shape("AWS::Batch::JobDefinition")
def job_definition(stack: Stack, of: Resource) -> None:
    """What runs is a document in the words of Batch's API."""
    documents = {
        snake(key): stack.coerced(camel(of.properties[key]), "s")
        for key in ("ContainerProperties", "EcsProperties", "NodeProperties")
        if key in of.properties
    }
    stack.regular(of, **documents)
