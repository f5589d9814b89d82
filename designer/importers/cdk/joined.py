"""The stacks of an app as one template: nested stacks opened, exports followed, the CDK's own helpers left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from designer.importers.base import Place
from designer.importers.cdk.assembly import Assembly, Stack, nested_template
from designer.storage.design_file import read_bytes
from designer.storage.errors import FileError
from exporters.cfn import pascal

MOST_LEVELS = 60  # of a value
MOST_NESTED = 8
MOST_RESOURCES = 5_000
MOST_VALUES = 2_000_000  # of all templates, with what stands behind exports put in
_PLACE = re.compile(r"\$\{([A-Za-z0-9]+)(\.[^}]*)?\}")
_INTRINSICS = frozenset({"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::ImportValue"})
MOST_DOCUMENT = 1024 * 1024
_ASSET = re.compile(r"[0-9a-f]{64}\.(?:json|ya?ml)")
# Documents that may be deployed as files: the type, the property that names the file, the one that holds the text.
_DOCUMENTS = (("AWS::StepFunctions::StateMachine", "DefinitionS3Location", "DefinitionString"),)
# What the CDK adds for itself, by type or by a part of the construct's path.
_OWN_TYPES = frozenset({"AWS::CDK::Metadata", "Custom::S3AutoDeleteObjects", "Custom::LogRetention",
                        "Custom::VpcRestrictDefaultSG", "Custom::CrossRegionExportWriter",
                        "Custom::CrossRegionExportReader"})  # fmt: skip
_OWN_PARTS = re.compile(
    r"/(BucketNotificationsHandler[0-9a-f]+|Custom::\w+CustomResourceProvider|LogRetention[0-9a-f]{32}|"
    r"AWS[0-9a-f]{32}|framework-(onEvent|isComplete|onTimeout)|CDKMetadata|Custom::CDKBucketDeployment\w+)(/|$)"
)


@dataclass(slots=True)
class Joined:
    """One template's resources, with what is known of each by its logical id."""

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)  # construct paths
    stacks: dict[str, Stack] = field(default_factory=dict)  # of each resource
    left_out: dict[str, tuple[str, Place | None]] = field(default_factory=dict)  # logical id -> type
    values: int = 0  # that have been looked at


def joined(assembly: Assembly) -> Joined:
    """All stacks of an assembly as one.  Raises FileError."""
    made = Joined()
    scopes = [_Scope(stack, made) for stack in assembly.stacks]
    exports: dict[str, Any] = {}
    for scope in scopes:
        scope.collect(exports)
    for scope in scopes:
        scope.write(exports)
    _notifications(made)
    return made


class _Scope:
    """One template on its way into the joint one: what its logical ids are called there."""

    def __init__(self, stack: Stack, made: Joined, prefix: str = "", level: int = 0) -> None:
        self.stack, self.made, self.level = stack, made, level
        self.ids: dict[str, str] = {}
        self.parameters: dict[str, Any] = {}
        self.nested: dict[str, _Scope] = {}
        places = stack.places()
        for logical, resource in stack.resources.items():
            if not isinstance(resource, Mapping):
                continue
            id_ = logical if logical not in made.stacks else pascal(f"{prefix or stack.id} {logical}")
            while id_ in made.stacks:
                id_ = f"{id_}X"
            self.ids[logical] = id_
            made.stacks[id_] = stack
            made.places[id_] = places.get(logical, Place(stack.path))
            made.paths[id_] = stack.paths.get(logical, "")
            if len(made.stacks) > MOST_RESOURCES:
                raise FileError(stack.path, f"more than {MOST_RESOURCES:,} resources; import one of the templates")
            if resource.get("Type") == "AWS::CloudFormation::Stack" and level < MOST_NESTED:
                inner = nested_template(stack, resource)
                if inner is not None:
                    self.nested[logical] = _Scope(inner, made, logical, level + 1)

    def collect(self, exports: dict[str, Any]) -> None:
        """What this stack exports, and the values that it hands to those in it."""
        for output in self.outputs().values():
            name = _map(_map(output).get("Export")).get("Name")
            if isinstance(name, str):
                exports[name] = (self, _map(output).get("Value"))
        for logical, inner in self.nested.items():
            given = _map(_map(_map(self.stack.resources[logical]).get("Properties")).get("Parameters"))
            inner.parameters = {name: (self, value) for name, value in given.items()}
            inner.collect(exports)

    def outputs(self) -> Mapping[str, Any]:
        return _map(self.stack.template.get("Outputs"))

    def write(self, exports: Mapping[str, Any]) -> None:
        for name, parameter in _map(self.stack.template.get("Parameters")).items():
            if name not in self.parameters and name not in self.made.stacks:
                self.made.parameters.setdefault(name, parameter)
        for logical, id_ in self.ids.items():
            resource = self.stack.resources[logical]
            type_ = str(resource.get("Type"))
            if logical in self.nested:
                self.nested[logical].write(exports)
                self.made.left_out[id_] = (type_, self.made.places[id_])
            elif type_ in _OWN_TYPES or _OWN_PARTS.search(f"/{self.made.paths[id_]}"):
                self.made.left_out[id_] = (type_, self.made.places[id_])
            else:
                kept = {key: self.value(resource[key], exports) for key in ("Type", "Properties") if key in resource}
                self.made.resources[id_] = kept
                properties = _map(kept.get("Properties"))
                for at, location, goes in _DOCUMENTS:
                    if type_ == at and (text := self._asset(properties.get(location))) is not None:
                        rest = {key: value for key, value in properties.items() if key != location}
                        kept["Properties"] = {**rest, goes: text}

    def _asset(self, location: Any) -> str | None:
        """The text of a document that the CDK deploys as a file, which lies beside the template."""
        key = _map(location).get("Key")
        if not isinstance(key, str) or not _ASSET.fullmatch(key):
            return None
        path = self.stack.path.parent / f"asset.{key}"
        try:
            inside = path.resolve().is_relative_to(self.stack.path.parent.resolve())
            return read_bytes(path, MOST_DOCUMENT).decode() if inside and path.is_file() else None
        except (FileError, UnicodeDecodeError):
            return None

    def value(self, value: Any, exports: Mapping[str, Any], level: int = 0) -> Any:
        """A value in the joint template's words."""
        self.made.values += 1
        if level > MOST_LEVELS or self.made.values > MOST_VALUES:
            raise FileError(self.stack.path, "nested too deeply, or exports that blow it up")
        if isinstance(value, list):
            return [self.value(item, exports, level + 1) for item in value]
        if not isinstance(value, Mapping):
            return value
        if len(value) == 1 and next(iter(value)) in _INTRINSICS:
            return self._intrinsic(*next(iter(value.items())), exports, level)
        return {key: self.value(inner, exports, level + 1) for key, inner in value.items()}

    def _intrinsic(self, key: str, inner: Any, exports: Mapping[str, Any], level: int) -> Any:
        if key == "Ref" and isinstance(inner, str):
            if inner in self.parameters:
                scope, given = self.parameters[inner]
                return scope.value(given, exports, level + 1)
            return {"Ref": self.ids.get(inner, inner)}
        if key == "Fn::GetAtt" and (parts := _attribute(inner)) is not None:
            logical, name = parts
            nested = self.nested.get(logical)
            if nested is not None and name.startswith("Outputs."):
                output = _map(nested.outputs().get(name.removeprefix("Outputs.")))
                return nested.value(output.get("Value"), exports, level + 1)
            return {key: [self.ids.get(logical, logical), name]}
        if key == "Fn::ImportValue" and isinstance(inner, str) and inner in exports:
            scope, given = exports[inner]
            return scope.value(given, exports, level + 1)
        if key == "Fn::Sub":
            return {key: self._substituted(inner, exports, level)}
        return {key: self.value(inner, exports, level + 1)}

    def _substituted(self, inner: Any, exports: Mapping[str, Any], level: int) -> Any:
        text, variables = (inner[0], inner[1]) if isinstance(inner, list) and len(inner) == 2 else (inner, None)
        if not isinstance(text, str):
            return self.value(inner, exports, level + 1)

        text = _PLACE.sub(lambda m: f"${{{self.ids.get(m[1], m[1])}{m[2] or ''}}}", text)
        return text if variables is None else [text, self.value(variables, exports, level + 1)]


def _attribute(inner: Any) -> tuple[str, str] | None:
    if isinstance(inner, str):
        logical, _, name = inner.partition(".")
        return logical, name
    if isinstance(inner, list) and len(inner) == 2 and all(isinstance(part, str) for part in inner):
        return inner[0], inner[1]
    return None


def _notifications(made: Joined) -> None:
    """The CDK sets a bucket's notifications by a custom resource: they are the bucket's own."""
    for id_ in [i for i, r in made.resources.items() if r.get("Type") == "Custom::S3BucketNotifications"]:
        resource = made.resources.pop(id_)
        made.left_out[id_] = ("Custom::S3BucketNotifications", made.places.get(id_))
        properties = _map(resource.get("Properties"))
        bucket = made.resources.get(str(_map(properties.get("BucketName")).get("Ref")))
        given = _map(properties.get("NotificationConfiguration"))
        if bucket is None or not given:
            continue
        own: dict[str, Any] = {}
        bucket["Properties"] = {**_map(bucket.get("Properties")), "NotificationConfiguration": own}
        for word, name, key in (
            ("LambdaFunctionConfigurations", "LambdaConfigurations", "Function"),
            ("QueueConfigurations", "QueueConfigurations", "Queue"),
            ("TopicConfigurations", "TopicConfigurations", "Topic"),
        ):
            for entry in map(_map, _list(given.get(word))):
                for event in _list(entry.get("Events")):
                    record = {"Event": event, key: entry.get(f"{key}Arn") or entry.get("LambdaFunctionArn")}
                    rules = _map(_map(entry.get("Filter")).get("Key")).get("FilterRules")
                    if rules:
                        record["Filter"] = {"S3Key": {"Rules": rules}}
                    own.setdefault(name, []).append(record)
        if "EventBridgeConfiguration" in given:
            own["EventBridgeConfiguration"] = {"EventBridgeEnabled": True}


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
