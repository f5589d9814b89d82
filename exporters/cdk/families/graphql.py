"""AppSync: APIs with their schema in a file of its own.

Data sources and their resolvers stay level 1 (registry.py says why); a resolver waits for the API's schema.  Logging is
set by override: for its prop the library would make a function that sets a retention, which the plan's log group has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder, Tie
from exporters.cdk.convert import construct, flag, plain
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.cdk.text import words
from exporters.plan import Pseudo, Ref, Resource

API_TYPE, SCHEMA_TYPE = "AWS::AppSync::GraphQLApi", "AWS::AppSync::GraphQLSchema"


def _schema(builder: Builder, api: Resource) -> Resource | None:
    """The one schema of an API, as text."""
    found = [s for s in builder.plan.of_type(SCHEMA_TYPE) if s.properties.get("ApiId") == Ref(api.id, "Id")]
    return found[0] if len(found) == 1 and isinstance(found[0].properties.get("Definition"), str) else None


def _authorization(builder: Builder, resource: Resource) -> t.Expr | None:
    """The default mode: signatures, or a user pool of the plan."""
    given = resource.properties
    kind, pool = given.get("AuthenticationType"), given.get("UserPoolConfig")
    symbol = t.Symbol("appsync", "AuthorizationMode")
    match kind, pool:
        case "AWS_IAM", None:
            return t.Struct(symbol, {"authorizationType": t.Symbol("appsync", "AuthorizationType.IAM")})
        case "AMAZON_COGNITO_USER_POOLS", {
            "UserPoolId": id_,
            "AwsRegion": Pseudo("Region"),
            "DefaultAction": "ALLOW",
            **rest,
        } if not rest:
            local = construct("AWS::Cognito::UserPool")(builder, id_)
            if local is None:
                return None
            config = t.Struct(t.Symbol("appsync", "UserPoolConfig"), {"userPool": local})
            kind_of = t.Symbol("appsync", "AuthorizationType.USER_POOL")
            return t.Struct(symbol, {"authorizationType": kind_of, "userPoolConfig": config})
    return None


def _api(builder: Builder, resource: Resource, bag: Bag) -> Props:
    bag.take("AuthenticationType")
    bag.take("UserPoolConfig")
    schema, mode = _schema(builder, resource), _authorization(builder, resource)
    if schema is None or mode is None:
        return {}
    builder.absorbed.add(schema.id)
    name = f"{'_'.join(words(resource.id))[:100] or 'schema'}.graphql"
    number = 2
    while f"graphql/{name}" in builder.files:
        name, number = f"{name.removesuffix('.graphql')}_{number}.graphql", number + 1
    builder.files[f"graphql/{name}"] = schema.properties["Definition"]
    definition = t.Call(t.Symbol("appsync", "Definition.fromFile"), (t.Source(("graphql", name)),))
    config = t.Struct(t.Symbol("appsync", "AuthorizationConfig"), {"defaultAuthorization": mode})
    return {"definition": definition, "authorizationConfig": config}


API = Idiom(
    t.Symbol("appsync", "GraphqlApi"),
    "api",
    (Row("Name", "name", plain), Row("XrayEnabled", "xrayEnabled", flag)),
    attributes={"Id": "apiId", "ApiId": "apiId", "Arn": "arn", "Url": "graphqlUrl", "GraphQLUrl": "graphqlUrl"},
    more=_api,
    first=("name", "definition", "authorizationConfig"),
    applies=lambda builder, resource: (
        isinstance(resource.properties.get("Name"), str)
        and _schema(builder, resource) is not None
        and _authorization(builder, resource) is not None
    ),
)


def _schema_of_api(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    """A schema comes along with its API."""
    api = resource.properties.get("ApiId")
    if not isinstance(api, Ref) or not builder.is_level2(api.resource):
        return None
    builder.local(api.resource)
    return [] if resource.id in builder.absorbed else None


def _resolver(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    api = resource.properties.get("ApiId")
    if not isinstance(api, Ref) or not builder.is_level2(api.resource):
        return None
    wait = t.Attribute(builder.local(api.resource), "addSchemaDependency")
    return [*builder.level1(resource), t.Do(t.Call(wait, (builder.name(resource),)))]


IDIOMS: Mapping[str, Sequence[Idiom]] = {API_TYPE: (API,)}
TIES: Mapping[str, Tie] = {SCHEMA_TYPE: _schema_of_api, "AWS::AppSync::Resolver": _resolver}
