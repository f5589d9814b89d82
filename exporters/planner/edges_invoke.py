"""Services that call a function and wait: object transforms, batch operations, agents, rotation, databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.edges_delivery import read_by_stream, transform
from exporters.planner.permissions import grant_permissions, invoke_permission
from exporters.planner.registry import mechanism


@mechanism("invoke")
def invoke(b: Builder, wire: Wire) -> None:
    call = _CALLS.get(b.service(wire.source))
    if call is None:
        return b.omit(
            wire.subject, f"How {b.catalogue.title(b.service(wire.source))} calls a function is not generated."
        )
    return call(b, wire)


def _objects(b: Builder, wire: Wire) -> None:
    """An access point of the bucket whose objects the function changes as they are read."""
    name = b.physical_name(wire.source, 45)
    plain = b.for_wire(wire, "access", "AWS::S3::AccessPoint", {"Bucket": b.name(wire.source)})
    changed = Join((*name.parts, "-transformed"))
    step = {
        "Actions": ["GetObject"],
        "ContentTransformation": {"AwsLambda": {"FunctionArn": b.arn(wire.target)}},
    }
    config = {"SupportingAccessPoint": Ref(plain.id, "Arn"), "TransformationConfigurations": [step]}
    properties = {"Name": changed, "ObjectLambdaConfiguration": config}
    made = b.for_wire(wire, "", "AWS::S3ObjectLambda::AccessPoint", properties)
    head = ("arn:", Pseudo("Partition"), ":s3-object-lambda:", Pseudo("Region"), ":", Pseudo("AccountId"))
    arn = Join((*head, ":accesspoint/", *changed.parts))
    b.grant(wire.target, ["s3-object-lambda:WriteGetObjectResponse"], [arn], wire.subject, made.id)
    b.output(f"{pascal(wire.source)}TransformedArn", Ref(made.id, "Arn"), f"Access point to {b.title(wire.source)}")


def _batch(b: Builder, wire: Wire) -> None:
    """A batch job is a call; the role in which it runs is what can stand before."""
    principal = f"{wire.id}_job"
    role = b.role(principal, "batchoperations.s3.amazonaws.com", wire.subject)
    grant_permissions(b, wire, principal)
    wire.resources.append(b.roles[principal])
    b.output(f"{pascal(principal)}RoleArn", role, f"Role in which batch jobs call {b.title(wire.target)}")


def _agent(b: Builder, wire: Wire) -> None:
    agents = ("arn:", Pseudo("Partition"), ":bedrock:", Pseudo("Region"), ":", Pseudo("AccountId"), ":agent/*")
    invoke_permission(b, wire, "bedrock.amazonaws.com", Join(agents))


def _rotation(b: Builder, wire: Wire) -> None:
    permission = invoke_permission(b, wire, "secretsmanager.amazonaws.com", Ref(wire.source, "Arn"))
    grant_permissions(b, wire)
    given = wire.properties.get("RotationRules", {})
    rules = given if "ScheduleExpression" in given else {"AutomaticallyAfterDays": 30, **given}
    properties: dict[str, Any] = {
        "SecretId": Ref(wire.source, "Arn"),
        "RotationLambdaARN": b.arn(wire.target),
        "RotationRules": rules,
        **wire.take("RotateImmediatelyOnUpdate"),
    }
    b.for_wire(wire, "", "AWS::SecretsManager::RotationSchedule", properties, depends_on=[permission])


_CALLS: Mapping[str, Callable[[Builder, Wire], None]] = {
    "firehose": transform,
    "s3": _objects,
    "s3-batch-operations": _batch,
    "bedrock": _agent,
    "secrets-manager": _rotation,
}


def database_invokes(b: Builder, wire: Wire) -> None:
    """The database calls the function by a statement in SQL, in a role that is attached to it."""
    principal = f"{wire.source}_calls"
    role = b.role(principal, "rds.amazonaws.com", Subject("node", wire.source))
    grant_permissions(b, wire, principal)
    draft = b.drafts[wire.source]
    feature: dict[str, Value] = {"RoleArn": role}
    if "postgres" in str(draft.properties["Engine"]):
        feature["FeatureName"] = "Lambda"
    elif draft.type == "AWS::RDS::DBInstance":
        return b.omit(wire.subject, "Only PostgreSQL and Aurora can call a function.")
    roles = draft.properties.setdefault("AssociatedRoles", [])
    if feature not in roles:
        roles.append(feature)
    wire.resources.append(wire.source)
    return None


__all__ = ["database_invokes", "invoke", "read_by_stream"]
