"""APIs: the API itself, its stage with access logs and throttling, and who may call.  Routes are in edges_api.py."""

from __future__ import annotations

import json
from typing import Any

from designer.model.design import DESIGN, Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, line
from exporters.planner.edges_names import stage_attachments
from exporters.planner.nodes_compute import managed_policy
from exporters.planner.registry import finisher, node

# A stage takes no more than this until somebody decides otherwise: requests a second, and at once.
RATE_LIMIT, BURST_LIMIT = 100, 200

ACCESS_LOG_FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "ip": "$context.identity.sourceIp",
        "requestTime": "$context.requestTime",
        "httpMethod": "$context.httpMethod",
        "routeKey": "$context.routeKey",
        "status": "$context.status",
        "responseLength": "$context.responseLength",
        "integrationError": "$context.integrationErrorMessage",
    },
    separators=(",", ":"),
)
REST_LOG_FORMAT = ACCESS_LOG_FORMAT.replace("routeKey", "resourcePath")
WEBSOCKET_LOG_FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "ip": "$context.identity.sourceIp",
        "requestTime": "$context.requestTime",
        "routeKey": "$context.routeKey",
        "eventType": "$context.eventType",
        "connectionId": "$context.connectionId",
        "status": "$context.status",
        "integrationError": "$context.integrationErrorMessage",
    },
    separators=(",", ":"),
)


@node("apigw-rest")
def rest(b: Builder, id_: str) -> None:
    properties: dict[str, Any] = {
        "Name": _name(b, id_),
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
        **b.node_properties(id_),
    }
    b.main(id_, "AWS::ApiGateway::RestApi", properties)


@finisher("apigw-rest")
def rest_stage(b: Builder, id_: str) -> None:
    subject = Subject("node", id_)
    methods = [
        d.id
        for d in b.drafts.values()
        if d.type == "AWS::ApiGateway::Method" and d.properties["RestApiId"] == Ref(id_, "Id")
    ]
    if not methods:
        b.omit(subject, "A REST API without a route cannot be deployed, so no stage is generated for it.")
        return
    logs = _access_logs(b, id_)
    account = _logging_account(b, subject)
    deployment = b.add(
        f"{id_}_deployment",
        "AWS::ApiGateway::Deployment",
        {"RestApiId": Ref(id_, "Id")},
        subject,
        "deployment",
        depends_on=methods,
    )
    properties = {
        "RestApiId": Ref(id_, "Id"),
        "DeploymentId": Ref(deployment.id, "DeploymentId"),
        "StageName": b.stage,
        "AccessLogSetting": {"DestinationArn": logs, "Format": REST_LOG_FORMAT},
        "TracingEnabled": True,
        "MethodSettings": [
            {
                "ResourcePath": "/*",
                "HttpMethod": "*",
                "LoggingLevel": "ERROR",
                "MetricsEnabled": True,
                "DataTraceEnabled": False,
                "ThrottlingRateLimit": RATE_LIMIT,
                "ThrottlingBurstLimit": BURST_LIMIT,
            }
        ],
    }
    stage = b.add(f"{id_}_stage", "AWS::ApiGateway::Stage", properties, subject, "stage", depends_on=[account])
    b.notes[f"stage:{id_}"] = stage.id
    stage_attachments(b, id_, stage.id)
    url = Join(("https://", Ref(id_, "Id"), ".execute-api.", Pseudo("Region"), ".", Pseudo("UrlSuffix"), "/", b.stage))
    b.output(f"{pascal(id_)}Url", url, f"URL of {b.title(id_)}")


def _access_logs(b: Builder, id_: str) -> Value:
    """Where an API writes a line for each request: the target of its edge, else a log group of its own."""
    chosen = b.notes.get(f"access-logs:{id_}")
    if chosen is None:
        return b.log_group(id_, Subject("node", id_), "/aws/apigateway/", "access-log-group")
    if b.service(chosen) == "firehose":  # API Gateway takes streams of this name only
        name = Join(("amazon-apigateway-", *b.physical_name(chosen, 40).parts))
        b.drafts[chosen].properties["DeliveryStreamName"] = name
    return b.arn(chosen)


def _logging_account(b: Builder, subject: Subject) -> str:
    """REST and WebSocket APIs write logs in a role that is set once for an account and region.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """
    if "api-account" not in b.notes:
        policy = [managed_policy("service-role/AmazonAPIGatewayPushToCloudWatchLogs")]
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
        role = b.add(
            "api_gateway_logs_role",
            "AWS::IAM::Role",
            {"AssumeRolePolicyDocument": trust, "ManagedPolicyArns": policy},
            DESIGN,
            "api-account-role",
            deletion="Retain",
        )
        b.notes["api-account"] = b.add(
            "api_gateway_account",
            "AWS::ApiGateway::Account",
            {"CloudWatchRoleArn": Ref(role.id, "Arn")},
            DESIGN,
            "api-account",
            comment="Set once for an account and region; kept when the stack goes",
            deletion="Retain",
        ).id
    return str(b.notes["api-account"])


@node("apigw-http")
def http(b: Builder, id_: str) -> None:
    b.main(id_, "AWS::ApiGatewayV2::Api", {"Name": _name(b, id_), **b.node_properties(id_), "ProtocolType": "HTTP"})


@node("apigw-websocket")
def websocket(b: Builder, id_: str) -> None:
    properties = {
        "Name": _name(b, id_),
        "RouteSelectionExpression": "$request.body.action",
        **b.node_properties(id_),
        "ProtocolType": "WEBSOCKET",
    }
    b.main(id_, "AWS::ApiGatewayV2::Api", properties)


@finisher("apigw-http", "apigw-websocket")
def v2_stage(b: Builder, id_: str) -> None:
    subject = Subject("node", id_)
    is_http = b.service(id_) == "apigw-http"
    logs = _access_logs(b, id_)
    name: Value = "$default" if is_http else b.stage
    properties: dict[str, Any] = {
        "ApiId": Ref(id_, "Id"),
        "StageName": name,
        "AutoDeploy": True,
        "AccessLogSettings": {"DestinationArn": logs, "Format": ACCESS_LOG_FORMAT if is_http else WEBSOCKET_LOG_FORMAT},
        "DefaultRouteSettings": {
            "DetailedMetricsEnabled": True,
            "ThrottlingRateLimit": RATE_LIMIT,
            "ThrottlingBurstLimit": BURST_LIMIT,
        },
    }
    depends = [] if is_http else [_logging_account(b, subject)]
    stage = b.add(f"{id_}_stage", "AWS::ApiGatewayV2::Stage", properties, subject, "stage", depends_on=depends)
    b.notes[f"stage:{id_}"] = stage.id
    stage_attachments(b, id_, stage.id)
    url: Value = Ref(id_, "ApiEndpoint") if is_http else Join((Ref(id_, "ApiEndpoint"), "/", b.stage))
    b.output(f"{pascal(id_)}Url", url, f"URL of {b.title(id_)}")


@node("appsync")
def graphql(b: Builder, id_: str) -> None:
    """A GraphQL API; its schema is made from the fields that its edges resolve."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    logs_role = b.add(
        f"{id_}_logs_role",
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {"Effect": "Allow", "Principal": {"Service": "appsync.amazonaws.com"}, "Action": "sts:AssumeRole"}
                ],
            },
            "ManagedPolicyArns": [managed_policy("service-role/AWSAppSyncPushToCloudWatchLogs")],
        },
        subject,
        "logs-role",
    )
    properties: dict[str, Any] = {
        "Name": _name(b, id_),
        "AuthenticationType": "AWS_IAM",
        "XrayEnabled": True,
        "LogConfig": {"CloudWatchLogsRoleArn": Ref(logs_role.id, "Arn"), "FieldLogLevel": "ERROR"},
        **given,
    }
    b.main(id_, "AWS::AppSync::GraphQLApi", properties)
    group = {"LogGroupName": Join(("/aws/appsync/apis/", Ref(id_, "Id"))), "RetentionInDays": b.retention}
    b.add(f"{id_}_logs", "AWS::Logs::LogGroup", group, subject, "log-group")
    b.output(f"{pascal(id_)}Url", Ref(id_, "Url"), f"URL of {b.title(id_)}")


@finisher("appsync")
def graphql_schema(b: Builder, id_: str) -> None:
    fields: dict[str, dict[str, str]] = b.notes.get(f"fields:{id_}", {})
    types = {"Query": {"ping": "String"}, **fields} if "Query" not in fields else fields
    body = "\n\n".join(
        "type " + type_ + " {\n" + "\n".join(f"  {name}: {kind}" for name, kind in names.items()) + "\n}"
        for type_, names in types.items()
    )
    known = [type_ for type_ in types if type_ in ("Query", "Mutation", "Subscription")]
    root = "schema {\n" + "\n".join(f"  {t.lower()}: {t}" for t in known) + "\n}\n\n"
    properties = {"ApiId": Ref(id_, "Id"), "Definition": f"{root}{body}\n"}
    schema = b.add(f"{id_}_schema", "AWS::AppSync::GraphQLSchema", properties, Subject("node", id_), "schema")
    for draft in b.drafts.values():
        if draft.type == "AWS::AppSync::Resolver" and draft.properties["ApiId"] == Ref(id_, "Id"):
            draft.depends_on.append(schema.id)


def _name(b: Builder, id_: str) -> str:
    return (line(b.node(id_).title) or id_)[:120]
