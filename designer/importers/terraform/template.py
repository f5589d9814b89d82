"""Terraform's resources as a CloudFormation template, so that what they mean together is understood in one place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from designer.importers.terraform.arguments import Arguments, parameter
from designer.importers.terraform.irregular import PARTS, SHAPES
from designer.importers.terraform.module import Resource
from designer.importers.terraform.types import UNKNOWN, attributes, cloudformation_type, owner_argument, renamed, table
from designer.importers.terraform.values import Reference
from designer.schemas import schemas
from exporters.cfn import attribute, pascal

# Names that say nothing: the type says more.
_VAGUE = frozenset({"this", "main", "default", "example", "test", "self", "resource", "my", "the", "demo"})
# Types that could be drawn, but mostly hang on something of the same name that is.
_ATTACHED = frozenset({
    "AWS::IAM::Role", "AWS::Logs::LogGroup", "AWS::EC2::SecurityGroup", "AWS::KMS::Key", "AWS::ECS::Service",
})  # fmt: skip
# Types that are drawn, though they are not the main one of their service.
_DRAWN = frozenset({"AWS::Events::Rule", "AWS::ECS::TaskDefinition"})


@dataclass(slots=True)
class Template:
    """A template, and where each of its resources comes from."""

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    origins: dict[str, Resource] = field(default_factory=dict)  # by logical id
    folded: list[tuple[Resource, str]] = field(default_factory=list)  # what became part of another, by its logical id
    left_out: list[tuple[Resource, str]] = field(default_factory=list)  # and why

    @property
    def document(self) -> dict[str, Any]:
        return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": self.resources}


def template_of(resources: Sequence[Resource], services: Iterable[str]) -> Template:
    """The template of resources.  `services` are the CloudFormation types that are drawn as nodes of their own."""
    return _Writer(resources, (frozenset(services) | _DRAWN) - _ATTACHED).written()


class _Writer:
    def __init__(self, resources: Sequence[Resource], services: frozenset[str]) -> None:
        self._made = Template()
        self._types = {r.address: _type_of(r) for r in resources}
        self._all = {r.address: r for r in resources}
        self._ids = self._logical_ids(resources, services)
        self._bases: dict[str, str] = {}  # an address without its instance -> the first of its instances
        for resource in resources:
            self._bases.setdefault(_base(resource.address), resource.address)
        self._arguments = Arguments(self._intrinsic)

    def written(self) -> Template:
        parts: list[Resource] = []
        for resource in self._all.values():
            if resource.address in self._ids and not self._is_part(resource):
                self._write(resource)
            else:
                parts.append(resource)
        for resource in parts:
            self._fold(resource)
        return self._made

    def _is_part(self, resource: Resource) -> bool:
        """An integration is part of its method, unless that is not here."""
        return resource.type == "aws_api_gateway_integration" and self._method_of(resource) is not None

    # -- logical ids

    def _logical_ids(self, resources: Sequence[Resource], services: frozenset[str]) -> dict[str, str]:
        """Terraform's own names, which need be unique only within their type: what is drawn may choose first."""
        typed = [r for r in resources if self._types[r.address] is not None]
        typed.sort(key=lambda r: self._types[r.address] not in services)
        names: dict[str, list[Resource]] = {}
        for resource in typed:
            names.setdefault(resource.name, []).append(resource)
        used: set[str] = set()
        found: dict[str, str] = {}
        for resource in typed:
            words = resource.type.removeprefix("aws_").replace("apigatewayv2", "api_gateway")
            drawn = [r for r in names[resource.name] if self._types[r.address] in services]
            first = drawn or names[resource.name]
            repeated = len({_unindexed(r.address) for r in drawn}) > 1
            alone = not repeated and _unindexed(first[0].address) == _unindexed(resource.address)
            vague = resource.name in _VAGUE
            said = words if resource not in drawn else words.rpartition("_")[2]
            longer = said if said.startswith(f"{resource.name}_") else f"{resource.name}_{said}"
            base = resource.name if alone and not vague else words if vague else longer
            if vague and resource.modules:  # then the module has the name
                module = re.sub(r"\[.*", "", resource.modules[-1].removeprefix("module."))
                base = module if said in module.split("_") else f"{module}_{said}"
            key = re.search(r"\[(.*)\]$", resource.address)
            if key and (instance := re.sub(r"[^A-Za-z0-9]+", "_", key[1]).strip("_")) and instance != "0":
                base = f"{base}_{instance}"
            if pascal(base).lower() in used and resource.modules:
                inner = re.sub(r"[^A-Za-z0-9]+", "_", resource.modules[-1].removeprefix("module.")).strip("_")
                base = f"{inner}_{base}"
            base = pascal(base if base[:1].isalpha() else f"n{base}")[:200]
            id_, number = base, 2
            while id_.lower() in used:
                id_, number = f"{base}{number}", number + 1
            used.add(id_.lower())
            found[resource.address] = id_
        return found

    # -- references

    def _target(self, reference: Reference) -> Resource | None:
        """The resource that a reference means; of a repeated one without index, the first."""
        found = self._all.get(reference.address)
        return found or self._all.get(self._bases.get(_base(reference.address), ""))

    def _intrinsic(self, reference: Reference) -> Any:
        resource = self._target(reference)
        if resource is None:
            steps = ".".join(str(s) for s in (reference.address, *reference.path))
            return {"Ref": parameter(steps)}
        if resource.type == "aws_api_gateway_integration" and self._is_part(resource):
            resource = self._method_of(resource) or resource
        id_, type_ = self._ids.get(resource.address), self._types[resource.address]
        if id_ is None or type_ is None:
            written = resource.values.get(str(reference.path[0])) if len(reference.path) == 1 else None
            if isinstance(written, (str, int, float)):
                return written  # as the key of an object in a bucket
            owner = self._owner(resource) if resource.type.startswith("aws_") else None
            return {"Ref": owner if owner else parameter(reference.address)}
        path = [step for step in reference.path if isinstance(step, str)]
        found = _attribute(id_, type_, path)
        written = resource.values.get(path[0]) if len(path) == 1 else None
        if isinstance(written, (str, int, float)) and not _is_returned(found, type_):
            return written  # an argument that CloudFormation does not give back
        return found

    # -- writing

    def _write(self, resource: Resource) -> None:
        id_, type_ = self._ids[resource.address], str(self._types[resource.address])
        self._made.resources[id_] = {"Type": type_, "Properties": self._properties(resource, type_)}
        self._made.origins[id_] = resource

    def _properties(self, resource: Resource, type_: str) -> dict[str, Any]:
        if resource.type == "aws_cloudcontrolapi_resource":
            found = self._arguments.document(resource.values.get("desired_state"))
            return found if isinstance(found, dict) else {}
        known = schemas().resource(type_)
        if known is None:
            return {pascal(k): self._arguments.plain(v) for k, v in resource.values.items() if v is not None}
        made = self._arguments.properties(known.shape, renamed(type_), resource.values)
        own_name = _own_name(type_, known.shape.properties)
        if own_name and own_name not in made and resource.values.get("name") is not None:
            made[own_name] = self._arguments.plain(resource.values["name"])
        if resource.type in SHAPES:
            SHAPES[resource.type](self._arguments, resource.values, made)
        return made

    def _fold(self, resource: Resource) -> None:
        method = self._method_of(resource) if resource.type == "aws_api_gateway_integration" else None
        owner = self._ids[method.address] if method else self._owner(resource)
        if owner is None or owner not in self._made.resources:
            reason = "it belongs to no resource here" if resource.type.startswith("aws_") else "it is not of AWS"
            self._made.left_out.append((resource, reason))
            return
        if resource.type in ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment") and self._attach(resource):
            pass
        elif resource.type in PARTS and not method and self._named_owner(resource) is None:
            self._made.left_out.append((resource, f"its {owner_argument(resource.type)} is not here"))
            return
        elif resource.type in PARTS and not resource.absent:
            PARTS[resource.type](self._arguments, resource.values, self._made.resources[owner]["Properties"])
        self._made.folded.append((resource, owner))

    def _attach(self, attachment: Resource) -> bool:
        """A policy of one's own that is attached to a role: CloudFormation says so in the policy."""
        arn = attachment.values.get("policy_arn")
        policy = self._target(arn) if isinstance(arn, Reference) else None
        record = self._made.resources.get(self._ids.get(policy.address, "")) if policy else None
        if record is None:
            return False
        roles = attachment.values.get("roles", attachment.values.get("role"))
        for role in roles if isinstance(roles, list) else [roles]:
            record["Properties"].setdefault("Roles", []).append(self._arguments.plain(role))
        return True

    # -- who belongs to whom

    def _owner(self, resource: Resource) -> str | None:
        """The logical id of what a resource belongs to: what its argument names, or the first that it refers to."""
        return self._named_owner(resource) or self._referred(resource, resource.values.values())

    def _referred(self, resource: Resource, values: Iterable[Any]) -> str | None:
        for value in values:
            for reference in _references(value):
                target = self._target(reference)
                if target is not None and target.address in self._ids and target is not resource:
                    return self._ids[target.address]
        return None

    def _named_owner(self, resource: Resource) -> str | None:
        """What the argument for it refers to, or calls by its name."""
        argument = owner_argument(resource.type)
        named = resource.values.get(argument) if argument else None
        if (found := self._referred(resource, [named])) is not None:
            return found
        if isinstance(named, str):
            for other in self._all.values():
                if other.address in self._ids and named in (other.values.get("name"), other.values.get("bucket")):
                    return self._ids[other.address]
        return None

    def _method_of(self, integration: Resource) -> Resource | None:
        """The method of an integration: it is named, or stands at the same path with the same verb."""
        wanted = integration.values
        for reference in _references(wanted.get("http_method")):
            found = self._target(reference)
            if found is not None and found.type == "aws_api_gateway_method":
                return found
        keys = ("rest_api_id", "resource_id", "http_method")
        for other in self._all.values():
            if other.type == "aws_api_gateway_method" and all(other.values.get(k) == wanted.get(k) for k in keys):
                return other
        return None


def _type_of(resource: Resource) -> str | None:
    if resource.type == "aws_cloudcontrolapi_resource":
        named = resource.values.get("type_name")
        return named if isinstance(named, str) and re.fullmatch(r"\w+::\w+::\w+", named) else None
    if owner_argument(resource.type) is not None or not resource.type.startswith("aws_"):
        return None
    return cloudformation_type(resource.type) or UNKNOWN + pascal(resource.type.removeprefix("aws_"))


def _is_returned(intrinsic: Mapping[str, Any], type_: str) -> bool:
    """Whether CloudFormation gives back what `Fn::GetAtt` asks for; the rest always is."""
    known = schemas().resource(type_)
    wanted = intrinsic.get("Fn::GetAtt")
    return known is None or wanted is None or wanted[1] in known.attributes


def _own_name(type_: str, properties: Collection[str]) -> str:
    """The property with the name of a thing, which leaves out first words of its type: an event subscription's is
    SubscriptionName."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*", type_.rpartition("::")[2])
    names = ("".join(words[start:]) + "Name" for start in range(len(words)))
    return "" if "Name" in properties else next((name for name in names if name in properties), "")


def _unindexed(address: str) -> str:
    """An address without the key of the instance; those of the modules around it stay."""
    return re.sub(r"\[[^\[\]]*\]$", "", address)


def _base(address: str) -> str:
    return re.sub(r"\[[^\]]*\]", "", address)


def _references(value: Any) -> Iterable[Reference]:
    """The references in a value; at most a thousand parts are looked at."""
    todo, seen = [value], 0
    while todo and seen < 1000:
        item = todo.pop()
        seen += 1
        if isinstance(item, Reference):
            yield item
        elif isinstance(item, Mapping):
            todo.extend(reversed(list(item.values())))
        elif isinstance(item, (list, tuple)):
            todo.extend(reversed(item))
        elif hasattr(item, "parts"):
            todo.extend(reversed(item.parts))
        elif hasattr(item, "value"):
            todo.append(item.value)


# Attributes that CloudFormation has no word for: how they are put together, with {arn} and {ref} for the resource's.
_COMPOSED: Mapping[str, Sequence[str]] = {
    "invoke_arn": (
        "arn:", "{AWS::Partition}", ":apigateway:", "{AWS::Region}", ":lambda:path/2015-03-31/functions/", "{arn}",
        "/invocations",
    ),
    "execution_arn": (
        "arn:", "{AWS::Partition}", ":execute-api:", "{AWS::Region}", ":", "{AWS::AccountId}", ":", "{ref}",
    ),
}  # fmt: skip
_COMPOSED = {**_COMPOSED, "qualified_invoke_arn": _COMPOSED["invoke_arn"]}
_REFS = frozenset({"id", "name", "bucket", "function_name", "key_id", "url", "identifier", "cluster_identifier"})


def _attribute(id_: str, type_: str, path: Sequence[str]) -> Any:
    """`Ref` or `Fn::GetAtt` for an attribute of Terraform's."""
    if not path:
        return {"Ref": id_}
    name = ".".join(path)
    if (parts := _COMPOSED.get(path[0])) is not None:
        values: Mapping[str, Any] = {"{arn}": _attribute(id_, type_, ["arn"]), "{ref}": {"Ref": id_}}
        joined = [values.get(p) or ({"Ref": p[1:-1]} if p.startswith("{") else p) for p in parts]
        return {"Fn::Join": ["", joined]}
    if path[0] in ("arn", "qualified_arn"):
        if type_ in table()["arns"]:
            return {"Ref": id_}
        found = attribute(type_, "Arn")
        return {"Fn::GetAtt": [id_, found]} if found else {"Ref": id_}
    word = attributes(type_).get(name)
    if word is not None:
        found = attribute(type_, word)
        known = schemas().resource(type_)
        if found and known is not None and found not in known.attributes and word in ("Id", "Name"):
            return {"Ref": id_}
        return {"Fn::GetAtt": [id_, found]} if found else {"Ref": id_}
    schema = schemas().resource(type_)
    if schema is not None and (dotted := ".".join(pascal(part) for part in path)) in schema.attributes:
        return {"Fn::GetAtt": [id_, dotted]}
    if path[0] in _REFS:
        return {"Ref": id_}
    return {"Fn::GetAtt": [id_, pascal(name)]}
