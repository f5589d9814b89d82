"""The program of a plan: settings, parameters, resources, permissions, outputs; one stack, or one a bounded context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.families.watching import RETENTION
from exporters.cdk.partition import parted, title
from exporters.cdk.permissions import print_allows, print_grants
from exporters.cdk.registry import IDIOMS, TIES
from exporters.cdk.stacks import Assignment, assign, has_several
from exporters.cdk.text import pascal
from exporters.plan import Output, Param, Parameter, Plan, references
from exporters.readme import markdown

_latest: list[tuple[Plan, t.Program]] = []  # one at most: both languages ask for a plan's, one after the other


def build(plan: Plan) -> t.Program:
    """The stacks of a plan, which is never changed.  ExportError for a circle of references."""
    for known, program in _latest[:]:
        if known is plan:
            return program
    program = _build(plan)
    _latest[:] = [(plan, program)]
    return program


def _build(plan: Plan) -> t.Program:
    builder = Builder(plan, IDIOMS, TIES)
    for output in plan.outputs:  # their ids are known outside, so they are theirs before any other name is given
        builder.names.claim(output.name)
    settings = _parameters(builder)
    builder.build()
    print_grants(builder)
    print_allows(builder)
    _outputs(builder)
    whole = t.StackTree(class_name(plan), plan.name or plan.slug, settings, builder.sections(), plan.slug)
    whole = replace(whole, holds=frozenset(plan.resources))
    remarks: tuple[str, ...] = ()
    if has_several(plan):
        assignment = assign(plan, whole.sections)
        remarks = tuple(_circle(plan, assignment, label) for label in assignment.because)
        several = parted(builder, whole, assignment)
        if len(several) > 1:
            return t.Program(several, builder.files, remarks)
    return t.Program((t.without_idle_names(whole),), builder.files, remarks)


def _circle(plan: Plan, assignment: Assignment, label: str) -> str:
    """Why several contexts share one stack, in Markdown."""
    stack = next(s for s in assignment.stacks if s.label == label)
    names = [markdown(title(plan, context)) for context in stack.contexts]
    reasons = ", and ".join(f"`{one}` needs `{other}`" for one, other in assignment.because[label][:4])
    return f"{', '.join(names[:-1])} and {names[-1]} share one stack, for each needs the other first: {reasons}."


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
        builder.section(None, [t.Do(made)], _home(builder.plan, output))


def _home(plan: Plan, output: Output) -> str:
    """The resource that an output is about."""
    about = (ref.resource for ref in references(output.value) if ref.resource in plan.resources)
    return next(about, next(iter(plan.resources), ""))
