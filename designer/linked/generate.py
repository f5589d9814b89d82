"""What an exporter would write for a design, with the logical ids of the template that it is linked to.

A design's edit becomes a template's edit by way of the difference between two such texts (transfer.py), so that
every mechanism that can be exported can be written into a template too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from designer.linked.references import references
from designer.linked.tree import meaning
from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.cfn import logical_ids
from exporters.plan import Plan, Resource
from exporters.planner import plan
from exporters.sam.functions import statements
from exporters.sam.template import Template, parameter
from exporters.sam.values import Renderer
from exporters.sam.yaml import Tagged

# What an export adds for those who run it; a team's template has its own ways for that.
_WATCHING = ("AWS::CloudWatch::Alarm", "AWS::Logs::LogGroup")
_POLICIES = ("AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy")


@dataclass(frozen=True, slots=True)
class Generated:
    """The resources of a design by logical id, as plain data; functions of CloudFormation in their long form."""

    plan: Plan
    resources: Mapping[str, dict[str, Any]]
    owners: Mapping[str, Resource]
    logical: Mapping[str, str]  # the plan's ids -> logical ids
    parameters: Mapping[str, dict[str, Any]]
    covered: frozenset[str] = frozenset()  # edges whose permissions SAM brings along

    def statements(self, edge: str, principal: str) -> list[Any]:
        """What an edge needs a principal to be allowed, as policy statements."""
        grants = [g for g in self.plan.grants_of(principal) if g.subject.id == edge and edge not in self.covered]
        render = Renderer(self.plan, self.logical)
        found: list[Any] = _untagged(render.value(statements(grants)))
        return found

    def needed(self, logical: str) -> bool:
        """Whether a resource is there for the design to work, not for watching it or to harden what is there."""
        resource = self.owners[logical]
        if resource.role == "main":
            return True
        if resource.subject.kind == "design" or resource.type in _WATCHING:
            return resource.role.startswith("api-account")
        if resource.type in _POLICIES:
            return any(allow.policy == resource.id for allow in self.plan.allows)
        return True


Match = Callable[[Plan, Resource], str | None]


def generated(
    design: Design, catalogue: Catalogue, known: Mapping[str, str], taken: Collection[str], match: Match, *, sam: bool
) -> Generated:
    """The resources of a design: in SAM's words, or in CloudFormation's own.

    `known` gives logical ids that the plan's resources have in the template already, `match` looks for those of
    resources that belong to an edge, and `taken` are all that are in use.
    """
    made = plan(design, catalogue)
    names = {id_: known[id_] for id_ in made.resources if id_ in known}
    for id_, resource in made.resources.items():
        if resource.subject.kind == "edge" and (name := match(made, resource)) and name not in names.values():
            names[id_] = name
    fresh = logical_ids([i for i in made.resources if i not in names], taken={*made.parameters, *taken})
    logical = {id_: names.get(id_) or fresh[id_] for id_ in made.resources}
    parameters = {p.name: parameter(p) for p in made.parameters.values()}
    if sam:
        template = Template(made, logical, share=False)
        entries, covered = _without_roles(template, names)
    else:
        render = Renderer(made, logical)
        entries = [(r, _plain(made, r, render)) for r in made.resources.values()]
        covered = frozenset()
    return Generated(
        made,
        {logical[resource.id]: _untagged(_without_reasons(entry)) for resource, entry in entries},
        {logical[resource.id]: resource for resource, _ in entries},
        logical,
        parameters,
        covered,
    )


def _without_reasons(entry: dict[str, Any]) -> dict[str, Any]:
    """Without what an export tells cfn-lint: a team decides itself which of its checks hold."""
    metadata = {k: v for k, v in entry.get("Metadata", {}).items() if k not in ("cfn-lint", "Reason")}
    without = {key: item for key, item in entry.items() if key != "Metadata"}
    return {**without, "Metadata": metadata} if metadata else without


def _without_roles(
    template: Template, names: Mapping[str, str]
) -> tuple[list[tuple[Resource, dict[str, Any]]], frozenset[str]]:
    """SAM makes the roles of functions and lets them poll, unless the template has roles of its own for that."""
    made = template.plan
    own = {p for p in template.idioms.own_roles if made.roles.get(p) not in names}
    gone = {made.roles[p] for p in own if p in made.roles}
    entries: list[tuple[Resource, dict[str, Any]]] = []
    for resource, entry in template.resources:
        if resource.id in gone:
            continue
        serverless = resource.id in own and entry["Type"].startswith("AWS::Serverless::")
        kept = {k: v for k, v in entry.get("Properties", {}).items() if not (serverless and k == "Role")}
        entries.append((resource, {**entry, "Properties": kept} if serverless else entry))
    polls = {x.edge for x in made.links.values() if x.mechanism == "event-source-mapping" and x.target in own}
    return entries, frozenset(template.idioms.covered | polls)


def _plain(made: Plan, resource: Resource, render: Renderer) -> dict[str, Any]:
    """A resource of the plan as CloudFormation has it, without any idiom."""
    properties = dict(resource.properties)
    if resource.type == "AWS::IAM::Role":
        principal = next((p for p, role in made.roles.items() if role == resource.id), None)
        found = statements(list(made.grants_of(principal))) if principal else []
        if found:
            document = {"Version": "2012-10-17", "Statement": found}
            properties["Policies"] = [{"PolicyName": "least-privilege", "PolicyDocument": document}]
    if resource.id in made.code and "Code" not in properties:
        properties["Code"] = f"src/{made.code[resource.id].module}/"
    entry: dict[str, Any] = {"Type": resource.type}
    depends = [render.logical[d] for d in resource.depends_on]
    if depends:
        entry["DependsOn"] = depends if len(depends) > 1 else depends[0]
    if resource.deletion:
        entry |= {"DeletionPolicy": resource.deletion, "UpdateReplacePolicy": resource.deletion}
    return {**entry, "Properties": render.value(properties)} if properties else entry


def _untagged(value: Any) -> Any:
    if isinstance(value, Tagged):
        return meaning(value.tag, _untagged(value.value))
    if isinstance(value, Mapping):
        return {key: _untagged(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_untagged(item) for item in value]
    return value


def pruned(entry: dict[str, Any], gone: Collection[str]) -> dict[str, Any]:
    """A resource without the properties that name what the template does not get."""
    result: dict[str, Any] = {}
    for key, item in entry.items():
        kept = _pruned(item, gone) if key == "Properties" else item
        if kept is not _GONE and kept not in ({}, []):
            result[key] = kept
        elif item in ({}, []):
            result[key] = item
    depends = result.get("DependsOn")
    if depends is not None:
        left = [name for name in (depends if isinstance(depends, list) else [depends]) if name not in gone]
        result.pop("DependsOn")
        if left:
            result["DependsOn"] = left if len(left) > 1 else left[0]
    return result


_GONE = object()


def _pruned(value: Any, gone: Collection[str]) -> Any:
    if not any(True for _ in references(value, gone)):
        return value
    if isinstance(value, Mapping) and not (len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))):
        inner = {key: _pruned(item, gone) for key, item in value.items()}
        left = {key: item for key, item in inner.items() if item is not _GONE}
        return left or _GONE
    if isinstance(value, list):
        return [item for item in (_pruned(item, gone) for item in value) if item is not _GONE] or _GONE
    return _GONE
