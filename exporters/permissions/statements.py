"""Every statement of a plan's policies, with the edge or property that asked for it.

A statement that nothing asks for cannot be in a plan: a Grant and an Allow carry their cause, what AWS's managed
policies give is listed with the property that needs it, and every other policy document (a role's trust, a key's
policy, the denial of plain HTTP, what a design writes itself) belongs to a resource, which exists for a node or an
edge, or for the stack.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from designer.model.design import Subject
from exporters.permissions.records import Kind, Permission
from exporters.permissions.words import text, title_of
from exporters.plan import Allow, Plan, Resource, references

# What AWS's own policies are taken for.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
_MANAGED: Mapping[str, str] = {
    "AWSLambdaBasicExecutionRole": "LoggingConfig",
    "AWSLambdaVPCAccessExecutionRole": "VpcConfig",
    "AWSXRayDaemonWriteAccess": "TracingConfig",
    "AmazonECSTaskExecutionRolePolicy": "ExecutionRoleArn",
    "AmazonAPIGatewayPushToCloudWatchLogs": "AccessLogSetting",
    "AWSAppSyncPushToCloudWatchLogs": "LogConfig",
}

# What the planner's own statements are for, by their Sid.
# https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
_NOTES: Mapping[str, str] = {
    "DenyWithoutTls": "nothing passes without TLS",
    "Account": "the account keeps its key; its IAM policies decide who uses it",
    "Publishers": "they publish to topics that this key encrypts",
}
_TRUST = "acts in this role"

_ATTACHED = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy")


def permissions(plan: Plan) -> tuple[Permission, ...]:
    """All statements of a plan: what each role may do, what each resource lets in, then what else is written."""
    found = (*_identity(plan), *_managed(plan), *_resource(plan), *_written(plan))
    return tuple(_as_drawn(plan, permission) for permission in found)


def _as_drawn(plan: Plan, permission: Permission) -> Permission:
    """A VPC that is drawn as a group is planned as a node."""
    subject = permission.subject
    if subject.kind == "node" and subject.id in plan.groups:
        return replace(permission, subject=Subject("group", subject.id))
    return permission


def _identity(plan: Plan) -> Iterator[Permission]:
    seen: set[tuple[object, ...]] = set()  # an edge may ask twice for the same
    for grant in plan.grants:
        resources, limits = tuple(text(r) for r in grant.resources), _texts(grant.conditions)
        key = (grant.principal, grant.actions, resources, text(limits), grant.subject, grant.because)
        if key in seen:
            continue
        seen.add(key)
        who = title_of(plan, grant.principal)
        target = grant.target or _about(plan, grant.resources)
        yield Permission(
            "identity", grant.principal, who, grant.actions, resources, grant.subject, grant.because, limits, target
        )


def _managed(plan: Plan) -> Iterator[Permission]:
    principals = {role: principal for principal, role in plan.roles.items()}
    networked = _networked(plan)
    for role in plan.of_type("AWS::IAM::Role"):
        for policy in role.properties.get("ManagedPolicyArns", ()):
            arn = text(policy)
            name = arn.rsplit("/", 1)[-1]
            who = principals.get(role.id, role.subject.id or role.id)
            subject, because = role.subject, _MANAGED.get(name, "ManagedPolicyArns")
            said = any(path.startswith(because) for path in plan.said.get(subject.id, ()))
            if because == "VpcConfig" and not said and subject.id in networked:
                subject, because = networked[subject.id], ""
            yield Permission("managed", who, title_of(plan, who), (name,), (arn,), subject, because)


def _networked(plan: Plan) -> Mapping[str, Subject]:
    """The edge that has brought a node into the VPC: one from the VPC itself, else the first that opens a port."""
    found: dict[str, Subject] = {}
    for ingress in plan.of_type("AWS::EC2::SecurityGroupIngress"):
        link = plan.links.get(ingress.subject.id)
        for end in (link.source, link.target) if link is not None else ():
            found.setdefault(end, ingress.subject)
    vpcs = (link for link in plan.links.values() if plan.services.get(link.source) == "vpc")
    return found | {link.target: Subject("edge", link.edge) for link in vpcs}


def _resource(plan: Plan) -> Iterator[Permission]:
    for allow in plan.allows:
        resources, conditions = _realised(plan, allow)
        yield Permission(
            "resource",
            allow.service,
            allow.service,
            allow.actions,
            resources,
            allow.subject,
            allow.because,
            conditions,
            allow.resource,
        )


def _realised(plan: Plan, allow: Allow) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """What an Allow has become in the policy that realises it: on which resources, and under which conditions."""
    policy = plan.resources.get(allow.policy)
    if policy is not None and policy.type == "AWS::Lambda::Permission":
        return (f"${{{allow.resource}.Arn}}",), _invoke_conditions(policy)
    for _path, statement in _statements(policy.properties if policy else {}):
        if allow.service in _services(statement) and statement["Effect"] == "Allow":
            conditions = {test: dict(keys) for test, keys in statement.get("Condition", {}).items()}
            for keys in conditions.values():
                if "aws:SourceArn" in keys and allow.source is not None:
                    keys["aws:SourceArn"] = allow.source  # the statement has one for each edge
            if _tuple(statement.get("Action")) == allow.actions:
                return tuple(text(r) for r in _tuple(statement["Resource"])), _texts(conditions)
    return (f"${{{allow.resource}.Arn}}",), {}


def _invoke_conditions(permission: Resource) -> Mapping[str, Any]:
    """What an AWS::Lambda::Permission becomes in the function's policy.
    https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
    """
    given, found = permission.properties, dict[str, Any]()
    if "SourceArn" in given:
        found["ArnLike"] = {"aws:SourceArn": text(given["SourceArn"])}
    equal = {"aws:SourceAccount": "SourceAccount", "lambda:FunctionUrlAuthType": "FunctionUrlAuthType"}
    if same := {key: text(given[name]) for key, name in equal.items() if name in given}:
        found["StringEquals"] = same
    return found


# -- what no Grant and no Allow stands for


def _written(plan: Plan) -> Iterator[Permission]:
    """The statements of the plan's policy documents that no Allow has made."""
    owners = {role: principal for principal, role in plan.roles.items()}
    made = {allow.policy for allow in plan.allows}
    for resource in plan.resources.values():
        if resource.type == "AWS::Lambda::Permission" and resource.id not in made:
            yield _public(plan, resource)
        for path, statement in _statements(resource.properties):
            if resource.id not in made or statement["Effect"] == "Deny":
                yield _stated(plan, resource, path, statement, owners)


def _public(plan: Plan, permission: Resource) -> Permission:
    given = permission.properties
    target = _about(plan, [given.get("FunctionName")])
    who = text(given.get("Principal", "*"))
    return Permission(
        "resource",
        who,
        title_of(plan, who),
        _tuple(given.get("Action")),
        (text(given.get("FunctionName")),),
        permission.subject,
        "",
        _invoke_conditions(permission),
        target,
    )


def _stated(
    plan: Plan, resource: Resource, path: str, statement: Mapping[str, Any], owners: Mapping[str, str]
) -> Permission:
    """A statement as it is written in the document at `path` of a resource's properties."""
    kind: Kind = "resource"
    who, on = _principal(statement), _tuple(statement.get("Resource", statement.get("NotResource")))
    target = _about(plan, on) or _about(plan, resource.properties.values())
    note = _NOTES.get(str(statement.get("Sid", "")), "")
    if resource.type == "AWS::IAM::Role" and path == "AssumeRolePolicyDocument":
        kind, target, note = "trust", resource.id, _TRUST
    elif resource.type == "AWS::IAM::Role" or resource.type in _ATTACHED:
        role = resource.id if resource.type == "AWS::IAM::Role" else _about(plan, [resource.properties.get("Roles")])
        kind, who = "identity", owners.get(role, role or resource.id)
        target = _about(plan, on)
    if kind != "identity" and (not on or on == ("*",)):  # in a resource's own policy, `*` is the resource
        target = resource.id
        on = (f"${{{resource.id}.Arn}}",)
    negated = "NotResource" in statement
    action = "Action" if "Action" in statement else "NotAction"
    return Permission(
        kind,
        who,
        title_of(plan, who),
        tuple(_not(a, action == "NotAction") for a in _tuple(statement.get(action))),
        tuple(_not(text(r), negated) for r in on),
        resource.subject,
        path.partition(".")[0] if resource.role == "main" and resource.subject.kind == "node" else "",
        _texts(statement.get("Condition", {})),
        target,
        "Deny" if statement["Effect"] == "Deny" else "Allow",
        note,
    )


def _statements(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The statements of every policy document inside a value, with the dotted path to the document."""
    if isinstance(value, str) and '"Statement"' in value:  # some types take their policy as text
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return
    if isinstance(value, Mapping):
        stated = value.get("Statement")
        for statement in stated if isinstance(stated, (list, tuple)) else [stated]:
            if isinstance(statement, Mapping) and statement.get("Effect") in ("Allow", "Deny"):
                yield path, statement
        for key, inner in value.items():
            if key != "Statement":
                yield from _statements(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _statements(inner, f"{path}.{number}")


def _principal(statement: Mapping[str, Any]) -> str:
    """Who a statement speaks of: service principals, ARNs, or `*`."""
    negated = "NotPrincipal" in statement
    given = statement.get("NotPrincipal" if negated else "Principal", "*")
    names = [text(one) for some in given.values() for one in _tuple(some)] if isinstance(given, Mapping) else [given]
    return _not(", ".join(str(name) for name in names), negated)


def _services(statement: Mapping[str, Any]) -> tuple[Any, ...]:
    given = statement.get("Principal")
    return _tuple(given.get("Service")) if isinstance(given, Mapping) else ()


def _not(word: str, negated: bool) -> str:
    return f"not {word}" if negated else word


def _tuple(value: Any) -> tuple[Any, ...]:
    return () if value is None else tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _about(plan: Plan, values: Iterable[Any]) -> str:
    """The first resource of the plan that some values refer to."""
    return next((ref.resource for value in values for ref in references(value) if ref.resource in plan.resources), "")


def _texts(conditions: Mapping[str, Any]) -> Mapping[str, Any]:
    return {test: {key: text(value) for key, value in keys.items()} for test, keys in conditions.items()}
