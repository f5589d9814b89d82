"""State machines, whose definitions lie in files of their own with places for what the stack knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exporters.asl import as_file
from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.convert import construct, flag, members, plain
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.cdk.text import words
from exporters.plan import Resource


def _definition(builder: Builder, resource: Resource, bag: Bag) -> Props:
    text, values = as_file(bag.take("Definition"))
    base = "_".join(words(resource.id))[:100] or "workflow"
    name, number = f"{base}.asl.json", 2
    while f"statemachines/{name}" in builder.files:
        name, number = f"{base}_{number}.asl.json", number + 1
    builder.files[f"statemachines/{name}"] = text
    body = t.Call(t.Symbol("stepfunctions", "DefinitionBody.fromFile"), (t.Source(("statemachines", name)),))
    props: Props = {"definitionBody": body}
    if values:
        props["definitionSubstitutions"] = t.Data({name: builder.text(value) for name, value in values.items()})
    if bag.peek("RoleArn") is not None and resource.id in builder.plan.roles:
        bag.take("RoleArn")  # the construct makes this one itself
    return props


def _logs(builder: Builder, value: Any) -> t.Expr | None:
    match value:
        case {"Level": str() as level, "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": arn}}], **rest}:
            group = construct("AWS::Logs::LogGroup")(builder, arn)
            if group is None or rest.keys() - {"IncludeExecutionData"} or level not in ("OFF", "ALL", "ERROR", "FATAL"):
                return None
            fields: Props = {"destination": group, "level": t.Symbol("stepfunctions", f"LogLevel.{level}")}
            if "IncludeExecutionData" in rest:
                fields["includeExecutionData"] = t.Lit(bool(rest["IncludeExecutionData"]))
            return t.Struct(t.Symbol("stepfunctions", "LogOptions"), fields)
    return None


MACHINE = Idiom(
    t.Symbol("stepfunctions", "StateMachine"),
    "state_machine",
    (
        Row("StateMachineName", "stateMachineName", plain),
        Row(
            "StateMachineType", "stateMachineType", members("stepfunctions", "StateMachineType", "STANDARD", "EXPRESS")
        ),
        Row("LoggingConfiguration", "logs", _logs),
        Row("TracingConfiguration.Enabled", "tracingEnabled", flag),
    ),
    attributes={"Arn": "stateMachineArn", "": "stateMachineArn", "Name": "stateMachineName"},
    more=_definition,
    first=("stateMachineName", "stateMachineType", "definitionBody", "definitionSubstitutions"),
    applies=lambda _builder, resource: isinstance(resource.properties.get("Definition"), Mapping),
    grants={
        "grantStartExecution": frozenset({"states:StartExecution"}),
        "grantStartSyncExecution": frozenset({"states:StartSyncExecution"}),
    },
    grantable=True,
    own_grants=True,
    removal=True,
)

IDIOMS: dict[str, Sequence[Idiom]] = {"AWS::StepFunctions::StateMachine": (MACHINE,)}
