"""A terraform plan in JSON (`terraform show -json`) as a graph.

The plan's `configuration` says symbolically what refers to what; texts between references are not in it, so an ARN
that is put together there is "computed" as it is in CloudFormation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from exporters.equivalence.graph import Graph, Statement
from exporters.equivalence.kinds import CORS, owner_kind, plain_kind
from exporters.terraform.table import CLOUD_CONTROL, kinds

Module = Mapping[str, Any]

_CONNECTING: Mapping[str, tuple[str, str, str]] = {
    "aws_lambda_event_source_mapping": ("event_source_arn", "function_name", "AWS::Lambda::EventSourceMapping"),
    "aws_sns_topic_subscription": ("topic_arn", "endpoint", "AWS::SNS::Subscription"),
    "aws_cloudwatch_log_subscription_filter": ("log_group_name", "destination_arn", "AWS::Logs::SubscriptionFilter"),
    "aws_cloudwatch_event_target": ("rule", "arn", "target"),
}
_POLICIES = ("aws_sqs_queue_policy", "aws_sns_topic_policy", "aws_s3_bucket_policy")
_NOTIFIED = {"lambda_function": "lambda_function_arn", "queue": "queue_arn", "topic": "topic_arn"}
_ROLE_ENDS = ("role", "role_arn", "roles", "credentials", "credentials_arn")


def from_terraform(module: Module, instances: Mapping[str, int] | None = None) -> Graph:
    """The graph of a module's configuration (`configuration.root_module`, or a called module's `module`).

    `instances` are the numbers of those that the plan makes of each address: the configuration does not say over what
    a `for_each` goes.  Without them each address is one.
    """
    return _Reader(module, instances or {}).graph()


@cache
def _kind(type_: str) -> str:
    """CloudFormation's type for one of Terraform's; "" where Terraform needs it besides."""
    return kinds().get(type_, "")


class _Reader:
    def __init__(self, module: Module, instances: Mapping[str, int]) -> None:
        self.instances = instances
        self.all = {r["address"]: r for r in module.get("resources", ())}
        self.managed = {a: r for a, r in self.all.items() if r["mode"] == "managed"}
        self.owners = self._owners()

    def graph(self) -> Graph:
        made = Graph()
        for resource in self.managed.values():
            type_, given = resource["type"], resource.get("expressions", {})
            if type_ in _CONNECTING:
                source, target, how = _CONNECTING[type_]
                made.connections[self.kind_of(given.get(source)), self.kind_of(given.get(target)), how] += 1
            elif plain_kind(self.kind(resource)):
                made.resources[plain_kind(self.kind(resource))] += self.instances.get(resource["address"], 1)
            if type_ == "aws_s3_bucket_notification":
                for block, argument in _NOTIFIED.items():
                    for entry in _list(given.get(block)):
                        made.connections["AWS::S3::Bucket", self.kind_of(entry.get(argument)), "notification"] += 1
            for origins in _origins(type_, given):
                for kind in self.kinds_of(origins):
                    made.connections[self.kind(resource) or owner_kind(type_), kind, CORS] = 1
            made.statements |= set(self._statements(type_, given))
        return made

    def kind(self, resource: Mapping[str, Any]) -> str:
        if resource["type"] == CLOUD_CONTROL.type:
            return str(resource["expressions"]["type_name"]["constant_value"])
        return _kind(resource["type"])

    def named(self, expression: Any) -> Iterator[str]:
        """The addresses that an expression refers to, each once."""
        seen: set[str] = set()
        for reference in _references(expression):
            parts = reference.split("[")[0].split(".")
            address = ".".join(parts[:3] if parts[0] == "data" else parts[:2])
            if address in self.all and address not in seen:
                seen.add(address)
                yield address

    def kinds_of(self, expression: Any) -> Iterator[str]:
        found = False
        for address in self.named(expression):
            if address in self.managed:
                found = True
                yield self.kind(self.managed[address]) or self.managed[address]["type"]
        if not found:
            yield "computed"

    def kind_of(self, expression: Any) -> str:
        return next(self.kinds_of(expression))

    # -- permissions

    def _owners(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for resource in self.managed.values():
            if resource["type"].startswith("aws_iam_"):
                continue
            for key, value in _pairs(resource.get("expressions", {})):
                if key == "desired_state" or key.endswith(_ROLE_ENDS):
                    for address in self.named(value):
                        if self.all[address]["type"] == "aws_iam_role":
                            found.setdefault(address, owner_kind(self.kind(resource) or resource["type"]))
        return found

    def _statements(self, type_: str, given: Mapping[str, Any]) -> Iterator[Statement]:
        if type_ == "aws_iam_role_policy":
            for role in self.named(given.get("role")):
                for document in self.named(given.get("policy")):
                    yield from self._of_document(self.owners.get(role, "role"), document)
        elif type_ == "aws_lambda_permission":
            limits = frozenset({"aws:sourcearn"}) if "source_arn" in given else frozenset[str]()
            principal, action = (str(given[k]["constant_value"]) for k in ("principal", "action"))
            yield Statement(principal, action, "AWS::Lambda::Function", limits)
        elif type_ in _POLICIES:
            for document in self.named(given.get("policy")):
                yield from self._of_document("", document)

    def _of_document(self, principal: str, address: str) -> Iterator[Statement]:
        for statement in _list(self.all[address].get("expressions", {}).get("statement")):
            limits = frozenset(str(c["variable"]["constant_value"]).lower() for c in _list(statement.get("condition")))
            who = [principal] if principal else _services(statement)
            for action in statement.get("actions", {}).get("constant_value", ()):
                for kind in self._about(statement.get("resources", {})):
                    for one in who:
                        yield Statement(one, action, kind, limits)

    def _about(self, resources: Mapping[str, Any]) -> set[str]:
        constant = resources.get("constant_value")
        if constant is not None:
            return {"*" if value == "*" else "computed" for value in constant}
        return set(self.kinds_of(resources))


def _origins(type_: str, given: Mapping[str, Any]) -> Iterator[Any]:
    """Whose pages may call an API: in its settings, or in the answers of its methods."""
    block = {"aws_apigatewayv2_api": "cors_configuration", "aws_lambda_function_url": "cors"}.get(type_)
    for cors in _list(given.get(block)) if block else ():
        yield cors.get("allow_origins")
    if type_ == "aws_api_gateway_integration_response" and "response_parameters" in given:
        yield given["response_parameters"]


def _services(statement: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for principal in _list(statement.get("principals")):
        if principal["type"].get("constant_value") == "Service":
            found += principal["identifiers"].get("constant_value", ())
    return found


def _references(expression: Any) -> Iterator[str]:
    if isinstance(expression, Mapping):
        references = expression.get("references")
        if isinstance(references, list):
            yield from references
        for key, value in expression.items():
            if key not in ("references", "constant_value"):
                yield from _references(value)
    elif isinstance(expression, list):
        for item in expression:
            yield from _references(item)


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
