"""What must be deployed before what: by the plan's references, the tree's variables and the library's own additions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from exporters.cdk import tree as t
from exporters.plan import Join, Plan, Pseudo, Value, inside, references

Needs = Mapping[str, set[str]]  # resource -> the resources that must be deployed before it

PERMISSION = "AWS::Lambda::Permission"  # a resource of its own, of the caller or of the function
_MESSAGES = ("AWS::SQS::Queue", "AWS::SNS::Topic")


def needed(plan: Plan, sections: Sequence[t.Section]) -> dict[str, set[str]]:
    """Resource -> the resources that must be deployed before it."""
    found: dict[str, set[str]] = {id_: set() for id_ in plan.resources}
    for one, other in (*_of_plan(plan), *_of_tree(sections), *_of_library(plan), *_of_names(plan)):
        if one != other and one in found and other in found:
            found[one].add(other)
    return found


def _of_plan(plan: Plan) -> Iterator[tuple[str, str]]:
    for resource in plan.resources.values():
        if resource.type == PERMISSION:
            continue  # mostly brought along by who calls; the tree has what is left of them
        for ref in references(resource.properties):
            yield resource.id, ref.resource
        for other in resource.depends_on:
            yield resource.id, other
    for grant in plan.grants:
        for ref in references([*grant.resources, grant.conditions]):
            yield grant.principal, ref.resource


def _of_tree(sections: Sequence[t.Section]) -> Iterator[tuple[str, str]]:
    """A statement reads the variables of other resources."""
    defined = definitions(sections)
    for section in sections:
        for expr in t.inside(section):
            if isinstance(expr, t.Local):
                yield section.home, defined.get(expr.python, "")


def definitions(sections: Iterable[t.Section]) -> dict[str, str]:
    """Variable (in Python) -> the resource in whose stack it is defined, "" where any stack defines its own."""
    return {
        statement.name.python: section.home
        for section in sections
        for statement in section.statements
        if isinstance(statement, t.Let)
    }


def _of_library(plan: Plan) -> Iterator[tuple[str, str]]:
    """What constructs add to the policy of what they call, where the plan gives the caller a name to avoid a circle."""
    type_of = {id_: resource.type for id_, resource in plan.resources.items()}
    for link in plan.links.values():
        told = link.mechanism == "notification" and type_of.get(link.target) in _MESSAGES
        if told or (link.mechanism == "origin" and type_of.get(link.target) == "AWS::S3::Bucket"):
            yield link.target, link.source
    for resource in plan.resources.values():
        if resource.type == "AWS::ApiGateway::Authorizer":
            api = resource.properties.get("RestApiId")
            for function in _functions(resource.properties.get("AuthorizerUri"), type_of):
                yield from ((function, ref.resource) for ref in references(api))
        elif resource.type == "AWS::CloudWatch::Alarm":
            yield from ((function, resource.id) for function in _functions(resource.properties, type_of))


def _functions(value: Value, type_of: Mapping[str, str]) -> Iterator[str]:
    return (ref.resource for ref in references(value) if type_of.get(ref.resource) == "AWS::Lambda::Function")


def _of_names(plan: Plan) -> Iterator[tuple[str, str]]:
    """Who computes a name that begins with the stack's stands in the stack of what has that name."""
    owners = {
        tail: resource.id
        for resource in plan.resources.values()
        for value in resource.properties.values()
        if isinstance(value, Join) and (tail := _behind_the_stacks_name(value))
    }
    users: list[tuple[str, Value]] = [(resource.id, resource.properties) for resource in plan.resources.values()]
    users += [(grant.principal, grant.resources) for grant in plan.grants]
    for user, value in users:
        for part in inside(value):
            owner = owners.get(_behind_the_stacks_name(part)) if isinstance(part, Join) else None
            if owner is not None and owner != user:
                yield from ((user, owner), (owner, user))


def _behind_the_stacks_name(join: Join) -> str:
    name = Pseudo("StackName")
    following = (after for part, after in zip(join.parts, join.parts[1:], strict=False) if part == name)
    return next((after for after in following if isinstance(after, str)), "")
