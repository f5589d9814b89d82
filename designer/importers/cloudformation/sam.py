"""SAM's resources in the words of the CloudFormation resources that they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.importers.cloudformation.template import as_map

# Properties of SAM that say what edges, satellites or the build say; each is read elsewhere.
_FUNCTION_ELSEWHERE = frozenset({
    "Events", "Policies", "CodeUri", "InlineCode", "ImageUri", "FunctionUrlConfig", "EventInvokeConfig", "Role",
    "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256", "DeploymentPreference",
    "AssumeRolePolicyDocument", "PermissionsBoundary", "ProvisionedConcurrencyConfig", "VersionDescription",
    "VersionDeletionPolicy", "PropagateTags", "RolePath", "SourceKMSKeyArn", "PublishToLatestPublished", "Code",
})  # fmt: skip


def _function(sam: Mapping[str, Any]) -> dict[str, Any]:
    found = {k: v for k, v in sam.items() if k not in _FUNCTION_ELSEWHERE}
    queue = as_map(found.pop("DeadLetterQueue", None))
    if queue.get("TargetArn") is not None:
        found["DeadLetterConfig"] = {"TargetArn": queue["TargetArn"]}
    tracing = found.pop("Tracing", None)
    if isinstance(tracing, str) and tracing != "Disabled":
        found["TracingConfig"] = {"Mode": tracing}
    elif isinstance(tracing, Mapping):
        found["TracingConfig"] = tracing
    return _tagged(found)


def _table(sam: Mapping[str, Any]) -> dict[str, Any]:
    key = as_map(sam.get("PrimaryKey"))
    name, kind = key.get("Name", "id"), {"String": "S", "Number": "N", "Binary": "B"}.get(str(key.get("Type")), "S")
    found = {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind}],
        "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
        **{k: v for k, v in sam.items() if k not in ("PrimaryKey",)},
    }
    if "ProvisionedThroughput" not in found:
        found["BillingMode"] = "PAY_PER_REQUEST"
    return _tagged(found)


_MACHINE_ELSEWHERE = frozenset({
    "Definition", "DefinitionUri", "DefinitionSubstitutions", "Events", "Policies", "Role", "PermissionsBoundary",
    "AutoPublishAlias", "DeploymentPreference", "RolePath", "UseAliasAsEventTarget", "PropagateTags",
})  # fmt: skip
RENAMED_MACHINE = {
    "Type": "StateMachineType", "Name": "StateMachineName", "Logging": "LoggingConfiguration",
    "Tracing": "TracingConfiguration",
}  # fmt: skip


def _machine(sam: Mapping[str, Any]) -> dict[str, Any]:
    found = {RENAMED_MACHINE.get(k, k): v for k, v in sam.items() if k not in _MACHINE_ELSEWHERE}
    return _tagged(found)


_API_ELSEWHERE = frozenset({
    "Auth", "StageName", "DefinitionUri", "DefinitionBody", "Cors", "MethodSettings", "AccessLogSetting", "Domain",
    "CanarySetting", "CacheClusterEnabled", "CacheClusterSize", "OpenApiVersion", "Models", "GatewayResponses",
    "PropagateTags", "AlwaysDeploy", "TracingEnabled", "Variables", "MergeDefinitions", "DefaultRouteSettings",
    "RouteSettings", "StageVariables", "FailOnWarnings", "AccessLogSettings",
})  # fmt: skip


def _rest_api(sam: Mapping[str, Any]) -> dict[str, Any]:
    found = {k: v for k, v in sam.items() if k not in _API_ELSEWHERE}
    endpoint = found.get("EndpointConfiguration")
    if isinstance(endpoint, str):
        found["EndpointConfiguration"] = {"Types": [endpoint]}
    elif isinstance(endpoint, Mapping) and "Type" in endpoint:
        rest = {{"VPCEndpointIds": "VpcEndpointIds"}.get(k, k): v for k, v in endpoint.items() if k != "Type"}
        found["EndpointConfiguration"] = {"Types": [endpoint["Type"]], **rest}
    return _tagged(found)


def _http_api(sam: Mapping[str, Any]) -> dict[str, Any]:
    found = {k: v for k, v in sam.items() if k not in _API_ELSEWHERE}
    named = as_map(as_map(sam.get("DefinitionBody")).get("info")).get("title")
    if "Name" not in found and isinstance(named, str) and named:
        found["Name"] = named  # what an inline document is called, its API is called
    cors = sam.get("CorsConfiguration")
    if cors is True or isinstance(cors, str):
        found["CorsConfiguration"] = {"AllowOrigins": ["*" if cors is True else cors]}
    return found  # tags of HTTP APIs are a map in CloudFormation too


def _graphql(sam: Mapping[str, Any]) -> dict[str, Any]:
    elsewhere = ("SchemaInline", "SchemaUri", "DataSources", "Resolvers", "Functions", "Auth", "ApiKeys", "Cache")
    found = {k: v for k, v in sam.items() if k not in elsewhere}
    if kind := as_map(sam.get("Auth")).get("Type"):
        found["AuthenticationType"] = kind
    if isinstance(logging := found.pop("Logging", None), Mapping):
        found["LogConfig"] = logging
    return _tagged(found)


def _tagged(found: dict[str, Any]) -> dict[str, Any]:
    """SAM's tags are a map, CloudFormation's a list of keys and values."""
    tags = found.get("Tags")
    if isinstance(tags, Mapping) and not any(str(k).startswith(("Fn::", "Ref")) for k in tags):
        found["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return found


TRANSLATED: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "AWS::Serverless::Function": _function,
    "AWS::Serverless::SimpleTable": _table,
    "AWS::Serverless::StateMachine": _machine,
    "AWS::Serverless::Api": _rest_api,
    "AWS::Serverless::HttpApi": _http_api,
    "AWS::Serverless::WebSocketApi": _http_api,
    "AWS::Serverless::GraphQLApi": _graphql,
}

# What of a plain resource other nodes, edges and satellites say.
ELSEWHERE: Mapping[str, frozenset[str]] = {
    "AWS::Lambda::Function": frozenset({"Role", "Code"}),
    "AWS::StepFunctions::StateMachine": frozenset({
        "RoleArn", "Definition", "DefinitionString", "DefinitionS3Location", "DefinitionSubstitutions",
    }),
    "AWS::ApiGateway::RestApi": frozenset({"Body", "BodyS3Location", "FailOnWarnings"}),
    "AWS::ApiGatewayV2::Api": frozenset({
        "Body", "BodyS3Location", "FailOnWarnings", "Target", "RouteKey", "CredentialsArn",
    }),
    "AWS::Pipes::Pipe": frozenset({"RoleArn", "SourceParameters", "TargetParameters", "EnrichmentParameters"}),
    "AWS::Scheduler::Schedule": frozenset({"Target"}),
    # Roles in which they act; what those may do is drawn.
    "AWS::CodeBuild::Project": frozenset({"ServiceRole"}),
    "AWS::Glue::Job": frozenset({"Role"}),
    "AWS::RDS::DBProxy": frozenset({"RoleArn"}),
    "AWS::S3Files::FileSystem": frozenset({"RoleArn"}),
    "AWS::Synthetics::Canary": frozenset({"ExecutionRoleArn"}),
}  # fmt: skip
