"""Routes of APIs as edges: from OpenAPI bodies, methods and resources, V2 routes, and authorizers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from designer.importers.base import Place, Remark
from designer.importers.cloudformation.drawing import Drawing
from designer.importers.cloudformation.policies import Policies
from designer.importers.cloudformation.tables import NAMESPACES
from designer.importers.cloudformation.template import Resource, arn, as_list, as_map, each, text

_VERBS = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace", "x-amazon-apigateway-any-method"}
)
_AUTHORIZATION = {"AWS_IAM": "AWS_IAM", "JWT": "JWT", "COGNITO_USER_POOLS": "COGNITO_USER_POOLS", "CUSTOM": "CUSTOM"}
_MOST_PARTS = 100  # of a path
PROXY = ("proxy-integration",)
SERVICE = ("service-integration", "proxy-integration")
ReadFile = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """One route of an API and what the edge says of it: Path and Method, or RouteKey."""

    api: str
    words: Mapping[str, Any]
    place: Place


class Apis:
    """Draws the routes and authorizers of every API."""

    def __init__(self, board: Drawing, policies: Policies, read_file: ReadFile) -> None:
        self._board = board
        self._policies = policies
        self._read_file = read_file
        self._all = board.template.resources

    def draw(self) -> None:
        for resource in self._all.values():
            match resource.type:
                case "AWS::Serverless::Api" | "AWS::Serverless::HttpApi" | "AWS::Serverless::WebSocketApi":
                    self._sam(resource)
                case "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api":
                    self._body(resource.id, resource.properties.get("Body"), resource.place)
                    self._quick(resource)
                case "AWS::ApiGateway::Method":
                    self._method(resource)
                case "AWS::ApiGatewayV2::Route":
                    self._route(resource)
                case "AWS::ApiGateway::Authorizer" | "AWS::ApiGatewayV2::Authorizer":
                    self._plain_authorizer(resource)
        self._orphans()

    # -- bodies

    def _sam(self, api: Resource) -> None:
        p = api.properties
        body = p.get("DefinitionBody")
        include = each(body, "Fn::Transform.Parameters.Location") if isinstance(body, Mapping) else iter(())
        location = next(include, None)
        if location is not None:
            body = self._read_file(location)
        if body is None and p.get("DefinitionUri") is not None:
            location = p["DefinitionUri"]
            body = self._read_file(location)
        self._body(api.id, body, api.place)
        if location is not None and body is None:
            self._unread(api)
        for authorizer in as_map(as_map(p.get("Auth")).get("Authorizers")).values():
            self._authorizer(api.id, as_map(authorizer), api.place)
        for key, route in as_map(p.get("Routes")).items():  # a WebSocketApi's
            function = as_map(route).get("FunctionArn")
            words = {"RouteKey": key}
            self._board.connect(api.id, self._board.target(function, "lambda"), PROXY, words, api.place)

    def _quick(self, api: Resource) -> None:
        """A V2 API made of a target alone: quick create."""
        if (target := api.properties.get("Target")) is not None:
            words = {"RouteKey": "$default", "Path": "/{proxy+}", "Method": "ANY"}
            self._uri(Route(api.id, words, api.place), target, {}, None)

    def _body(self, api: str, body: Any, place: Place) -> None:
        body = as_map(body)
        schemes = {
            **as_map(body.get("securityDefinitions")),
            **as_map(as_map(body.get("components")).get("securitySchemes")),
        }
        kinds = {str(name): _scheme(as_map(scheme)) for name, scheme in schemes.items()}
        for path, methods in as_map(body.get("paths")).items():
            for verb, operation in as_map(methods).items():
                if str(verb).lower() not in _VERBS:
                    continue
                integration = as_map(as_map(operation).get("x-amazon-apigateway-integration"))
                method = "ANY" if str(verb).startswith("x-") else str(verb).upper()
                written = "/{proxy+}" if path == "/$default" else str(path)  # whatever no other route takes
                words = {"Path": written, "Method": method}
                words |= _spoken(as_map(operation), body.get("security"), kinds)
                self._integration(Route(api, words, place), _camel(integration))
        for scheme in schemes.values():
            if authorizer := as_map(as_map(scheme).get("x-amazon-apigateway-authorizer")):
                self._authorizer(api, _camel(authorizer), place)

    def _unread(self, api: Resource) -> None:
        """A definition that is not at hand: what roles let API Gateway do is what its routes call directly."""
        board = self._board
        for role in self._roles:
            if role.id in board.nodes:  # nothing else uses it
                del board.nodes[role.id]
                board.fold(role.id, api.id)
        for id_ in self._reached:
            if id_ != api.id:
                board.connect(api.id, id_, SERVICE, {}, api.place)

    @cached_property
    def _roles(self) -> list[Resource]:
        """The roles that API Gateway may take on."""
        return [
            role
            for role in self._all.values()
            if role.type == "AWS::IAM::Role"
            and "apigateway.amazonaws.com" in str(role.properties.get("AssumeRolePolicyDocument"))
        ]

    @cached_property
    def _reached(self) -> list[str]:
        """What those roles may reach."""
        statements = (s for role in self._roles for s in self._policies.statements_of({"Ref": role.id}))
        return list(dict.fromkeys(id_ for s in statements for id_ in self._policies.reached_by({"Statement": s})))

    # -- plain resources

    def _method(self, method: Resource) -> None:
        api = self._board.owner(method.id)
        if api is None:
            return
        words: dict[str, Any] = {"Path": self._path(method.properties.get("ResourceId"))}
        words["Method"] = str(method.properties.get("HttpMethod", "ANY"))
        kind = method.properties.get("AuthorizationType")
        if isinstance(kind, str) and kind in _AUTHORIZATION:
            words["AuthorizationType"] = kind
        if method.properties.get("ApiKeyRequired") is True:
            words["ApiKeyRequired"] = True
        self._integration(Route(api, words, method.place), as_map(method.properties.get("Integration")))

    def _path(self, value: Any) -> str:
        """The path that an AWS::ApiGateway::Resource stands for, from its parents."""
        parts: list[str] = []
        seen: set[str] = set()
        while True:
            id_ = next(
                (i for i in self._board.resources(value) if self._all[i].type == "AWS::ApiGateway::Resource"), None
            )
            if id_ is None or id_ in seen or len(seen) > _MOST_PARTS:
                return "/" + "/".join(reversed(parts))
            seen.add(id_)
            parts.append(text(self._all[id_].properties.get("PathPart")) or "")
            value = self._all[id_].properties.get("ParentId")

    def _route(self, route: Resource) -> None:
        api = self._board.owner(route.id)
        if api is None:
            return
        key = str(route.properties.get("RouteKey", "$default"))
        words: dict[str, Any] = {"RouteKey": key}
        method, _, path = key.partition(" ")
        if path:
            words |= {"Path": path, "Method": method}
        elif key == "$default":
            words |= {"Path": "/{proxy+}", "Method": "ANY"}
        kind = route.properties.get("AuthorizationType")
        if isinstance(kind, str) and kind in _AUTHORIZATION:
            words["AuthorizationType"] = kind
        for id_ in self._board.resources(route.properties.get("Target")):
            if self._all[id_].type == "AWS::ApiGatewayV2::Integration":
                self._integration(Route(api, words, route.place), self._all[id_].properties)

    def _orphans(self) -> None:
        """Integrations that no route of the template takes still say whom the API may call."""
        taken = {
            id_ for r in self._all.values() if r.type == "AWS::ApiGatewayV2::Route"
            for id_ in self._board.resources(r.properties.get("Target"))
        }  # fmt: skip
        for resource in self._all.values():
            api = self._board.owner(resource.id)
            if resource.type == "AWS::ApiGatewayV2::Integration" and resource.id not in taken and api is not None:
                self._integration(Route(api, {}, resource.place), resource.properties)

    # -- integrations

    def _integration(self, route: Route, integration: Mapping[str, Any]) -> None:
        if not integration:
            return
        kind = str(integration.get("Type") or integration.get("IntegrationType") or "").upper()
        if kind == "MOCK":
            return
        uri = integration.get("Uri", integration.get("IntegrationUri"))
        words = dict(route.words)
        timeout = integration.get("TimeoutInMillis")
        if isinstance(timeout, int):
            words["TimeoutInMillis"] = timeout
        if integration.get("PayloadFormatVersion") is not None:
            words["PayloadFormatVersion"] = str(integration["PayloadFormatVersion"])
        if (mode := integration.get("ResponseTransferMode")) is not None:
            words["ResponseTransferMode"] = mode
        route = Route(route.api, words, route.place)
        if integration.get("ConnectionType") == "VPC_LINK" or integration.get("ConnectionId") is not None:
            self._private(route, integration, uri)
        elif subtype := text(integration.get("IntegrationSubtype")):
            self._action(route, subtype.partition("-")[0].lower(), {"IntegrationSubtype": subtype}, integration)
        else:
            self._uri(route, uri, integration, kind)

    def _uri(self, route: Route, uri: Any, integration: Mapping[str, Any], kind: str | None) -> None:
        board = self._board
        written = text(uri) or ""
        parts = arn(uri)
        found = parts[2:3] == ["apigateway"]
        if found and parts[4] != "lambda":
            words = {"Action": name} if (name := _action(parts[5])) else {}
            self._action(route, parts[4].rpartition(".")[2], words, integration, uri)
            return
        if (not found and written.startswith(("http://", "https://"))) or kind in ("HTTP", "HTTP_PROXY"):
            inside = [id_ for id_ in board.targets(uri) if id_ != route.api]
            mechanisms = ("http-integration", "private-integration")
            board.connect(
                route.api, inside[0] if inside else board.outside("http-endpoint"), mechanisms, route.words, route.place
            )
            return
        asynchronous = "Event" in str(as_map(integration.get("RequestParameters")).get(_INVOCATION, ""))
        ways = ("async-invoke", *PROXY) if asynchronous else (*PROXY, *SERVICE)
        # The function's ARN lies within the URI's own ARN.
        inner = re.search(r"functions/(arn:[^/]+|\$\{[^}]*\}.*)/invocations", written)
        target = next(iter(board.targets(uri)), None)
        if target is None and inner:
            target = board.target(inner[1], "lambda")
        if target is None and written.startswith("${"):
            target = board.target(uri, "lambda")
        board.connect(route.api, target, ways, route.words, route.place)

    def _action(
        self, route: Route, namespace: str, words: Mapping[str, Any], integration: Mapping[str, Any], uri: Any = None
    ) -> None:
        """A direct integration names its resource in the URI, in what it sends, or only in its role's rights."""
        board = self._board
        service = NAMESPACES.get(namespace, "")
        if namespace == "states":
            service = "stepfunctions"
        sent = {k: v for k, v in integration.items() if k not in ("Credentials", "CredentialsArn")}
        for where in (uri, sent):
            fitting = [id_ for id_ in board.targets(where) if board.service(id_) == service]
            if fitting:
                break
        else:
            role = integration.get("Credentials", integration.get("CredentialsArn"))
            granted = [r for s in self._policies.statements_of(role) for r in as_list(s.get("Resource"))]
            fitting = [id_ for id_ in board.targets(granted) if board.service(id_) == service]
        for id_ in fitting[:1] or [board.peer(namespace)]:
            board.connect(route.api, id_, SERVICE, {**route.words, **words}, route.place)
            said = [link.properties for link in board.links if (link.source, link.target) == (route.api, id_)]
            if "Action" in words and all(p.get("Action") != words["Action"] for p in said):
                board.remarks.append(
                    Remark(
                        f"{route.words.get('Method', 'A route')} {route.words.get('Path', '')} of {route.api} calls "
                        f"{words['Action']:.60}, which the designer does not know: an export calls what it does.",
                        route.place,
                    )
                )

    def _private(self, route: Route, integration: Mapping[str, Any], uri: Any) -> None:
        """Through a VPC link: what the URI names, else what the link leads to."""
        board = self._board
        named = [integration.get("IntegrationTarget"), uri]
        found = [id_ for id_ in board.targets(named) if id_ != route.api]
        link = integration.get("ConnectionId")
        if not found:
            for id_ in board.resources(link):
                found += board.targets(self._all[id_].properties.get("TargetArns"))
        if not found:
            found = [id_ for id_ in board.targets(link) if id_ != route.api]
        target = found[0] if found else board.outside("alb")
        board.connect(route.api, target, ("private-integration",), route.words, route.place)

    # -- authorizers

    def _plain_authorizer(self, resource: Resource) -> None:
        api = self._board.owner(resource.id)
        if api is not None:
            self._authorizer(api, resource.properties, resource.place)

    def _authorizer(self, api: str, p: Mapping[str, Any], place: Place) -> None:
        """A Lambda or Cognito authorizer in SAM's, CloudFormation's or OpenAPI's words."""
        board = self._board
        words: dict[str, Any] = {}
        ttl = p.get("AuthorizerResultTtlInSeconds", as_map(p.get("Identity")).get("ReauthorizeEvery"))
        if isinstance(ttl, int):
            words["AuthorizerResultTtlInSeconds"] = ttl
        kind = p.get("Type", p.get("AuthorizerType", p.get("FunctionPayloadType")))
        if isinstance(kind, str) and kind.upper() in ("TOKEN", "REQUEST"):
            words["Type"] = kind.upper()
        function = p.get("FunctionArn", p.get("AuthorizerUri"))
        if function is not None:
            board.connect(api, board.target(function, "lambda"), ("authorizer",), words, place)
        for pool in (*as_list(p.get("UserPoolArn")), *as_list(p.get("ProviderARNs"))):
            target = board.target(pool, "cognito-user-pool")
            board.connect(api, target, ("authorizer",), {}, place)
        jwt = as_map(p.get("JwtConfiguration", p.get("jwtConfiguration")))
        issuer = jwt.get("Issuer", jwt.get("issuer"))
        for id_ in board.targets(issuer):
            audience = jwt.get("Audience", jwt.get("audience"))
            texts = all(isinstance(a, str) for a in as_list(audience))
            board.connect(api, id_, ("authorizer",), {"Audience": audience} if texts else {}, place)


_INVOCATION = "integration.request.header.X-Amz-Invocation-Type"


def _action(called: str) -> str:
    """What is called, where the URI says it: `action/PutItem`."""
    kind, _, rest = called.partition("/")
    return rest.partition("&")[0] if kind == "action" else ""


def _scheme(scheme: Mapping[str, Any]) -> str:
    """What a security scheme means for a route: a key, or a kind of authorization."""
    kind = str(scheme.get("x-amazon-apigateway-authtype", "")).lower()
    authorizer = as_map(scheme.get("x-amazon-apigateway-authorizer"))
    if kind == "awssigv4":
        return "AWS_IAM"
    if kind == "cognito_user_pools" or authorizer.get("providerARNs"):
        return "COGNITO_USER_POOLS"
    if authorizer.get("type") == "jwt" or authorizer.get("jwtConfiguration"):
        return "JWT"
    if authorizer:
        return "CUSTOM"
    return "key" if scheme.get("type") == "apiKey" and str(scheme.get("name")).lower() == "x-api-key" else ""


def _spoken(operation: Mapping[str, Any], everywhere: Any, kinds: Mapping[str, str]) -> dict[str, Any]:
    """What an OpenAPI operation, or the whole document, says of who may call it."""
    words: dict[str, Any] = {}
    for requirement in as_list(operation.get("security", everywhere)):
        for name in as_map(requirement):
            kind = kinds.get(str(name), "")
            if kind == "key" or name == "api_key":
                words["ApiKeyRequired"] = True
            elif kind:
                words["AuthorizationType"] = kind
    if as_map(operation.get("x-amazon-apigateway-auth")).get("type") == "AWS_IAM":
        words["AuthorizationType"] = "AWS_IAM"
    return words


def _camel(openapi: Mapping[str, Any]) -> dict[str, Any]:
    """OpenAPI's words in CloudFormation's case: `httpMethod` -> HttpMethod; `providerARNs` stays an abbreviation."""
    return {str(key)[:1].upper() + str(key)[1:]: value for key, value in openapi.items()}
