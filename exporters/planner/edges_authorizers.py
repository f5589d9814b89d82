"""Who may call: authorizers of APIs and load balancers."""

from __future__ import annotations

from typing import Any

from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.arns import execute_arn, invocations_uri
from exporters.planner.builder import Builder, Wire, kebab
from exporters.planner.edges_balancer import is_network
from exporters.planner.permissions import invoke_permission
from exporters.planner.registry import mechanism


@mechanism("authorizer")
def authorizer(b: Builder, wire: Wire) -> None:
    planner = {"apigw-rest": _rest_authorizer, "apigw-http": _http_authorizer, "apigw-websocket": _http_authorizer}
    if b.service(wire.source) == "appsync":
        return _graphql_authorizer(b, wire)
    if is_network(b, wire.source):
        return b.omit(wire.subject, "A network load balancer cannot ask who somebody is: it knows no requests.")
    if b.service(wire.source) == "alb":
        return _signed_in_at_balancer(b, wire)
    plan_it = planner.get(b.service(wire.source))
    if plan_it is None:
        return b.omit(wire.subject, "Authorizers of this service have to be set up by hand.")
    kind, id_ = plan_it(b, wire)
    b.notes.setdefault(f"authorizers:{wire.source}", []).append((kind, id_, wire.properties))
    if b.service(wire.target) == "lambda":
        # Any authorizer of this API: one that stands in an OpenAPI document has no id that could be named.
        api_arn = Join((*execute_arn(wire.source).parts, "/authorizers/*"))
        invoke_permission(b, wire, "apigateway.amazonaws.com", api_arn)
    return None


def _rest_authorizer(b: Builder, wire: Wire) -> tuple[str, str]:
    name = f"{kebab(wire.target)}"[:128]
    if b.service(wire.target) == "cognito-user-pool":
        properties: dict[str, Any] = {
            "RestApiId": Ref(wire.source, "Id"),
            "Name": name,
            "Type": "COGNITO_USER_POOLS",
            "IdentitySource": "method.request.header.Authorization",
            "ProviderARNs": [b.arn(wire.target)],
        }
        return "COGNITO_USER_POOLS", b.for_wire(wire, "authorizer", "AWS::ApiGateway::Authorizer", properties).id
    kind = wire.properties.get("Type", "TOKEN")
    sources = wire.properties.get("IdentitySource", ["method.request.header.Authorization"])
    properties = {
        "RestApiId": Ref(wire.source, "Id"),
        "Name": name,
        "Type": kind,
        "IdentitySource": ",".join(sources) if isinstance(sources, list) else sources,
        "AuthorizerUri": invocations_uri(b, wire.target),
        "AuthorizerResultTtlInSeconds": wire.properties.get("AuthorizerResultTtlInSeconds", 300),
    }
    return "CUSTOM", b.for_wire(wire, "authorizer", "AWS::ApiGateway::Authorizer", properties).id


def _http_authorizer(b: Builder, wire: Wire) -> tuple[str, str]:
    name = f"{kebab(wire.target)}"[:128]
    if b.service(wire.target) == "cognito-user-pool":
        audience = wire.properties.get("Audience") or [Ref(b.notes[f"client:{wire.target}"], "Id")]
        issuer = Join(("https://cognito-idp.", Pseudo("Region"), ".", Pseudo("UrlSuffix"), "/", Ref(wire.target, "Id")))
        return "JWT", _jwt(b, wire, wire.source, name, issuer, audience)
    properties: dict[str, Any] = {
        "ApiId": Ref(wire.source, "Id"),
        "Name": name,
        "AuthorizerType": "REQUEST",
        "AuthorizerUri": invocations_uri(b, wire.target),
    }
    if b.service(wire.source) == "apigw-http":
        properties |= {
            "AuthorizerPayloadFormatVersion": "2.0",
            "EnableSimpleResponses": True,
            "IdentitySource": wire.properties.get("IdentitySource", ["$request.header.Authorization"]),
            "AuthorizerResultTtlInSeconds": wire.properties.get("AuthorizerResultTtlInSeconds", 300),
        }
    else:
        properties["IdentitySource"] = wire.properties.get("IdentitySource", ["route.request.header.Authorization"])
    return "CUSTOM", b.for_wire(wire, "authorizer", "AWS::ApiGatewayV2::Authorizer", properties).id


def _jwt(b: Builder, wire: Wire, api: str, name: str, issuer: Value, audience: Value) -> str:
    properties = {
        "ApiId": Ref(api, "Id"),
        "Name": name,
        "AuthorizerType": "JWT",
        "IdentitySource": ["$request.header.Authorization"],
        "JwtConfiguration": {"Audience": audience, "Issuer": issuer},
    }
    return b.for_wire(wire, "authorizer", "AWS::ApiGatewayV2::Authorizer", properties).id


def _graphql_authorizer(b: Builder, wire: Wire) -> None:
    properties = b.drafts[wire.source].properties
    first = f"authorized:{wire.source}" not in b.notes
    provider: dict[str, Value]
    if b.service(wire.target) == "cognito-user-pool":
        config: dict[str, Value] = {"UserPoolId": Ref(wire.target, "Id"), "AwsRegion": Pseudo("Region")}
        if first:  # only the API's main provider has a default action
            config["DefaultAction"] = "ALLOW"
        provider = {"AuthenticationType": "AMAZON_COGNITO_USER_POOLS", "UserPoolConfig": config}
    else:
        config = {"AuthorizerUri": b.arn(wire.target), "AuthorizerResultTtlInSeconds": 300}
        provider = {"AuthenticationType": "AWS_LAMBDA", "LambdaAuthorizerConfig": config}
        invoke_permission(b, wire, "appsync.amazonaws.com", Ref(wire.source, "Arn"))
    if first:
        properties |= provider
        b.notes[f"authorized:{wire.source}"] = True
    else:
        properties.setdefault("AdditionalAuthenticationProviders", []).append(provider)


def authorization(b: Builder, wire: Wire) -> tuple[str, str | None]:
    """A route's authorization type and its authorizer; an authorizer of the API holds where the route says nothing."""
    known: list[tuple[str, str, dict[str, Any]]] = b.notes.get(f"authorizers:{wire.source}", [])
    asked = wire.properties.get("AuthorizationType")
    service = b.service(wire.source)
    if service == "apigw-websocket" and wire.properties.get("RouteKey", "$default") != "$connect":
        return "NONE", None
    if asked in ("NONE", "AWS_IAM"):
        return asked, None
    if asked is None:
        return (known[0][0], known[0][1]) if known else ("NONE", None)
    match = next(((kind, id_) for kind, id_, _ in known if kind == asked), None)
    if match:
        return match
    if asked == "JWT" and service == "apigw-http":
        if f"jwt:{wire.source}" not in b.notes:
            issuer = b.parameter(
                "JwtIssuer", "String", "Issuer of the tokens that the API accepts", pattern="^https://.+$"
            )
            audience = [b.parameter("JwtAudience", "String", "Audience that the tokens must name")]
            b.notes[f"jwt:{wire.source}"] = _jwt(b, wire, wire.source, "tokens", issuer, audience)
        return "JWT", str(b.notes[f"jwt:{wire.source}"])
    b.omit(
        wire.subject,
        f"No authorizer of the API gives {asked}: connect one; until then the route asks for an IAM signature.",
    )
    return "AWS_IAM", None


def _signed_in_at_balancer(b: Builder, wire: Wire) -> None:
    """The balancer sends people to the pool's own page first; its rules ask for that."""
    pool = wire.target
    key = f"domain:{pool}"
    if key not in b.notes:
        prefix = b.parameter(
            f"{pascal(pool)}DomainPrefix",
            "String",
            f"First part of the address of the sign-in page of {b.title(pool)}, the only one of its name in the region",
            pattern="^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        )
        properties = {"Domain": prefix, "UserPoolId": Ref(pool, "Id")}
        b.notes[key] = b.for_wire(wire, "domain", "AWS::Cognito::UserPoolDomain", properties).id
    callback = b.parameter(
        f"{pascal(wire.source)}Address", "String", f"Address of {b.title(wire.source)}", pattern="^https://.+$"
    )
    client = {
        "UserPoolId": Ref(pool, "Id"),
        "GenerateSecret": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": [Join((callback, "/oauth2/idpresponse"))],
        "SupportedIdentityProviders": ["COGNITO"],
    }
    made = b.for_wire(wire, "client", "AWS::Cognito::UserPoolClient", client)
    config = {
        "UserPoolArn": b.arn(pool),
        "UserPoolClientId": Ref(made.id, "Id"),
        "UserPoolDomain": Ref(b.notes[key], ""),
        "OnUnauthenticatedRequest": "authenticate",
    }
    action = {"Type": "authenticate-cognito", "AuthenticateCognitoConfig": config}
    b.notes[f"sign-in:{wire.source}"] = action
    listener = b.drafts[b.notes[f"listener:{wire.source}"]].properties
    listener["DefaultActions"] = [{**action, "Order": 1}, *({**a, "Order": 2} for a in listener["DefaultActions"])]
