"""The stack of a plan: settings, parameters, resources, permissions, outputs, as one construct tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.families.watching import RETENTION
from exporters.cdk.permissions import print_allows, print_grants
from exporters.cdk.registry import IDIOMS, TIES
from exporters.cdk.text import pascal
from exporters.plan import Param, Parameter, Plan


def build(plan: Plan) -> tuple[t.StackTree, Mapping[str, str]]:
    """The tree, and the files that the stack reads (path to text).  ExportError for a circle of references."""
    builder = Builder(plan, IDIOMS, TIES)
    for output in plan.outputs:  # their ids are known outside, so they are theirs before any other name is given
        builder.names.claim(output.name)
    settings = _parameters(builder)
    builder.build()
    print_grants(builder)
    print_allows(builder)
    _outputs(builder)
    tree = t.StackTree(class_name(plan), plan.name or plan.slug, settings, builder.sections())
    return t.without_idle_names(tree), builder.files


def class_name(plan: Plan) -> str:
    return f"{pascal(plan.slug) or 'App'}Stack"


def _parameters(builder: Builder) -> tuple[t.Setting, ...]:
    """What has a default is a setting of the stack's class; what only the deployer knows is a CfnParameter."""
    settings: list[t.Setting] = []
    for parameter in builder.plan.parameters.values():
        setting = _setting(builder, parameter)
        if setting is not None:
            settings.append(setting)
            builder.set_parameter(parameter.name, setting.name)
            continue
        id_ = builder.names.construct(parameter.name)
        local = builder.names.local(parameter.name, "parameter")
        props: dict[str, t.Expr] = {"type": t.Lit(parameter.type), "description": t.Lit(parameter.description)}
        if parameter.default is not None:
            props["default"] = t.Lit(parameter.default)
        if parameter.allowed:
            props["allowedValues"] = t.Items(tuple(t.Lit(str(value)) for value in parameter.allowed))
        if parameter.pattern:
            props["allowedPattern"] = t.Lit(parameter.pattern)
        if parameter.secret:
            props["noEcho"] = t.Lit(True)
        made = t.New(t.Symbol("", "CfnParameter"), (t.This(), t.Lit(id_)), props)
        builder.section(None, [t.Let(local, made)])
        word = {"Number": "valueAsNumber", "CommaDelimitedList": "valueAsList"}.get(parameter.type, "valueAsString")
        builder.set_parameter(parameter.name, t.Attribute(local, word))
    return tuple(settings)


def _setting(builder: Builder, parameter: Parameter) -> t.Setting | None:
    if parameter.default is None or parameter.secret or parameter.type == "CommaDelimitedList":
        return None
    if parameter.default in RETENTION and _is_retention(builder.plan, parameter.name):
        member = t.Symbol("logs", f"RetentionDays.{RETENTION[parameter.default]}")
        local = builder.names.local(parameter.name.removesuffix("Days"), "setting")
        return t.Setting(local, t.Symbol("logs", "RetentionDays"), member, parameter.description, parameter)
    local = builder.names.local(parameter.name, "setting")
    return t.Setting(local, None, t.Lit(parameter.default), parameter.description, parameter)


def _is_retention(plan: Plan, name: str) -> bool:
    """Whether a parameter is the retention of log groups and nothing else."""
    uses = [v for r in plan.resources.values() for v in _parameters_in(r.properties, ()) if v[0] == name]
    return bool(uses) and all(path == ("RetentionInDays",) for _, path in uses)


def _parameters_in(value: Any, path: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Every use of a parameter inside a value, with the keys that lead to it."""
    if isinstance(value, Param):
        return [(value.name, path)]
    if isinstance(value, Mapping):
        return [use for key, item in value.items() for use in _parameters_in(item, (*path, str(key)))]
    items = value if isinstance(value, list | tuple) else getattr(value, "parts", ())
    return [use for item in items for use in _parameters_in(item, path)]


def _outputs(builder: Builder) -> None:
    for output in builder.plan.outputs:
        props = {"value": builder.value(output.value), "description": t.Lit(output.description)}
        made = t.New(t.Symbol("", "CfnOutput"), (t.This(), t.Lit(output.name)), props)
        builder.section(None, [t.Do(made)])
