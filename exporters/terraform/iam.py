"""Who may do what: trust, the policy of each role, and resource policies, as `aws_iam_policy_document`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from designer.model.design import DESIGN, Subject
from exporters.plan import Grant, Join, Ref, Resource
from exporters.terraform.hcl import Block, Call, Expr
from exporters.terraform.names import identifier
from exporters.terraform.stack import Stack
from exporters.terraform.table import idiom_of

DOCUMENT = "aws_iam_policy_document"


def document(
    stack: Stack, file: str, name: str, statements: Iterable[Any], subject: Subject, notes: Sequence[str] = ()
) -> Expr:
    """A data source for a policy document; returns its JSON."""
    name = stack.label(f"data.{DOCUMENT}", name)
    block = Block("data", (DOCUMENT, name), notes=notes)
    for statement in statements:
        if isinstance(statement, Mapping):
            block.blocks.append(_statement(stack, statement))
    stack.emit(file, block, subject)
    return Expr(f"data.{DOCUMENT}.{name}.json")


def _statement(stack: Stack, statement: Mapping[str, Any]) -> Block:
    block = Block("statement")
    if "Sid" in statement:
        block.attributes["sid"] = stack.values.value(statement["Sid"])
    if statement.get("Effect", "Allow") != "Allow":
        block.attributes["effect"] = stack.values.value(statement["Effect"])
    for key, name in _LISTS.items():
        if key in statement:
            given = _with_streams(stack, statement[key]) if name.endswith("resources") else statement[key]
            block.attributes[name] = stack.coerced(given, "[s")
    for key, name in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        principal = statement.get(key)
        pairs = principal.items() if isinstance(principal, Mapping) else [("*", "*")] if principal == "*" else []
        for type_, who in pairs:
            block.add(name, {"type": type_, "identifiers": stack.coerced(who, "[s")})
    conditions = statement.get("Condition")
    for test, variables in conditions.items() if isinstance(conditions, Mapping) else ():
        for variable, values in variables.items() if isinstance(variables, Mapping) else ():
            attributes = {"test": test, "variable": variable, "values": stack.coerced(values, "[s")}
            block.add("condition", attributes)
    return block


def _with_streams(stack: Stack, resources: Any) -> Any:
    """The ARN of a log group means its streams in CloudFormation; the provider's names the group alone."""
    if isinstance(resources, list | tuple):
        return [_with_streams(stack, resource) for resource in resources]
    group = isinstance(resources, Ref) and resources.attribute == "Arn" and resources.resource in stack.plan.resources
    if group and stack.plan.resources[resources.resource].type == "AWS::Logs::LogGroup":
        return Join((resources, ":*"))
    return resources


_LISTS = {"Action": "actions", "NotAction": "not_actions", "Resource": "resources", "NotResource": "not_resources"}


# -- roles


def roles(stack: Stack) -> None:
    """Every role with its trust, AWS's managed policies and one policy of what it may do."""
    trusts: dict[str, Expr] = {}
    principals = {role: principal for principal, role in stack.plan.roles.items()}
    for role in stack.plan.of_type("AWS::IAM::Role"):
        _role(stack, role, trusts)
        principal = principals.get(role.id)
        if principal is not None:
            _policy(stack, role, principal)


def _role(stack: Stack, role: Resource, trusts: dict[str, Expr]) -> None:
    given = role.properties.get("AssumeRolePolicyDocument")
    statements = given.get("Statement", ()) if isinstance(given, Mapping) else ()
    key = json.dumps(statements, default=repr)
    if key not in trusts:
        trusts[key] = document(stack, "iam", _trust_name(statements), statements, DESIGN)
    stack.regular(role, assume_role_policy=trusts[key])
    name = stack.values.names[role.id]
    for policy in role.properties.get("Policies", ()):
        if isinstance(policy, Mapping):
            label = identifier(str(policy.get("PolicyName", "inline")))
            _inline(stack, role, f"{name}_{label}", policy.get("PolicyDocument", {}).get("Statement", ()))
    managed = role.properties.get("ManagedPolicyArns", ())
    if managed:
        block = stack.resource(role, "aws_iam_role_policy_attachment")
        arns = stack.coerced(managed, "[s")
        one = arns[0] if isinstance(arns, list) and len(arns) == 1 else None
        if one is None:
            block.meta["for_each"] = Call("toset", (arns,))
        role_name = Expr(f"{stack.values.address(role.id)}.name")
        block.attributes = {"role": role_name, "policy_arn": one or Expr("each.value")}


def _trust_name(statements: Sequence[Any]) -> str:
    """`lambda_trust`, after the services that may take the role."""
    services: list[str] = []
    for statement in statements:
        principal = statement.get("Principal") if isinstance(statement, Mapping) else None
        found = principal.get("Service", ()) if isinstance(principal, Mapping) else ()
        services += [found] if isinstance(found, str) else [str(s) for s in found]
    words = "_".join(dict.fromkeys(identifier(s.split(".")[0]) for s in services))
    return f"{words or 'role'}_trust"


def _policy(stack: Stack, role: Resource, principal: str) -> None:
    grants = stack.plan.grants_of(principal)
    if not grants:
        return
    name = stack.values.names[role.id]
    label = stack.label(f"data.{DOCUMENT}", name)
    block = Block("data", (DOCUMENT, label))
    for actions, resources, conditions, subject in merged(grants):
        statement = {"Action": actions, "Resource": resources, "Condition": conditions}
        made = _statement(stack, statement)
        made.subject = subject
        block.blocks.append(made)
    stack.emit("iam", block, role.subject)
    stack.policies[principal] = _attach(stack, role, name, Expr(f"data.{DOCUMENT}.{label}.json"))


def _inline(stack: Stack, role: Resource, name: str, statements: Iterable[Any]) -> None:
    _attach(stack, role, name, document(stack, "iam", name, statements, role.subject))


def _attach(stack: Stack, role: Resource, name: str, policy: Expr) -> str:
    block = stack.resource(role, "aws_iam_role_policy", name)
    block.attributes = {"role": Expr(f"{stack.values.address(role.id)}.name"), "policy": policy}
    return ".".join(block.labels)


def merged(grants: Sequence[Grant]) -> list[tuple[list[str], list[Any], Mapping[str, Any], Subject]]:
    """Actions, resources, conditions and first cause of each statement: grants on the same resources are one
    statement, and so are those that allow the same."""
    same_place: list[tuple[list[str], list[Any], Mapping[str, Any], Subject]] = []
    for grant in grants:
        resources = list(grant.resources)
        found = next((s for s in same_place if s[1] == resources and s[2] == grant.conditions), None)
        if found is None:
            same_place.append((list(grant.actions), resources, grant.conditions, grant.subject))
        else:
            found[0].extend(a for a in grant.actions if a not in found[0])
    statements: list[tuple[list[str], list[Any], Mapping[str, Any], Subject]] = []
    for actions, resources, conditions, subject in same_place:
        found = next((s for s in statements if s[0] == actions and s[2] == conditions), None)
        if found is None:
            statements.append((actions, resources, conditions, subject))
        else:
            found[1].extend(r for r in resources if r not in found[1])
    return statements


# -- resource policies


def resource_policy(
    stack: Stack, of: Resource, argument: str, target: Any, argument_for_policy: str = "policy"
) -> None:
    """A policy of a queue, topic, bucket or log group; `argument` names what it belongs to."""
    idiom = idiom_of(of)
    given = of.properties.get("PolicyDocument")
    statements = given.get("Statement", ()) if isinstance(given, Mapping) else ()
    kind = idiom.type.removesuffix("_policy").rsplit("_", 1)[-1]
    name = stack.values.names[of.id]
    label = name if name.endswith(kind) else f"{name}_{kind}"
    policy = document(stack, idiom.file, label, statements, of.subject)
    block = stack.resource(of)
    block.attributes = {argument: target, argument_for_policy: policy}
    stack.finish(block, of)
