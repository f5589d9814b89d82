"""A CloudFormation template as a graph.

References are followed by `Ref`, `Fn::GetAtt` and `Fn::Sub`; a value that names nothing of the stack is "computed".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from exporters.equivalence.graph import Graph, Statement
from exporters.equivalence.kinds import CONNECTING, CORS, owner_kind, plain_kind

Template = Mapping[str, Any]
_PLACE = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")


def from_cloudformation(template: Template) -> Graph:
    """The graph of a template without transforms, as JSON."""
    return _Reader(template).graph()


_NOTIFIED: Mapping[str, tuple[str, ...]] = {
    "LambdaConfigurations": ("Function",),
    "LambdaFunctionConfigurations": ("LambdaFunctionArn",),
    "QueueConfigurations": ("Queue", "QueueArn"),
    "TopicConfigurations": ("Topic", "TopicArn"),
}


# The function by which the CDK sets the notifications of buckets: its way to do it, and none of the design's.
_CDK_HANDLER = "BucketNotificationsHandler"


_ROLE_ENDS = ("role", "rolearn", "roles", "credentials", "credentialsarn", "permissionarn")


class _Reader:
    def __init__(self, template: Template) -> None:
        found: Mapping[str, Any] = template.get("Resources", {})
        self.resources = {id_: r for id_, r in found.items() if not id_.startswith(_CDK_HANDLER)}
        self.owners = self._owners()

    def graph(self) -> Graph:
        made = Graph()
        for id_, resource in self.resources.items():
            kind = plain_kind(resource["Type"])
            properties = resource.get("Properties", {})
            if kind in CONNECTING:
                self._connect(made, kind, properties)
            elif kind:
                made.resources[kind] += 1
            for origin in _origins(resource["Type"], properties):
                made.connections[owner_kind(resource["Type"]), self.kind_of(origin), CORS] = 1
            made.statements |= set(self._statements(id_, resource["Type"], properties))
            if kind == "AWS::S3::Bucket" or resource["Type"] == "Custom::S3BucketNotifications":
                self._notifications(made, properties.get("NotificationConfiguration", {}))
            elif kind == "AWS::Events::Rule":
                for target in properties.get("Targets", ()):
                    made.connections["AWS::Events::Rule", self.kind_of(target.get("Arn")), "target"] += 1
        return made

    # -- references

    def named(self, value: Any) -> Iterator[str]:
        """The logical ids that a value refers to."""
        if isinstance(value, Mapping):
            if set(value) == {"Ref"}:
                yield str(value["Ref"])
            elif set(value) == {"Fn::GetAtt"}:
                got = value["Fn::GetAtt"]
                yield got.split(".")[0] if isinstance(got, str) else str(got[0])
            elif set(value) == {"Fn::Sub"}:
                text = value["Fn::Sub"]
                body, more = (text, {}) if isinstance(text, str) else (text[0], text[1])
                yield from (m[1] for m in _PLACE.finditer(body) if m[1] not in more)
                yield from self.named(more)
            else:
                for item in value.values():
                    yield from self.named(item)
        elif isinstance(value, list):
            for item in value:
                yield from self.named(item)

    def kinds_of(self, value: Any) -> tuple[str, ...]:
        """What an ARN, name or URL is about: the kinds of resources that it names, or something put together."""
        types = (str(self.resources[id_]["Type"]) for id_ in self.named(value) if id_ in self.resources)
        return tuple(dict.fromkeys(plain_kind(t) or t for t in types)) or ("computed",)

    def kind_of(self, value: Any) -> str:
        return self.kinds_of(value)[0]

    # -- connections

    def _connect(self, made: Graph, kind: str, properties: Mapping[str, Any]) -> None:
        source, target = CONNECTING[kind]
        made.connections[self.kind_of(properties.get(source)), self.kind_of(properties.get(target)), kind] += 1

    def _notifications(self, made: Graph, config: Mapping[str, Any]) -> None:
        """Of a bucket, or in the words of S3's own API, as the CDK's custom resource has them."""
        for key, words in _NOTIFIED.items():
            for entry in config.get(key, ()):
                target = next((entry[word] for word in words if word in entry), None)
                made.connections["AWS::S3::Bucket", self.kind_of(target), "notification"] += 1

    # -- permissions

    def _owners(self) -> Mapping[str, str]:
        """Role -> the kind of what acts in it."""
        found: dict[str, str] = {}
        for resource in self.resources.values():
            if resource["Type"] in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role"):
                continue
            for key, value in _pairs(resource.get("Properties", {})):
                if key.lower().endswith(_ROLE_ENDS):
                    for id_ in self.named(value):
                        if self.resources.get(id_, {}).get("Type") == "AWS::IAM::Role":
                            found.setdefault(id_, owner_kind(resource["Type"]))
        return found

    def _statements(self, id_: str, type_: str, properties: Mapping[str, Any]) -> Iterator[Statement]:
        if type_ == "AWS::IAM::Role":
            for policy in properties.get("Policies", ()):
                yield from self._of_document(self._owner(id_), policy.get("PolicyDocument", {}))
        elif type_ in ("AWS::IAM::Policy", "AWS::IAM::RolePolicy"):
            for role in self.named(properties.get("Roles", properties.get("RoleName"))):
                if role.startswith(_CDK_HANDLER):
                    continue
                yield from self._of_document(self._owner(role), properties.get("PolicyDocument", {}))
        elif type_ == "AWS::Lambda::Permission":
            limits = frozenset({"aws:sourcearn"}) if "SourceArn" in properties else frozenset[str]()
            yield Statement(str(properties["Principal"]), str(properties["Action"]), "AWS::Lambda::Function", limits)
        elif type_ in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy"):
            for statement in _list(properties.get("PolicyDocument", {}).get("Statement")):
                principal = statement.get("Principal")
                for service in _list(principal.get("Service")) if isinstance(principal, Mapping) else ():
                    yield from self._one(str(service), statement)

    def _owner(self, role: str) -> str:
        return self.owners.get(role, "role")

    def _of_document(self, principal: str, document: Mapping[str, Any]) -> Iterator[Statement]:
        for statement in _list(document.get("Statement")):
            yield from self._one(principal, statement)

    def _one(self, principal: str, statement: Mapping[str, Any]) -> Iterator[Statement]:
        limits = frozenset(str(k).lower() for keys in statement.get("Condition", {}).values() for k in keys)
        for action in _list(statement.get("Action")):
            for resource in _list(statement.get("Resource")):
                for kind in ("*",) if resource == "*" else self.kinds_of(resource):
                    yield Statement(principal, str(action), kind, limits)


def _origins(type_: str, properties: Mapping[str, Any]) -> Iterator[Any]:
    """Whose pages may call an API: in its settings, in its document, or in the answers of its methods."""
    body = properties.get("Body", {}) if type_.startswith("AWS::ApiGateway") else {}
    if type_ == "AWS::ApiGatewayV2::Api":
        yield from _list(properties.get("CorsConfiguration", {}).get("AllowOrigins"))
        yield from _list(body.get("x-amazon-apigateway-cors", {}).get("allowOrigins"))
    elif type_ == "AWS::Lambda::Url":
        yield from _list(properties.get("Cors", {}).get("AllowOrigins"))
    elif type_ in ("AWS::ApiGateway::Method", "AWS::ApiGateway::RestApi"):
        said = properties.get("Integration", {}) if type_ == "AWS::ApiGateway::Method" else body.get("paths", {})
        yield from (value for key, value in _pairs(said) if key.endswith("header.Access-Control-Allow-Origin"))


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key), item
            yield from _pairs(item)
    elif isinstance(value, list):
        for item in value:
            yield from _pairs(item)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
