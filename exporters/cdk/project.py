"""What the projects of both languages share: settings of the CDK, handlers, what the template must hold."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from exporters.base import File
from exporters.cdk import tree as t
from exporters.plan import Plan

LIBRARY, CONSTRUCTS, COMMAND = "2.275.0", "10.8.1", "2.1148.1"  # aws-cdk-lib, constructs, aws-cdk

# Behaviour that `cdk init` turns on for a new project, as far as it concerns what is exported.
# https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html
_FLAGS = {
    "@aws-cdk/aws-apigateway:disableCloudWatchRole": True,
    "@aws-cdk/aws-events:eventsTargetQueueSameAccount": True,
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/aws-lambda:recognizeVersionProps": True,
    "@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption": True,
    "@aws-cdk/core:enablePartitionLiterals": True,
    "@aws-cdk/core:target-partitions": ["aws", "aws-cn"],
}

# The library makes resources of these types itself, so their number says nothing.
_UNCOUNTED = ("AWS::Lambda::", "AWS::IAM::", "AWS::ApiGateway::")

# The library tags these although CloudFormation knows no tags of theirs.
_UNTAGGED = ("AWS::RDS::DBProxyTargetGroup",)


def tags(plan: Plan) -> tuple[t.Expr, ...]:
    """The statements that tag everything in `app`."""
    types = tuple(t.Lit(type_) for type_ in _UNTAGGED if next(plan.of_type(type_), None))
    props: dict[str, t.Expr] = {"excludeResourceTypes": t.Items(types)} if types else {}
    add = t.Attribute(t.Call(t.Symbol("", "Tags.of"), (t.Local("app", "app"),)), "add")
    return tuple(t.Call(add, (t.Lit(key), t.Lit(value)), props) for key, value in plan.tags.items())


def cdk_json(app: str) -> File:
    exclude = ["README.md", "cdk*.json", "**/node_modules", "**/__pycache__", "cdk.out", "tests", "test"]
    content = {"app": app, "watch": {"include": ["**"], "exclude": exclude}, "context": _FLAGS}
    return as_json("cdk.json", content)


def as_json(path: str, content: Mapping[str, object]) -> File:
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return File.of(path, re.sub(r'\[\s+("[^\[\]]{1,60}")\s+\]', _on_one_line, text) + "\n")


def _on_one_line(found: re.Match[str]) -> str:
    """A short list of texts, as prettier leaves it."""
    return f"[{', '.join(part.strip() for part in found[1].split(','))}]"


def text_settings(tree: t.StackTree) -> tuple[t.Setting, ...]:
    """The settings that the command line can give as context, which is always text."""
    return tuple(s for s in tree.settings if isinstance(s.default, t.Lit) and isinstance(s.default.value, str))


def commands(plan: Plan, tree: t.StackTree, cdk: str) -> tuple[tuple[str, str], ...]:
    """What the README says about deploying, with the command's own word."""
    settings = {setting.parameter.name for setting in tree.settings}
    asked = [p.name for p in plan.parameters.values() if p.default is None and p.name not in settings]
    deploy = " \\\n  ".join([f"{cdk} deploy", *(f"--parameters {name}=…" for name in asked)])
    context = "".join(f" -c {s.name.typescript}=…" for s in text_settings(tree))
    return (
        ("Prepare the account and region, once", f"{cdk} bootstrap"),
        ("Deploy", deploy),
        *((("Deploy with other settings (a stage, for example)", f"{cdk} deploy{context}"),) if context else ()),
        ("Take everything down again (data and their stores are kept)", f"{cdk} destroy"),
    )


def counts(plan: Plan) -> dict[str, int]:
    """How many resources of each type the template must hold."""
    types = {r.type for r in plan.resources.values() if r.role == "main" and r.subject.kind == "node"}
    found = Counter(r.type for r in plan.resources.values() if r.type in types and not r.type.startswith(_UNCOUNTED))
    return dict(sorted(found.items()))


def beside(files: Iterable[File], others: Iterable[File]) -> tuple[File, ...]:
    """Both, where a path of `others` that is taken gives way."""
    first = tuple(files)
    taken = {file.path for file in first}
    return (*first, *(file for file in others if file.path not in taken))
