"""State machines: Amazon States Language as task edges, and the whole document as the node's `Definition`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from designer.importers.base import Place, Remark
from designer.importers.cloudformation.drawing import Drawing
from designer.importers.cloudformation.policies import Policies
from designer.importers.cloudformation.tables import NAMESPACES
from designer.importers.cloudformation.template import Resource, arn, as_list, as_map, as_value, text

_MOST_STATES = 2000
_MOST_LEVELS = 40
_HOLE = re.compile(r"\$\{([^!}][^}]*)\}")
_PATTERNS = {"sync": "RUN_JOB", "sync:2": "RUN_JOB", "waitForTaskToken": "WAIT_FOR_TASK_TOKEN"}

# Which arguments of a task name what it works on, by the service that it calls.
_ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "lambda": ("FunctionName",), "dynamodb": ("TableName",), "sqs": ("QueueUrl",), "sns": ("TopicArn", "TargetArn"),
    "states": ("StateMachineArn",), "ecs": ("TaskDefinition", "Cluster"), "glue": ("JobName", "Name"),
    "batch": ("JobQueue", "JobDefinition"), "apigateway": ("ApiEndpoint",), "s3": ("Bucket", "BucketName"),
    "events": ("EventBusName",), "eventbridge": ("EventBusName",), "codebuild": ("ProjectName",),
    "secretsmanager": ("SecretId",), "ssm": ("Name", "Names"), "firehose": ("DeliveryStreamName",),
    "kinesis": ("StreamName", "StreamARN"), "athena": ("WorkGroup",), "bedrock": ("ModelId",),
    "http": ("ApiEndpoint",), "cognitoidentityprovider": ("UserPoolId",), "rdsdata": ("ResourceArn",),
}  # fmt: skip
# Services as the SDK integrations call them -> as their actions do.
_SDK: Mapping[str, str] = {
    "sfn": "states", "eventbridge": "events", "cognitoidentityprovider": "cognito-idp", "sesv2": "ses",
    "rdsdata": "rds-data", "bedrockruntime": "bedrock", "cloudwatchlogs": "logs", "elasticache": "elasticache",
    "iotdataplane": "iot", "apigateway": "apigateway", "redshiftdata": "redshift", "athena": "athena",
}  # fmt: skip


class Workflows:
    """Draws what state machines call."""

    def __init__(self, board: Drawing, policies: Policies, read_file: Callable[[Any], Any]) -> None:
        self._board = board
        self._policies = policies
        self._read_file = read_file

    def draw(self) -> None:
        for resource in self._board.template.resources.values():
            if resource.type in ("AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"):
                self._machine(resource)

    def _machine(self, machine: Resource) -> None:
        definition = self._definition(machine)
        if not isinstance(definition, Mapping) or not isinstance(definition.get("States"), Mapping):
            self._unread(machine)
            return
        substitutions = as_map(machine.properties.get("DefinitionSubstitutions"))
        filled = _fill(definition, substitutions)
        draft = self._board.nodes[machine.id]
        draft.properties["Definition"] = filled
        for name, state in _states(filled):
            self._state(machine.id, name, state, machine.place)

    def _definition(self, machine: Resource) -> Any:
        p = machine.properties
        if p.get("Definition") is not None:
            return p["Definition"]
        if p.get("DefinitionUri") is not None:
            return self._read_file(p["DefinitionUri"])
        written = text(p.get("DefinitionString"))
        if written is None:
            return None
        try:
            return json.loads(written)
        except (ValueError, RecursionError):
            try:  # a hole outside of quotes: "TimeoutSeconds": ${Seconds}
                return json.loads(re.sub(r"(?<=[:\[,])\s*(\$\{[^}]*\})\s*(?=[,}\]])", r'"\1"', written))
            except (ValueError, RecursionError):
                return None

    def _unread(self, machine: Resource) -> None:
        """A definition that is not at hand: what is put into it and what its role may reach are its tasks."""
        board, substitutions = self._board, machine.properties.get("DefinitionSubstitutions")
        message = "its definition is not at hand; its tasks are taken from its substitutions and permissions"
        board.remarks.append(Remark(f"{machine.id}: {message}.", machine.place))
        named = board.targets(substitutions)
        for policy in as_list(machine.properties.get("Policies")):
            named += self._policies.reached_by(policy)
        for statement in self._policies.statements_of([machine.get("Role"), machine.get("RoleArn")]):
            named += self._policies.reached_by({"Statement": statement})
        for id_ in dict.fromkeys(named):
            if board.nodes[id_].is_generic or board.known(machine.id, id_, "task"):
                board.connect(machine.id, id_, ("task",), {}, machine.place)

    def _state(self, machine: str, name: str, state: Mapping[str, Any], place: Place) -> None:
        if state.get("Type") != "Task":
            return
        resource = text(state.get("Resource")) or ""
        words: dict[str, Any] = {"State": name}
        if isinstance(state.get("TimeoutSeconds"), int):
            words["TimeoutSeconds"] = state["TimeoutSeconds"]
        if isinstance(state.get("HeartbeatSeconds"), int):
            words["HeartbeatSeconds"] = state["HeartbeatSeconds"]
        parts = arn(state.get("Resource"))
        if parts and parts[2] == "states" and not parts[5].startswith("activity:"):
            service, _, called = parts[5].removeprefix("aws-sdk:").partition(":")
            service = service.lower()
            verb, _, pattern = called.partition(".")
            if pattern in _PATTERNS:
                words["IntegrationPattern"] = _PATTERNS[pattern]
            self._call(machine, service, verb, state, words, place)
            return
        target = self._board.target(state.get("Resource"), "lambda" if "${" in resource else "")
        self._board.connect(machine, target, ("task",), words, place)

    def _call(
        self, machine: str, service: str, verb: str, state: Mapping[str, Any], words: dict[str, Any], place: Place
    ) -> None:
        board = self._board
        arguments = state.get("Parameters", state.get("Arguments"))
        namespace = _SDK.get(service, service)
        known = NAMESPACES.get(namespace, "")
        if namespace == "http":
            known, namespace = "http-endpoint", "http-endpoint"
        named: list[Any] = []
        for argument in _ARGUMENTS.get(namespace, _ARGUMENTS.get(service, ())):
            named += _values(arguments, argument)
        for value in named:
            fitting = [t for t in board.targets(value) if _fits(board.service(t), known)]
            if fitting:
                break
        else:
            fitting = [t for t in board.targets(arguments) if _fits(board.service(t), known)][:1]
            outside = next((text(value) for value in named if text(value)), "") or ""
            dynamic = outside.startswith(("$", "{%")) and not outside.startswith("${")
            if not fitting and namespace:
                key = next((n for n in re.findall(r"\$\{([A-Za-z0-9]+)\}", outside) if n in board.parameters), "")
                fitting = [board.peer(namespace, "" if dynamic else key)]
        if known in ("dynamodb", "s3", "aurora-serverless-v2"):
            words["Action"] = verb
        for id_ in fitting:
            board.connect(machine, id_, ("task",), words, place)


def _fits(service: str, known: str) -> bool:
    families = ({"apigw-rest", "apigw-http", "apigw-websocket"}, {"rds", "aurora-serverless-v2"})
    return service == known or any(service in family and known in family for family in families) or not known


def _states(machine: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All states with their names, those within Parallel and Map too; bounded in number and depth."""
    stack: list[tuple[Any, int]] = [(machine, 0)]
    count = 0
    while stack:
        inner, depth = stack.pop(0)
        for name, state in as_map(as_map(inner).get("States")).items():
            count += 1
            if count > _MOST_STATES or depth > _MOST_LEVELS:
                return
            if not isinstance(state, Mapping):
                continue
            yield str(name), state
            stack += [(branch, depth + 1) for branch in as_list(state.get("Branches"))]
            stack += [(state[key], depth + 1) for key in ("Iterator", "ItemProcessor") if key in state]


def _values(value: Any, key: str) -> list[Any]:
    """All values under a key (or its JSONPath form, `KEY.$`) anywhere in a task's arguments."""
    found: list[Any] = []
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if str(name).removesuffix(".$").lower() == key.lower():
                found.append(inner)
            else:
                found += _values(inner, key)
    elif isinstance(value, list):
        for item in value:
            found += _values(item, key)
    return found


def _fill(value: Any, substitutions: Mapping[str, Any]) -> Any:
    """A definition with its holes filled: `${Function}` becomes what the substitutions say, references stay
    references."""
    if isinstance(value, Mapping):
        if len(value) == 1 and (next(iter(value)) == "Ref" or str(next(iter(value))).startswith("Fn::")):
            return value
        return {key: _fill(inner, substitutions) for key, inner in value.items()}
    if isinstance(value, list):
        return [_fill(item, substitutions) for item in value]
    if not isinstance(value, str) or "${" not in value:
        return value
    whole = _HOLE.fullmatch(value)
    if whole and whole[1] in substitutions:
        return substitutions[whole[1]]
    filled = _HOLE.sub(lambda m: (text(substitutions[m[1]]) or m[0]) if m[1] in substitutions else m[0], value)
    return as_value(filled)
