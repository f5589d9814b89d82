"""Who may do what: the plan's grants and allows, as far as no idiom has brought them along."""

from __future__ import annotations

from collections.abc import Sequence

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.idiom import Idiom
from exporters.plan import Allow, Grant, Join, Ref, Resource


def print_grants(builder: Builder) -> None:
    """One statement a grant, as a grant method where the construct has one that is as narrow."""
    for grant in builder.plan.grants:
        if grant.subject.kind == "edge" and grant.subject.id in builder.covered:
            continue
        idiom = builder.idiom_of(grant.principal)
        if idiom is not None and idiom.own_grants and grant.subject.kind == "node" and grant.resources == ("*",):
            continue  # logs and traces, which the construct sees to
        builder.section(grant.subject, [t.Do(_grant(builder, grant, idiom))], grant.principal)


def _grant(builder: Builder, grant: Grant, principal: Idiom | None) -> t.Expr:
    acts_itself = principal is not None and principal.grantable
    grantee = builder.local(grant.principal if acts_itself else builder.plan.roles[grant.principal])
    target = builder.idiom_of(grant.target) if grant.target else None
    if target is not None and not grant.conditions and _is_whole(builder, grant):
        for method, actions in target.grants.items():
            if actions == frozenset(grant.actions):
                return t.Call(t.Attribute(builder.local(grant.target), method), (grantee,))
        if target.grant:
            arguments: tuple[t.Expr, ...] = (grantee, *map(t.Lit, grant.actions))
            return t.Call(t.Attribute(builder.local(grant.target), target.grant), arguments)
    props: dict[str, t.Expr] = {"actions": _texts(grant.actions), "resources": builder.value(list(grant.resources))}
    if grant.conditions:
        props["conditions"] = builder.value(grant.conditions)
    add = t.Attribute(grantee, "addToRolePolicy" if acts_itself else "addToPolicy")
    return t.Call(add, (t.New(t.Symbol("iam", "PolicyStatement"), (), props),))


def _is_whole(builder: Builder, grant: Grant) -> bool:
    """Whether a grant is about the target itself, and, for a table, the indexes that it has (as `Table.grant` is)."""
    arn = Ref(grant.target, "Arn")
    if grant.resources == (arn,):
        return not _has_indexes(builder, grant.target)
    return grant.resources == (arn, Join((arn, "/index/*"))) and _has_indexes(builder, grant.target)


def _has_indexes(builder: Builder, target: str) -> bool:
    properties = builder.plan.resources[target].properties
    return bool(properties.get("GlobalSecondaryIndexes") or properties.get("LocalSecondaryIndexes"))


def _texts(values: Sequence[str]) -> t.Expr:
    return t.Items(tuple(map(t.Lit, values)))


def print_allows(builder: Builder) -> None:
    """The permissions and resource policies of the plan, in its order."""
    by_policy: dict[str, list[Allow]] = {}
    for allow in builder.plan.allows:
        by_policy.setdefault(allow.policy, []).append(allow)
    for resource in builder.plan.resources.values():
        if resource.type == "AWS::Lambda::Permission":
            builder.realise(resource)
        elif resource.type in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"):
            _policy(builder, resource, by_policy.get(resource.id, []))


def _policy(builder: Builder, resource: Resource, allows: list[Allow]) -> None:
    owner = builder.idiom_of(allows[0].resource) if allows else None
    if resource.role == "main" or (allows and (owner is None or not owner.resource_policy)):
        builder.realise(resource)
        return
    for allow in allows:
        if allow.subject.kind == "edge" and allow.subject.id in builder.covered:
            continue
        target = builder.local(allow.resource)
        arn: t.Expr = builder.attribute(allow.resource, "Arn")
        if builder.type_of(allow.resource) == "AWS::S3::Bucket":
            arn = t.Call(t.Attribute(target, "arnForObjects"), (t.Lit("*"),))
        conditions: dict[str, t.Expr] = {}
        if allow.source is not None:
            test = "ArnLike" if "*" in str(allow.source) else "ArnEquals"
            conditions[test] = t.Data({"aws:SourceArn": builder.value(allow.source)})
        if allow.source is None or allow.service == "s3.amazonaws.com":
            conditions["StringEquals"] = t.Data({"aws:SourceAccount": t.Attribute(t.This(), "account")})
        statement = t.New(
            t.Symbol("iam", "PolicyStatement"),
            (),
            {
                "principals": t.Items((t.New(t.Symbol("iam", "ServicePrincipal"), (t.Lit(allow.service),)),)),
                "actions": _texts(allow.actions),
                "resources": t.Items((arn,)),
                "conditions": t.Data(conditions),
            },
        )
        builder.section(
            allow.subject, [t.Do(t.Call(t.Attribute(target, "addToResourcePolicy"), (statement,)))], allow.resource
        )
