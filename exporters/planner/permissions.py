"""The catalogue's permissions as grants and allows: who may do what for an integration to work."""

from __future__ import annotations

from typing import Any

from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.arns import execute_arn
from exporters.planner.builder import Access, Builder, Wire


def access_of(b: Builder, wire: Wire) -> Access:
    """The Access of a data access; reading and writing where it is not said, nothing where it has no meaning."""
    given = wire.properties.get("Access")
    if given == "read":
        return "read"
    if given == "write":
        return "write"
    return "read-write" if given or any(p.access for p in wire.integration.permissions) else ""


# What comes otherwise: interfaces and logs by AWS's own policies, keys by the edges that lead to what they encrypt.
_BROUGHT = ("ec2:", "logs:", "kms:")


def grant_permissions(b: Builder, wire: Wire, principal: str | None = None) -> None:
    """The identity statements of an edge's integration, for the node that acts (or for `principal` instead of it)."""
    access = access_of(b, wire)
    ends = {"source": wire.source, "target": wire.target}
    by_principal: dict[tuple[str, tuple[str, ...]], tuple[list[Value], str]] = {}
    for permission in wire.integration.permissions:
        if permission.statement != "identity" or permission.by not in ends:
            continue
        if permission.access and access not in permission.access:
            continue
        actor = principal or ends[permission.by]
        if permission.on == "*" and all(a.startswith(_BROUGHT) for a in permission.actions):
            continue
        side = permission.on.split("/")[0]
        outside = side in ends and b.is_actor(ends[side])
        if outside and all(a.startswith("secretsmanager:") for a in permission.actions):
            continue  # the secret of somebody outside is a parameter of the mechanism
        resources, _ = by_principal.setdefault((actor, tuple(permission.actions)), ([], ends.get(side, "")))
        secret = permission.on == "*" and all(a.startswith("secretsmanager:") for a in permission.actions)
        resources.extend([secret_of(b, wire)] if secret else resources_of(b, wire, permission.on))
    for (actor, actions), (resources, target) in by_principal.items():
        if resources:
            b.grant(actor, actions, resources, wire.subject, target, access)


def secret_of(b: Builder, wire: Wire) -> Value:
    """The secret of the database or broker at an edge; one that RDS keeps by itself is known by its prefix only."""
    ends = (wire.target, wire.source)
    known = next((b.notes[f"secret:{end}"] for end in ends if f"secret:{end}" in b.notes), None)
    head = ("arn:", Pseudo("Partition"), ":secretsmanager:", Pseudo("Region"), ":", Pseudo("AccountId"), ":secret:")
    return known if known is not None else Join((*head, "rds!cluster-*"))


def resources_of(b: Builder, wire: Wire, on: str) -> list[Value]:
    """The ARNs behind `source`, `target/*`, `target/index/*` …"""
    side, _, inside = on.partition("/")
    if side not in ("source", "target"):
        return ["*"]
    end = wire.source if side == "source" else wire.target
    if b.is_actor(end):
        return ["*"]
    if b.service(end).startswith("apigw-"):
        return [Join((*execute_arn(end).parts, "/", b.stage if b.service(end) != "apigw-http" else "*", f"/{inside}"))]
    whole: Value = b.arn(end)
    variant = wire.integration.source if side == "source" else wire.integration.target
    if variant == "dynamodb-stream":
        whole = Ref(end, "StreamArn")
    elif b.service(end) == "cloudwatch-logs" and not inside:
        return [whole]
    if inside.startswith("index/") and not _has_indexes(b, end):
        return []
    if inside == "*" and b.service(end) == "s3" and wire.properties.get("KeyPrefix"):
        return [Join((whole, f"/{_prefix(wire.properties['KeyPrefix'])}*"))]
    return [Join((whole, f"/{inside}"))] if inside else [whole]


def _prefix(value: Any) -> str:
    return str(value).lstrip("/")


def _has_indexes(b: Builder, table: str) -> bool:
    properties = b.node(table).properties
    return bool(properties.get("GlobalSecondaryIndexes") or properties.get("LocalSecondaryIndexes"))


def invoke_permission(
    b: Builder, wire: Wire, service: str, source: Value | None, action: str = "lambda:InvokeFunction"
) -> str:
    """Let a service call a function, and only for this source; the permission's resource id."""
    properties: dict[str, Value] = {"FunctionName": b.arn(wire.target), "Action": action, "Principal": service}
    if source is not None:
        properties["SourceArn"] = source
    if service in ("s3.amazonaws.com", "logs.amazonaws.com"):
        properties["SourceAccount"] = Pseudo("AccountId")
    permission = b.for_wire(wire, "permission", "AWS::Lambda::Permission", properties)
    b.allow(wire.target, service, [action], source, wire.subject)
    b.notes[f"policy:{wire.subject}:{wire.target}"] = permission.id
    return permission.id
