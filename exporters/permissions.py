"""Who may do what, and why: every statement of a plan with the edge or property that asked for it.

For the permissions panel and `skydraft permissions`.  A statement that nothing asks for cannot be in a plan: a Grant
and an Allow carry their cause, and what AWS's managed policies give is listed with the property that needs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from designer.model.design import Subject
from exporters.plan import Join, Param, Plan, Pseudo, Ref, Resource, Value


@dataclass(frozen=True, slots=True)
class Permission:
    """One statement: `principal` may do `actions` on `resources`, under `conditions`, because of a subject.

    `kind` tells where it stands: in the principal's role (identity), in the policy of the resource (resource), or in
    a policy of AWS's own that the role takes (managed; its one action is the policy's name).
    Resources and conditions are texts, in which `${orders.Arn}` is a resource of the stack.
    """

    kind: Literal["identity", "resource", "managed"]
    principal: str  # a node's id where it is a node's role, a service principal in a resource policy
    principal_title: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    subject: Subject
    because: str  # the property of the subject; "" where the subject is an edge that needs it by itself
    conditions: Mapping[str, Any] = field(default_factory=dict)
    target: str = ""  # the resource of the plan that it is about


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


def permissions(plan: Plan) -> tuple[Permission, ...]:
    """All statements of a plan: what each role may do, then what each resource lets in."""
    return (*_identity(plan), *_managed(plan), *_resource(plan))


def _identity(plan: Plan) -> Iterator[Permission]:
    for grant in plan.grants:
        yield Permission(
            "identity",
            grant.principal,
            title_of(plan, grant.principal),
            grant.actions,
            tuple(text(r) for r in grant.resources),
            grant.subject,
            grant.because,
            {test: {key: text(value) for key, value in keys.items()} for test, keys in grant.conditions.items()},
            grant.target,
        )


def _managed(plan: Plan) -> Iterator[Permission]:
    principals = {role: principal for principal, role in plan.roles.items()}
    for role in plan.of_type("AWS::IAM::Role"):
        for policy in role.properties.get("ManagedPolicyArns", ()):
            arn = text(policy)
            name = arn.rsplit("/", 1)[-1]
            who = principals.get(role.id, role.subject.id or role.id)
            yield Permission(
                "managed",
                who,
                title_of(plan, who),
                (name,),
                (arn,),
                role.subject,
                _MANAGED.get(name, "ManagedPolicyArns"),
            )


def _resource(plan: Plan) -> Iterator[Permission]:
    for allow in plan.allows:
        limits: dict[str, Any] = {}
        if allow.source is not None:
            limits["ArnLike"] = {"aws:SourceArn": text(allow.source)}
        else:
            limits["StringEquals"] = {"aws:SourceAccount": "${AWS::AccountId}"}
        yield Permission(
            "resource",
            allow.service,
            allow.service,
            allow.actions,
            (f"${{{allow.resource}.Arn}}",),
            allow.subject,
            allow.because,
            limits,
            allow.resource,
        )


def title_of(plan: Plan, id_: str) -> str:
    """What a person calls who acts: the node, or the node or edge that a role was made for."""
    if id_ in plan.titles:
        return plan.titles[id_]
    made: Resource | None = plan.resources.get(plan.roles.get(id_, id_))
    if made is None:
        return id_
    if made.subject.kind == "edge" and made.subject.id in plan.links:
        link = plan.links[made.subject.id]
        return f"{plan.titles.get(link.source, link.source)} → {plan.titles.get(link.target, link.target)}"
    return plan.titles.get(made.subject.id, id_)


_PSEUDO = {"UrlSuffix": "URLSuffix"}


def text(value: Value) -> str:
    """A value of a plan as one line: `${orders.Arn}/*`."""
    match value:
        case Ref():
            return f"${{{value.resource}.{value.attribute}}}" if value.attribute else f"${{{value.resource}}}"
        case Join():
            return "".join(text(part) for part in value.parts)
        case Pseudo():
            return f"${{AWS::{_PSEUDO.get(value.name, value.name)}}}"
        case Param():
            return f"${{{value.name}}}"
        case str():
            return value
    return json.dumps(value, default=text)


def cause(plan: Plan, permission: Permission) -> str:
    """Why it is there, in words: "edge lambda-writes (Orders → Table)", "Orders: TracingConfig"."""
    subject = permission.subject
    if subject.kind == "edge" and subject.id in plan.links:
        link = plan.links[subject.id]
        ends = f"{plan.titles.get(link.source, link.source)} → {plan.titles.get(link.target, link.target)}"
        return f"{ends} ({permission.because})" if permission.because else ends
    who = plan.titles.get(subject.id, subject.id) if subject.kind == "node" else "the stack"
    return f"{who}: {permission.because}" if permission.because else who


def record(plan: Plan, permission: Permission) -> dict[str, Any]:
    """A statement as JSON."""
    return {
        "kind": permission.kind,
        "principal": permission.principal,
        "principal_title": permission.principal_title,
        "actions": list(permission.actions),
        "resources": list(permission.resources),
        "conditions": dict(permission.conditions),
        "because": {
            "subject": str(permission.subject),
            "integration": plan.links[permission.subject.id].integration
            if permission.subject.kind == "edge" and permission.subject.id in plan.links
            else "",
            "property": permission.because,
            "text": cause(plan, permission),
        },
    }
