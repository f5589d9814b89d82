"""The alarms on functions and on queues of dead letters: one resource for each metric, with `for_each` over what it
watches, so that a further function is one line and every address keeps its key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from designer.model.design import DESIGN
from exporters.plan import Plan, Ref, Resource
from exporters.planner.builder import short
from exporters.terraform.hcl import Block, Call, Expr, Template, quoted
from exporters.terraform.table import idiom_of, schema

if TYPE_CHECKING:
    from exporters.terraform.stack import Stack

ALARM = "aws_cloudwatch_metric_alarm"

# The metrics' namespace -> the local map of what it counts, and one of them.
_MAPS = {"AWS/Lambda": ("functions", "function"), "AWS/SQS": ("dead_letter_queues", "dead_letter_queue")}


@dataclass(frozen=True, slots=True)
class Member:
    id: str  # of the alarm in the plan
    key: str
    title: str
    dimension: str
    value: Ref


@dataclass(frozen=True, slots=True)
class Group:
    """Alarms that differ only in what they watch."""

    label: str
    local: str
    suffix: str  # of the alarms' names
    words: str  # of their descriptions, behind the title
    members: tuple[Member, ...]


def groups(plan: Plan, names: Mapping[str, str]) -> tuple[Group, ...]:
    """The groups of a plan; `names` are those of its resources, by id."""
    found: dict[tuple[str, str], list[tuple[Resource, Member, str]]] = {}
    for alarm in plan.of_type("AWS::CloudWatch::Alarm"):
        member = _member(plan, alarm, names)
        if member is not None:
            key = (str(alarm.properties["Namespace"]), alarm.role)
            found.setdefault(key, []).append((alarm, member, _signature(alarm)))
    taken = {names[a.id] for a in plan.of_type("AWS::CloudWatch::Alarm")}
    made = []
    for (namespace, role), alarms in found.items():
        first, _, signature = alarms[0]
        local, one = _MAPS[namespace]
        suffix = role.removesuffix("-alarm")
        label, number = f"{one}_{suffix}", 2
        while label in taken:
            label, number = f"{one}_{suffix}_{number}", number + 1
        words = str(first.properties["AlarmDescription"]).rpartition(": ")[2]
        members = tuple(member for _, member, own in alarms if own == signature)
        made.append(Group(label, local, suffix.replace("_", "-"), words, members))
    return tuple(made)


def _member(plan: Plan, alarm: Resource, names: Mapping[str, str]) -> Member | None:
    """What an alarm of the planner's watches; None for the designer's own, and for what one dimension does not say."""
    given = alarm.properties
    title, between, _ = str(given.get("AlarmDescription", "")).rpartition(": ")
    if not alarm.role.endswith("-alarm") or given.get("Namespace") not in _MAPS or not between:
        return None
    match given.get("Dimensions"):
        case [{"Name": str() as name, "Value": Ref() as value}] if value.resource in plan.resources:
            key = short(names[value.resource].replace("_", "-"), 120)
            return Member(alarm.id, key, title, name, value)
    return None


def _signature(alarm: Resource) -> str:
    given = {k: v for k, v in alarm.properties.items() if k not in ("AlarmDescription", "Dimensions")}
    words = str(alarm.properties["AlarmDescription"]).rpartition(": ")[2]
    return repr((words, [d["Name"] for d in alarm.properties["Dimensions"]], sorted(given.items())))


def grouped(stack: Stack) -> list[Block]:
    """The locals that say what is watched, and the alarms."""
    groups_ = stack.values.alarms
    return [_watched(stack), *(_alarm(stack, group) for group in groups_)] if groups_ else []


def _watched(stack: Stack) -> Block:
    """A title for people, and the name that the metrics have."""
    made: dict[str, dict[str, Any]] = {}
    for group in stack.values.alarms:
        for member in group.members:
            value = stack.values.attribute(member.value).text
            entry = Expr(f"{{ title = {quoted(member.title)}, name = {value} }}")
            made.setdefault(group.local, {})[member.key] = entry
    return Block("locals", (), made, comment="What the alarms watch.", subject=DESIGN)


def _alarm(stack: Stack, group: Group) -> Block:
    """The resource of a group."""
    first = stack.plan.resources[group.members[0].id]
    everything = {m.key for g in stack.values.alarms if g.local == group.local for m in g.members}
    keys = [m.key for m in group.members]
    whole = set(keys) == everything
    watch = "each.value" if whole else f"local.{group.local}[each.key]"
    block = Block("resource", (ALARM, group.label), subject=DESIGN)
    block.meta["for_each"] = Expr(f"local.{group.local}") if whole else Call("toset", (keys,))
    block.attributes = {
        "alarm_name": Template((Expr("var.name"), "-", Expr("each.key"), f"-{group.suffix}")),
        "alarm_description": Template((Expr(f"{watch}.title"), f": {group.words}")),
    }
    given = {k: v for k, v in first.properties.items() if k not in ("AlarmDescription", "Dimensions")}
    stack.fill(block, schema(ALARM), given, idiom_of(first).properties, first.subject)
    block.attributes["dimensions"] = {group.members[0].dimension: Expr(f"{watch}.name")}
    return block
