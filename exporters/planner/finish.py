"""The last steps of a plan: resource policies, alarms, environments, circles, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.model.catalogue import GENERIC
from designer.model.design import Subject, get_path
from exporters.cfn import pascal
from exporters.plan import Allow, Code, Link, Plan, Ref, Resource, Value, leaves, references
from exporters.planner.alarms import add_alarms
from exporters.planner.builder import Builder, Draft
from exporters.planner.code import events_of
from exporters.planner.cors import add_cors
from exporters.planner.cycles import break_circles, replace_references
from exporters.planner.failures import restrict_redrive
from exporters.planner.lists import type_parameters
from exporters.planner.nodes_compute import module_of
from exporters.planner.powertools import add_powertools, idempotent_shapes, uses_powertools
from exporters.planner.values import pattern_of


def finish(b: Builder) -> Plan:
    add_alarms(b)
    add_cors(b)
    add_powertools(b)
    _environments(b)
    _policies(b)
    _mend(b)
    type_parameters(b)
    restrict_redrive(b)
    break_circles(b)
    order = _order(b)
    contexts = {n: c for n in b.design.nodes if b.deployed(n) and (c := b.design.context_of(n)) is not None}
    links = {
        w.id: Link(
            w.id,
            w.integration.id,
            w.integration.mechanism,
            w.source,
            w.target,
            w.properties,
            tuple(dict.fromkeys(w.resources)),
        )
        for w in b.wires.values()
    }
    return Plan(
        name=b.design.name,
        slug=b.slug,
        region=b.design.region,
        runtime=b.design.runtime,
        resources={d.id: _freeze(d) for d in order},
        links={
            i: replace(link, resources=tuple(r for r in link.resources if r in b.drafts)) for i, link in links.items()
        },
        grants=tuple(b.grants),
        allows=tuple(b.allows),
        code=_code(b),
        parameters=b.parameters,
        outputs=tuple(b.outputs.values()),
        tags={"Application": b.slug},
        contexts=contexts,
        omissions=tuple(b.omissions),
        roles={p: r for p, r in b.roles.items() if r in b.drafts},
        services={n: x.service for n, x in b.design.nodes.items() if b.deployed(n)},
        titles={n: b.title(n) for n in b.design.nodes if b.deployed(n)},
        said={
            **{n: _said(x.properties) for n, x in b.design.nodes.items() if x.service != GENERIC},
            **{w.id: _said(w.edge.properties) for w in b.wires.values()},
        },
    )


def _said(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of what a record says; of a list also how long it is, since a mechanism may add to it."""
    return tuple(
        f"{path}[{len(value)}]" if isinstance(value := get_path(properties, path), (list, tuple)) and value else path
        for path in leaves(properties)
    )


def _freeze(d: Draft) -> Resource:
    depends = tuple(dict.fromkeys(d.depends_on))
    return Resource(d.id, d.type, d.properties, d.subject, d.role, d.title, d.comment, depends, d.deletion)


def _order(b: Builder) -> list[Draft]:
    """What is for the whole stack first, then each node with what belongs to it and to the edges that leave it."""
    place = {n: k for k, n in enumerate(b.design.nodes)}
    edge_place = {e: k for k, e in enumerate(b.design.edges)}

    def key(draft: Draft) -> tuple[int, int, int]:
        subject = draft.subject
        if subject.kind == "node":
            return (place[subject.id], 0 if draft.role == "main" else 1, 0)
        if subject.kind == "edge":
            edge = b.design.edges[subject.id]
            return (place[edge.source], 2, edge_place[subject.id])
        return (-1, 0, 0)

    return sorted(b.drafts.values(), key=key)


def _code(b: Builder) -> dict[str, Code]:
    """One handler a function; two functions whose ids differ only in signs get different folders."""
    code: dict[str, Code] = {}
    used: set[str] = set()
    for id_, draft in b.drafts.items():
        if (
            draft.type != "AWS::Lambda::Function"
            or draft.role != "main"
            or draft.properties.get("PackageType") == "Image"
        ):
            continue
        if draft.subject != Subject("node", id_) or b.service(id_) != "lambda":
            continue
        base = module_of(id_) or "function"
        module, number = base, 2
        while module in used:
            module, number = f"{base}_{number}", number + 1
        used.add(module)
        variables = draft.properties.get("Environment", {}).get("Variables", {})
        calls = tuple(w.id for w in b.out.get(id_, ()))
        runtime = str(draft.properties.get("Runtime", b.design.runtime))
        powertools = uses_powertools(b, draft)
        idempotent = idempotent_shapes(b, id_) if powertools else ()
        names = b.variables.get(id_, {})
        code[id_] = Code(id_, module, events_of(b, id_), variables, calls, runtime, names, powertools, idempotent)
    return {id_: code[id_] for id_ in b.design.nodes if id_ in code}


def _mend(b: Builder) -> None:
    """Whoever refers to a node that could not be made gets a parameter in its place."""
    lost: dict[Ref, Value] = {}
    said = [
        *((d.subject, d.properties) for d in b.drafts.values()),
        *((g.subject, g.resources) for g in b.grants),
        *((a.subject, a.source) for a in b.allows if a.resource in b.drafts),
    ]
    for subject, value in said:
        for ref in references(value):
            if ref.resource not in b.drafts and ref not in lost:
                b.omit(subject, f"It refers to {ref.resource!r}, which is not generated; a parameter stands in.")
                name = f"External{pascal(ref.resource)}{pascal(ref.attribute) if ref.attribute else ''}"[:250]
                lost[ref] = b.parameter(
                    name, "String", f"{ref.attribute or 'Name'} of {ref.resource}", pattern=pattern_of(ref.attribute)
                )
    if not lost:
        return
    for draft in b.drafts.values():
        draft.properties = replace_references(draft.properties, lost)
        draft.depends_on = [d for d in draft.depends_on if d in b.drafts]
    b.grants = [replace(g, resources=tuple(replace_references(r, lost) for r in g.resources)) for g in b.grants]
    b.allows = [replace(a, source=replace_references(a.source, lost)) for a in b.allows if a.resource in b.drafts]


# -- what a function is told


def _environments(b: Builder) -> None:
    for id_, entries in b.environment.items():
        draft = b.drafts.get(id_)
        if draft is None:
            continue
        if b.incoming(id_, "edge-function"):
            b.omit(
                Subject("node", id_),
                "A function at the edge has no environment variables: it has to find what it calls by itself.",
            )
            continue
        kinds = [key.partition("|")[0] for key in entries]
        variables: dict[str, Value] = {}
        names: dict[str, str] = {}
        for key, value in entries.items():
            kind, _, target = key.partition("|")
            name = kind if kinds.count(kind) == 1 else f"{module_of(target).upper()}_{kind}"
            while name in variables:
                name += "_2"
            variables[name] = value
            names[f"{kind}|{target}"] = name
        b.variables[id_] = names
        if draft.type == "AWS::ECS::Service":
            container = b.drafts[b.notes[f"task:{id_}"]].properties["ContainerDefinitions"][0]
            container["Environment"] = [{"Name": k, "Value": v} for k, v in variables.items()]
        else:
            given = draft.properties.get("Environment", {}).get("Variables", {})
            draft.properties["Environment"] = {"Variables": {**variables, **given}}


# -- resource policies


def _policies(b: Builder) -> None:
    """One policy a queue, topic and bucket: never without TLS, and the services that an edge lets in."""
    made: dict[str, str] = {}
    let_in: dict[str, list[Allow]] = {}
    for allow in b.allows:
        let_in.setdefault(allow.resource, []).append(allow)
    for id_ in [d.id for d in b.drafts.values()]:
        draft = b.drafts[id_]
        make = _POLICIES.get(draft.type)
        if make:
            made[id_] = make(b, draft, let_in.get(id_, []))
    b.allows = [
        replace(a, policy=made.get(a.resource) or b.notes.get(f"policy:{a.subject}:{a.resource}", "")) for a in b.allows
    ]
    for source, target in b.notes.get("notified", []):  # a bucket asks the queue or topic before it notifies it
        b.drafts[source].depends_on.append(made[target])


def _statement(allow: Allow, resource: Value) -> dict[str, Value]:
    actions = list(allow.actions)
    statement: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Service": allow.service},
        "Action": actions[0] if len(actions) == 1 else actions,
        "Resource": resource,
    }
    condition: dict[str, Value] = {}
    if allow.source is not None:
        condition["ArnEquals"] = {"aws:SourceArn": allow.source}
    if allow.source is None or allow.service == "s3.amazonaws.com":
        from exporters.plan import Pseudo

        condition["StringEquals"] = {"aws:SourceAccount": Pseudo("AccountId")}
    return {**statement, "Condition": condition}


def _merged(allows: list[Allow], resource: Any) -> list[dict[str, Value]]:
    """A statement for each service and action; several sources share one."""
    groups: dict[tuple[str, tuple[str, ...], bool], list[Allow]] = {}
    for allow in allows:
        groups.setdefault((allow.service, allow.actions, allow.source is None), []).append(allow)
    statements = []
    for same in groups.values():
        statement = _statement(same[0], resource(same[0]))
        sources: list[Value] = []
        for allow in same:
            if allow.source is not None and allow.source not in sources:
                sources.append(allow.source)
        if len(sources) > 1:
            statement["Condition"]["ArnEquals"] = {"aws:SourceArn": sources}
        statements.append(statement)
    return statements


def _deny_plain(action: str, resource: Value) -> dict[str, Value]:
    return {
        "Sid": "DenyWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _document(statements: list[dict[str, Value]]) -> dict[str, Value]:
    return {"Version": "2012-10-17", "Statement": statements}


def _queue_policy(b: Builder, queue: Draft, allows: list[Allow]) -> str:
    arn = Ref(queue.id, "Arn")
    statements = [_deny_plain("sqs:*", arn), *_merged(allows, lambda _: arn)]
    properties = {"Queues": [Ref(queue.id, "Url")], "PolicyDocument": _document(statements)}
    return b.add(f"{queue.id}_policy", "AWS::SQS::QueuePolicy", properties, queue.subject, "policy").id


def _topic_policy(b: Builder, topic: Draft, allows: list[Allow]) -> str:
    arn = Ref(topic.id, "Arn")
    statements = [_deny_plain("sns:Publish", arn), *_merged(allows, lambda _: arn)]
    properties = {"Topics": [arn], "PolicyDocument": _document(statements)}
    return b.add(f"{topic.id}_policy", "AWS::SNS::TopicPolicy", properties, topic.subject, "policy").id


def _bucket_policy(b: Builder, bucket: Draft, allows: list[Allow]) -> str:
    from exporters.plan import Join

    arn = Ref(bucket.id, "Arn")
    inside = Join((arn, "/*"))
    statements = [_deny_plain("s3:*", [arn, inside]), *_merged(allows, lambda _: inside)]
    properties = {"Bucket": Ref(bucket.id, "Name"), "PolicyDocument": _document(statements)}
    return b.add(f"{bucket.id}_policy", "AWS::S3::BucketPolicy", properties, bucket.subject, "policy").id


def _log_policy(b: Builder, group: Draft, allows: list[Allow]) -> str:
    if not allows or group.role != "main":
        return ""
    services = sorted({a.service for a in allows})
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": services},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": Ref(group.id, "Arn"),
    }
    b.notes[f"log-policy:{group.id}"] = _document([statement])
    properties = {"PolicyName": b.physical_name(group.id, 200), "PolicyDocument": _document([statement])}
    return b.add(f"{group.id}_policy", "AWS::Logs::ResourcePolicy", properties, group.subject, "policy").id


_POLICIES = {
    "AWS::SQS::Queue": _queue_policy,
    "AWS::SNS::Topic": _topic_policy,
    "AWS::S3::Bucket": _bucket_policy,
    "AWS::Logs::LogGroup": _log_policy,
}
