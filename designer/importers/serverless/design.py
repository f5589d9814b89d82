"""From serverless.yml to a design: functions in SAM's words beside the file's own resources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.importers.base import Imported, Place, Progress, Remark, no_progress
from designer.importers.cloudformation.document import Document, read
from designer.importers.normal import Origin, Source, read_source
from designer.importers.serverless.events import Resources, event, event_id
from designer.importers.serverless.variables import Variables
from designer.model.catalogue import Catalogue
from designer.storage.errors import FileError
from exporters.cfn import pascal

MOST_FUNCTIONS = 1_000
MOST_EVENTS = 100  # of one function
# The options of a function (or of the provider, for all of them) -> SAM's properties.
_OPTIONS = {
    "runtime": "Runtime", "handler": "Handler", "memorySize": "MemorySize", "timeout": "Timeout",
    "description": "Description", "reservedConcurrency": "ReservedConcurrentExecutions", "architecture": "",
    "ephemeralStorageSize": "", "environment": "", "name": "FunctionName", "kmsKeyArn": "KmsKeyArn",
}  # fmt: skip


def read_serverless(path: Path, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design of a serverless.yml.  Raises FileError."""
    document = read(path)
    data = document.data
    if not isinstance(data, Mapping):
        raise FileError(path, "this is no serverless.yml: it has no functions and no resources")
    made = _Service(document, data, path)
    made.write(progress)
    source = Source(
        "serverless.yml", path, made.resources, made.origins,
        {"Transform": "AWS::Serverless-2016-10-31"}, tuple(made.remarks),
    )  # fmt: skip
    imported = read_source(source, catalogue, progress)
    name = made.text(data.get("service")) or path.resolve().parent.name
    design = imported.design.replace(name=name.replace("-", " ").replace("_", " ").capitalize())
    return Imported(design, imported.report, imported.positions)


@dataclass(slots=True)
class _Service:
    document: Document
    data: Mapping[str, Any]
    path: Path
    resources: Resources = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    variables: Variables = field(init=False)

    def __post_init__(self) -> None:
        self.variables = Variables(self.data, self.path)

    def text(self, value: Any) -> str:
        found = self.variables.resolve(value)
        return found if isinstance(found, str) else str(_map(found).get("name", ""))

    def write(self, progress: Progress) -> None:
        provider = _map(self.variables.resolve(self.data.get("provider")))
        if provider.get("name", "aws") != "aws":
            raise FileError(self.path, f"the provider is {str(provider.get('name'))[:40]!r}; only aws is read")
        self._own_resources()
        functions = self.data.get("functions")
        parts = functions if isinstance(functions, list) else [functions]
        found = {str(k): v for part in parts for k, v in _map(self.variables.resolve(part)).items()}
        if len(found) > MOST_FUNCTIONS:
            raise FileError(self.path, f"more than {MOST_FUNCTIONS} functions")
        for number, (name, function) in enumerate(found.items()):
            progress(f"Reading {name}", number, len(found))
            self._function(name, _map(function), provider)

    def _own_resources(self) -> None:
        """What stands under `resources` is CloudFormation already."""
        given = self.data.get("resources")
        for part in given if isinstance(given, list) else [given]:
            for id_, resource in _map(_map(self.variables.resolve(part)).get("Resources")).items():
                named = re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,200}", str(id_))
                if named and isinstance(resource, Mapping) and isinstance(resource.get("Type"), str):
                    kept = {key: resource[key] for key in ("Type", "Properties") if key in resource}
                    place = self.document.place("resources", "Resources", id_)
                    self._add(str(id_), kept, Origin(str(id_), resource["Type"], place))

    def _add(self, id_: str, resource: Mapping[str, Any], origin: Origin) -> None:
        self.resources[id_] = dict(resource)
        self.origins[id_] = origin

    def _function(self, name: str, function: Mapping[str, Any], provider: Mapping[str, Any]) -> None:
        place = self.document.place("functions", name)
        whole = {key: provider[key] for key in ("runtime", "memorySize", "timeout") if key in provider} | dict(function)
        made: dict[str, Any] = {w: whole[key] for key, w in _OPTIONS.items() if w and key in whole}
        made["Architectures"] = [whole.get("architecture", provider.get("architecture", "x86_64"))]
        environment = {**_map(provider.get("environment")), **_map(function.get("environment"))}
        if environment:
            made["Environment"] = {"Variables": environment}
        statements = _statements(provider)
        if statements:
            made["Policies"] = [{"Version": "2012-10-17", "Statement": statements}]
        made |= _failure(function)
        events: dict[str, Any] = {}
        given = function.get("events")
        for number, entry in enumerate((given if isinstance(given, list) else [])[:MOST_EVENTS]):
            pairs = entry.items() if isinstance(entry, Mapping) else [(str(entry), {})]
            for kind, value in list(pairs)[:1]:
                before = set(self.resources)
                found = event(str(kind), value, self.resources)
                for id_ in set(self.resources) - before:
                    self.origins[id_] = Origin(id_, self.resources[id_]["Type"], place)
                if kind == "websocket":
                    self._websocket(name, value, place)
                elif found is None:
                    self.remarks.append(Remark(f"the event {kind} of {name} is not understood", place))
                else:
                    type_, properties = found
                    events[event_id(str(kind), value, number)] = {"Type": type_, "Properties": properties}
        if events:
            made["Events"] = events
        resource = {"Type": "AWS::Serverless::Function", "Properties": made}
        self._add(function_id(name), resource, Origin(name, "function", place))

    def _websocket(self, name: str, value: Any, place: Place) -> None:
        """The routes of the one WebSocket API that the framework makes for a service."""
        route = value if isinstance(value, str) else _map(value).get("route", "$default")
        api = "WebsocketsApi"
        if api not in self.resources:
            kind = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"ProtocolType": "WEBSOCKET"}}
            self._add(api, kind, Origin(api, "websocket", place))
        words = pascal(f"{name} {route}")
        uri = {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
               f"${{{function_id(name)}.Arn}}/invocations"}  # fmt: skip
        integration = {"ApiId": {"Ref": api}, "IntegrationType": "AWS_PROXY", "IntegrationUri": uri}
        origin = Origin(f"{name}.{route}", "websocket", place)
        self._add(f"{words}Integration", {"Type": "AWS::ApiGatewayV2::Integration", "Properties": integration}, origin)
        target = {"Fn::Join": ["/", ["integrations", {"Ref": f"{words}Integration"}]]}
        routed = {"ApiId": {"Ref": api}, "RouteKey": route, "Target": target}
        self._add(f"{words}Route", {"Type": "AWS::ApiGatewayV2::Route", "Properties": routed}, origin)


def function_id(name: str) -> str:
    """The logical id that the framework gives a function; the file's own resources refer to it."""
    words = re.sub(r"[^A-Za-z0-9]", "", name.replace("-", "Dash").replace("_", "Underscore"))[:100]
    words = words if words[:1].isalpha() else f"N{words}"
    return f"{words[:1].upper()}{words[1:]}LambdaFunction"


def _statements(provider: Mapping[str, Any]) -> list[Any]:
    """What all functions may do: in the newer place, or in the older one."""
    role = _map(_map(provider.get("iam")).get("role"))
    found = role.get("statements") or provider.get("iamRoleStatements")
    return [s for s in found if isinstance(s, Mapping)] if isinstance(found, list) else []


def _failure(function: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if function.get("onError"):
        target = function["onError"]
        made["DeadLetterQueue"] = {"Type": "SNS" if ":sns:" in str(target) else "SQS", "TargetArn": target}
    targets = _map(function.get("destinations"))
    config = {
        word: {"Destination": _destination(targets[name])}
        for name, word in (("onSuccess", "OnSuccess"), ("onFailure", "OnFailure"))
        if name in targets
    }
    if config:
        made["EventInvokeConfig"] = {"DestinationConfig": config}
    return made


def _destination(value: Any) -> Any:
    if isinstance(value, Mapping) and "arn" in value:
        return value["arn"]
    if isinstance(value, str) and not value.startswith("arn:") and "${" not in value:
        return {"Fn::GetAtt": [function_id(value), "Arn"]}
    return value


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
