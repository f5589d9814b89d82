"""What scanners would say of an exported project and is right as it stands, with the reason of each.

checkov, cdk-nag and cfn-lint know no project's circumstances.  What they ask for and a project rightly lacks stands in
accepted.toml: a record a decision, with the types of resources that it is about.  An export carries the records that
concern it, where each tool reads them: `.checkov.yaml` for checkov, the acknowledged rules of a CDK application for
cdk-nag, the template's Metadata for cfn-lint.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from designer.model.design import DESIGN, get_path
from exporters.plan import Join, Param, Plan, Pseudo, Ref, Resource, Value

Target = Literal["sam", "cdk", "terraform"]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One decision: what is lacking, why, and the ids of the checks that ask for it.

    It concerns the resources of `types`, of which `where` leaves those whose property (dotted path) has one of the
    values, in which a text may have wildcards; "*" alone is any value, and no values mean that the property is absent.
    """

    what: str
    reason: str
    types: tuple[str, ...] = ()
    case: str = ""  # which of several records about one rule of cfn-lint this is
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    checkov: tuple[str, ...] = ()  # what checkov asks of every target
    terraform: tuple[str, ...] = ()  # what it asks of Terraform only
    here: tuple[str, ...] = ()  # what it asks of Terraform and is skipped at the resource, not in the whole project
    template: tuple[str, ...] = ()  # what it asks of templates only, SAM's and the CDK's
    cdk: tuple[str, ...] = ()  # ids of cdk-nag's AwsSolutions rules, and of the CDK's own validation
    cfn_lint: tuple[str, ...] = ()  # ids of cfn-lint-serverless, which the template's own form decides

    def concerns(self, resource: Resource) -> bool:
        """Whether the decision is about this resource of one of its types."""
        return all(_holds(get_path(resource.properties, path), values) for path, values in self.where.items())

    def checks(self, target: Target) -> tuple[str, ...]:
        """The ids of checkov for a target."""
        return (*self.checkov, *(self.terraform if target == "terraform" else self.template))


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A wildcard of an IAM policy by its shape, as cdk-nag writes it, and why there is one."""

    shape: str  # a regular expression of Python and JavaScript alike, of the whole
    reason: str
    types: tuple[str, ...] = ()  # of which a construct of the CDK writes it of its own accord


@dataclass(frozen=True, slots=True)
class Accepted:
    """A decision that concerns a project, and the subjects that it is about: ids of nodes and edges, in order."""

    acceptance: Acceptance
    subjects: tuple[str, ...]

    @property
    def why(self) -> str:
        """The reason; where it depends on how the design was drawn, with the places."""
        reason = self.acceptance.reason
        if not self.acceptance.where:
            return reason
        shown = ", ".join(self.subjects[:_MOST_PLACES])
        more = len(self.subjects) - _MOST_PLACES
        return f"{reason} Here: {shown}{f' and {more} more' if more > 0 else ''}."


_MOST_PLACES = 12
ANY = ("*",)


def _holds(value: Any, values: tuple[Any, ...]) -> bool:
    if values and values != ANY:
        return value in values or (isinstance(value, str) and any(fnmatchcase(value, str(v)) for v in values))
    return (value in (None, "")) is not bool(values)


def accepted(plan: Plan, target: Target) -> tuple[Accepted, ...]:
    """The decisions that concern a project of this target, in the table's order."""
    by_type: dict[str, list[Resource]] = {}
    for resource in plan.resources.values():
        by_type.setdefault(resource.type, []).append(resource)
        if target == "cdk" and "NotificationConfiguration" in resource.properties:
            by_type.setdefault(HANDLER, []).append(resource)
    for name in plan.parameters:
        if name.endswith("SecretArn"):
            by_type.setdefault(PARAMETER, []).append(Resource(name, PARAMETER, {}, DESIGN))
    found = []
    for acceptance in table():
        subjects = dict.fromkeys(
            resource.subject.id or resource.id
            for type_ in acceptance.types
            for resource in by_type.get(type_, ())
            if type_ == HANDLER or acceptance.concerns(resource)
        )
        if subjects:
            found.append(Accepted(acceptance, tuple(subjects)))
    return tuple(found)


# The function by which the CDK sets the notifications of a bucket, of which a plan knows nothing.
HANDLER = "Custom::S3BucketNotifications"
PARAMETER = "Parameter::SecretArn"  # a parameter of the stack that is the ARN of a secret


@cache
def cfn_lint(rule: str, case: str = "") -> str:
    """Why a template does not follow a rule of cfn-lint-serverless; KeyError where no record tells."""
    reasons = {(id_, a.case): a.reason for a in table() for id_ in a.cfn_lint}
    return reasons[rule, case]


@cache
def table() -> tuple[Acceptance, ...]:
    """All decisions."""
    return tuple(_read(record) for record in _records()["accepted"])


def wildcards(plan: Plan) -> tuple[Wildcard, ...]:
    """The shapes of wildcards that a project's policies have, or that the CDK's constructs add to them."""
    about = {plan.resources[grant.target].type for grant in plan.grants if grant.target in plan.resources}
    about.update(resource.type for resource in plan.resources.values() if resource.type in MAKERS)
    said = {f"Action::{action}" for grant in plan.grants for action in grant.actions}
    said.update(f"Resource::{_told(value)}" for grant in plan.grants for value in grant.resources)
    written = [text for text in said if "*" in text]
    return tuple(
        shape
        for shape in shapes()
        if about.intersection(shape.types) or any(re.fullmatch(shape.shape, text) for text in written)
    )


# Those whose constructs write statements about themselves.
MAKERS = frozenset({"AWS::StepFunctions::StateMachine"})


def _told(value: Value) -> str:
    """A value of a statement as cdk-nag writes it."""
    match value:
        case Ref(resource, attribute):
            return f"<{resource}.{attribute}>" if attribute else f"<{resource}>"
        case Param(name) | Pseudo(name):
            return f"<{name}>"
        case Join(parts):
            return "".join(map(_told, parts))
    return str(value)


@cache
def shapes() -> tuple[Wildcard, ...]:
    """All shapes."""
    return tuple(Wildcard(w["shape"], w["reason"], tuple(w.get("types", ()))) for w in _records()["wildcard"])


@cache
def _records() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("accepted.toml").read_text(encoding="utf-8"))


def _read(record: Mapping[str, Any]) -> Acceptance:
    """A record as it stands in the file; a key that nobody knows is an error."""
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
    where = {path: tuple(allowed) for path, allowed in record.get("where", {}).items()}
    return Acceptance(**values | {"where": where})


def wrapped(text: str, width: int, indent: str) -> Iterator[str]:
    """A sentence as comment lines of at most `width` characters, each after `indent`."""
    line = indent
    for word in re.split(r"\s+", text.strip()):
        if line != indent and len(line) + len(word) >= width:
            yield line.rstrip()
            line = indent
        line += f"{word} "
    yield line.rstrip()
