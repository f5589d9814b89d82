"""Permissions: every statement of a plan once, with its cause; and as text, Markdown and IAM's JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.permissions import (
    Permission,
    as_markdown,
    as_policy,
    as_text,
    cause,
    nothing_asked,
    permissions,
    text,
    unlimited,
)
from exporters.plan import Plan
from exporters.planner import plan
from tests.exporters.legal import at_random, smallest

Key = tuple[str, str, tuple[str, ...], tuple[str, ...], str]


def _all(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _key(effect: str, who: str, actions: Any, on: Any, conditions: Mapping[str, Any]) -> Key:
    told = {test: {key: text(value) for key, value in keys.items()} for test, keys in conditions.items()}
    return effect, who, _all(actions), tuple(text(r) for r in _all(on)), json.dumps(told, sort_keys=True)


def _documents(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if "Statement" in value and "Version" in value:
            yield value
        for inner in value.values():
            yield from _documents(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _documents(inner)


def expected(made: Plan) -> Iterator[Key]:
    """The statements as they stand in the plan's roles and policies; one for each source that a policy lets in."""
    owners = {role: principal for principal, role in made.roles.items()}
    shared = {allow.policy for allow in made.allows}
    for grant in made.grants:
        yield _key("Allow", grant.principal, grant.actions, grant.resources, grant.conditions)
    for resource in made.resources.values():
        given = resource.properties
        if resource.type == "AWS::IAM::Role":
            who = owners.get(resource.id, resource.subject.id or resource.id)
            for arn in given.get("ManagedPolicyArns", ()):
                yield _key("Allow", who, text(arn).rsplit("/", 1)[-1], arn, {})
        if resource.type == "AWS::Lambda::Permission":
            limits = {"ArnLike": {"aws:SourceArn": given["SourceArn"]}} if "SourceArn" in given else {}
            for name, word in (("SourceAccount", "aws:SourceAccount"), ("FunctionUrlAuthType", None)):
                if name in given:
                    limits["StringEquals"] = {word or f"lambda:{name}": given[name]}
            yield _key("Allow", given["Principal"], given["Action"], given["FunctionName"], limits)
            continue
        for document in _documents(given):
            for statement in document["Statement"]:
                on = statement.get("Resource", "*")
                itself = f"${{{resource.id}.Arn}}" if on == "*" else on
                principal = statement["Principal"]
                names = [n for some in principal.values() for n in _all(some)] if principal != "*" else ["*"]
                limits = statement.get("Condition", {})
                if resource.id not in shared or statement["Effect"] == "Deny":
                    who = ", ".join(text(n) for n in names)
                    yield _key(statement["Effect"], who, statement["Action"], itself, limits)
                    continue
                for name in names:
                    for source in _all(limits.get("ArnEquals", {}).get("aws:SourceArn", "none")):
                        own = {**limits, "ArnEquals": {"aws:SourceArn": source}} if source != "none" else limits
                        yield _key(statement["Effect"], name, statement["Action"], itself, own)


def _keys(found: tuple[Permission, ...]) -> Iterator[Key]:
    for p in found:
        yield p.effect, p.principal, p.actions, p.resources, json.dumps(p.conditions, sort_keys=True, default=dict)


def test_each_statement_is_told_once(catalogue: Catalogue, everything: Plan) -> None:
    plans = [everything, *(plan(design, catalogue) for design in at_random(catalogue, 33, 1, 40))]
    for made in plans:
        found = permissions(made)
        assert set(_keys(found)) == set(expected(made))
        # What two edges ask for alike stands once for each of them.
        again = Counter((key, p.subject, p.because, p.target) for key, p in zip(_keys(found), found, strict=True))
        assert max(again.values()) == 1, again.most_common(1)


def test_each_cause_is_in_the_design(catalogue: Catalogue) -> None:
    """A node, an edge, or the stack for what all share; in words that name it."""
    for design in at_random(catalogue, 34, 1, 40):
        made = plan(design, catalogue)
        for permission in permissions(made):
            subject = permission.subject
            assert subject.id in design or subject.kind == "design", permission
            if subject.kind == "edge":
                edge = design.edges[subject.id]
                assert made.titles[edge.source] in cause(made, permission)
            elif subject.kind == "node":
                assert permission.because or permission.note or permission.kind == "resource", permission
            assert permission.target in {*made.resources, *made.titles, ""}


def test_an_edge_that_asks_for_nothing_says_why(catalogue: Catalogue) -> None:
    silent = 0
    for integration in catalogue.integrations.values():
        design, edge = smallest(catalogue, integration)
        made = plan(design, catalogue)
        if not any(p.subject.id == edge for p in permissions(made)):
            silent += 1
            assert len(nothing_asked(design, catalogue, made, edge)) > 20, integration.id
    assert silent > 100


def test_undeployed_and_undecided_edges_say_so(catalogue: Catalogue) -> None:
    design = Design.model_validate(
        {
            "nodes": {"a": {"service": "lambda"}, "b": {"service": "sqs", "disabled": True}, "c": {"service": "s3"}},
            "edges": {"ab": {"from": "a", "to": "b"}, "cc": {"from": "c", "to": "c"}},
        }
    )
    made = plan(design, catalogue)
    assert nothing_asked(design, catalogue, made, "ab") == "It is not deployed, so nobody needs a permission."
    assert nothing_asked(design, catalogue, made, "cc").startswith("The catalogue has no such integration")


def test_the_edge_that_needs_a_network_is_the_cause_of_its_policy(make_plan: Callable[..., Plan]) -> None:
    made = make_plan({"work": "lambda", "data": "rds", "idle": "lambda"}, {"read": ("work", "data")})
    found = [p for p in permissions(made) if "AWSLambdaVPCAccessExecutionRole" in p.actions]
    assert [(str(p.subject), p.principal, p.because) for p in found] == [("edge:read", "work", "")]


POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}


def test_statements_of_a_design_s_own_are_told_with_their_property(catalogue: Catalogue) -> None:
    """Generic resources: a role with a policy inside, a policy as text, one that denies."""
    text_policy = json.dumps({"Statement": {"Effect": "Deny", "NotPrincipal": {"AWS": "arn:x"}, "Action": ["s3:*"]}})
    role = {"Policies": [{"PolicyName": "p", "PolicyDocument": POLICY}]}
    design = Design.model_validate(
        {
            "nodes": {
                "role": {"service": "cfn", "type": "AWS::IAM::Role", "title": "Own", "properties": role},
                "logs": {
                    "service": "cfn",
                    "type": "AWS::Logs::ResourcePolicy",
                    "properties": {"PolicyName": "x", "PolicyDocument": text_policy},
                },
            }
        }
    )
    made = plan(design, catalogue)
    own, denied = permissions(made)
    assert (own.kind, own.principal_title, own.actions, own.because) == ("identity", "Own", ("not iam:*",), "Policies")
    assert unlimited(own) == "the design itself writes this statement, without a resource"
    assert (denied.effect, denied.principal, denied.because) == ("Deny", "not arn:x", "PolicyDocument")
    assert not unlimited(denied)
    statements = json.loads(as_policy([own, denied]))["Statement"]
    assert statements[0] == {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}
    assert statements[1]["Effect"] == "Deny"


@pytest.fixture
def small(make_plan: Callable[..., Plan]) -> Plan:
    return make_plan(
        {"work": "lambda", "jobs": "sqs", "drops": "s3", "urgent": "lambda"},
        {"poll": ("jobs", "work"), "tell": ("drops", "urgent"), "write": ("work", "drops")},
    )


def test_text_says_who_what_where_and_why(small: Plan) -> None:
    lines = as_text(small, permissions(small))
    at = lines.index("    because of jobs → work")
    assert lines[at - 1] == "    on ${jobs.Arn}"
    assert "lambda.amazonaws.com (acts in a role)" in lines
    assert "  never sqs:*" in lines
    assert as_text(small, ()) == []


def test_markdown_holds_hostile_titles(catalogue: Catalogue) -> None:
    design = Design.model_validate(
        {
            "nodes": {"a": {"service": "lambda", "title": "x|`y`\n# z"}, "b": {"service": "sqs", "title": "<b>"}},
            "edges": {"e": {"from": "a", "to": "b"}},
        }
    )
    made = plan(design, catalogue)
    said = as_markdown(made, permissions(made))
    assert "### x\\|\\`y\\` \\# z" in said
    assert "<b>" not in said.replace("\\<b\\>", "").replace("<br>", "")
    for line in said.splitlines():
        if line.startswith("| `"):
            assert line.replace("\\|", "").count("|") == 5, line


def test_policies_are_iam_s_json(small: Plan) -> None:
    found = permissions(small)
    own = json.loads(as_policy(p for p in found if p.principal == "work"))
    assert own["Version"] == "2012-10-17"
    assert {"Effect", "Action", "Resource"} <= set(own["Statement"][0])
    assert all("Principal" not in s for s in own["Statement"])
    assert not any("AWSLambda" in str(s["Action"]) for s in own["Statement"])
    let_in = json.loads(as_policy(p for p in found if p.principal == "s3.amazonaws.com"))["Statement"]
    assert let_in[0]["Principal"] == {"Service": "s3.amazonaws.com"}
    assert let_in[0]["Condition"]["StringEquals"] == {"aws:SourceAccount": "${AWS::AccountId}"}
    (trust,) = json.loads(as_policy(p for p in found if p.kind == "trust" and p.subject.id == "work"))["Statement"]
    assert trust["Action"] == "sts:AssumeRole"
    assert "Resource" not in trust
    (never,) = json.loads(as_policy(p for p in found if p.effect == "Deny" and p.subject.id == "jobs"))["Statement"]
    assert never["Principal"] == "*"
