"""What stands at the border and what watches: user pools, distributions, log groups and alarms."""

from __future__ import annotations

from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Ref, Value
from exporters.planner.builder import Builder, line
from exporters.planner.permissions import grant_permissions
from exporters.planner.registry import finisher, node

# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"


@node("cognito-user-pool")
def user_pool(b: Builder, id_: str) -> None:
    """A pool in which people sign in with their e-mail address, and one client without a secret for browsers."""
    subject = Subject("node", id_)
    properties: dict[str, Any] = {
        "UsernameAttributes": ["email"],
        "AutoVerifiedAttributes": ["email"],
        "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        "MfaConfiguration": "OPTIONAL",
        "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 12,
                "RequireLowercase": True,
                "RequireUppercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "TemporaryPasswordValidityDays": 1,
            }
        },
        "DeletionProtection": "ACTIVE",
        **b.node_properties(id_),
    }
    b.main(id_, "AWS::Cognito::UserPool", properties, deletion="Retain")
    client = {
        "UserPoolId": Ref(id_, "Id"),
        "GenerateSecret": False,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "EnableTokenRevocation": True,
        "PreventUserExistenceErrors": "ENABLED",
        "AccessTokenValidity": 60,
        "IdTokenValidity": 60,
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
    }
    b.notes[f"client:{id_}"] = b.add(f"{id_}_client", "AWS::Cognito::UserPoolClient", client, subject, "client").id
    b.output(f"{pascal(id_)}Id", Ref(id_, "Id"), f"Id of the user pool {b.title(id_)}")
    b.output(f"{pascal(id_)}ClientId", Ref(b.notes[f"client:{id_}"], "Id"), f"Id of the app client of {b.title(id_)}")


@node("cloudfront")
def distribution(b: Builder, id_: str) -> None:
    config = {
        "Enabled": True,
        "Comment": (line(b.node(id_).title) or id_)[:128],
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "PriceClass": "PriceClass_100",
        "Origins": [],
    }
    given = b.node_properties(id_)
    config |= given.pop("DistributionConfig", {})
    b.main(id_, "AWS::CloudFront::Distribution", {**given, "DistributionConfig": config})


@finisher("cloudfront")
def distribution_behaviours(b: Builder, id_: str) -> None:
    """The first origin (a bucket before others) answers by default, the rest by their path patterns."""
    draft = b.drafts[id_]
    config = draft.properties["DistributionConfig"]
    if not config["Origins"]:
        b.omit(
            Subject("node", id_), "A distribution without an origin cannot be made: connect it with a bucket or an API."
        )
        del b.drafts[id_]
        return
    behaviours: list[dict[str, Any]] = b.notes.get(f"behaviours:{id_}", [])
    first = next((x for x in behaviours if "S3" in x["kind"] and not x["pattern"]), None)
    first = first or next((x for x in behaviours if not x["pattern"]), behaviours[0])
    if "DefaultCacheBehavior" not in config:
        config["DefaultCacheBehavior"] = {k: v for k, v in first["behaviour"].items() if k != "PathPattern"}
    rest = [x for x in behaviours if x is not first]
    if rest and "CacheBehaviors" not in config:
        config["CacheBehaviors"] = [
            x["behaviour"]
            if x["pattern"]
            else {"PathPattern": f"/{x['behaviour']['TargetOriginId']}/*", **x["behaviour"]}
            for x in rest
        ]
    if "S3" in first["kind"]:
        config.setdefault("DefaultRootObject", "index.html")
    for association in b.notes.get(f"edge-functions:{id_}", []):
        pattern = association.pop("PathPattern")
        targets = [config["DefaultCacheBehavior"], *config.get("CacheBehaviors", [])]
        chosen = [t for t in targets if pattern and t.get("PathPattern") == pattern] or targets[:1]
        kind = "FunctionAssociations" if "FunctionARN" in association else "LambdaFunctionAssociations"
        chosen[0].setdefault(kind, []).append(association)
    _live_logs(b, id_, config)
    b.output(f"{pascal(id_)}DomainName", Ref(id_, "DomainName"), f"Domain name of {b.title(id_)}")


# What a viewer's request is remembered by in the log that is written while it is served.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html
_LIVE_FIELDS = (
    "timestamp", "c-ip", "sc-status", "cs-method", "cs-protocol", "cs-host", "cs-uri-stem", "sc-bytes", "time-taken",
    "x-edge-location", "x-edge-result-type",
)  # fmt: skip


def _live_logs(b: Builder, id_: str, config: dict[str, Any]) -> None:
    """A share of the requests is written to a stream while they are served."""
    for wire in b.outgoing(id_, "access-logs"):
        principal = f"{wire.id}_log"
        role = b.role(principal, "cloudfront.amazonaws.com", wire.subject)
        grant_permissions(b, wire, principal)
        place = {"RoleArn": role, "StreamArn": b.arn(wire.target)}
        properties = {
            "Name": b.physical_name(wire.id, 64),
            "EndPoints": [{"StreamType": "Kinesis", "KinesisStreamConfig": place}],
            "Fields": wire.properties.get("Fields") or list(_LIVE_FIELDS),
            "SamplingRate": wire.properties.get("SamplingRate", 5),
        }
        made = b.for_wire(wire, "", "AWS::CloudFront::RealtimeLogConfig", properties)
        config["DefaultCacheBehavior"]["RealtimeLogConfigArn"] = Ref(made.id, "Arn")


@node("cloudwatch-logs")
def log_group(b: Builder, id_: str) -> None:
    properties = {"RetentionInDays": b.retention, **b.node_properties(id_)}
    b.main(id_, "AWS::Logs::LogGroup", properties, deletion="Retain")


@node("cloudwatch-alarm")
def alarm(b: Builder, id_: str) -> None:
    """An alarm of the design; where it names no metric it watches the first function's errors."""
    given = b.node_properties(id_)
    subject = Subject("node", id_)
    properties: dict[str, Any] = {
        "AlarmDescription": b.title(id_)[:1024],
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "EvaluationPeriods": 1,
        **({} if "ThresholdMetricId" in given else {"Threshold": 1}),  # a band of anomalies has no other
        **given,
    }
    filters = b.incoming(id_, "metric-filter", "publish", "event-subscription")
    watched = b.incoming(id_, "metric")
    if watched:  # the edge says what is watched
        pass
    elif "MetricName" not in properties and "Metrics" not in properties and not filters:
        function = next((n for n, x in b.design.nodes.items() if x.service == "lambda" and not x.disabled), None)
        if function is None:
            b.omit(subject, "The alarm names no metric, and no function whose errors it could watch.")
            return
        properties |= {
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Statistic": "Sum",
            "Period": 300,
            "Dimensions": [{"Name": "FunctionName", "Value": Ref(function, "Name")}],
        }
    elif filters and "MetricName" not in properties and "Metrics" not in properties:
        properties |= {"Namespace": b.slug, "MetricName": pascal(id_), "Statistic": "Sum", "Period": 300}
    if "MetricName" in properties:
        properties.setdefault("Statistic", "Sum") if "ExtendedStatistic" not in properties else None
        properties.setdefault("Period", 300)
    properties.setdefault("TreatMissingData", "notBreaching")
    b.main(id_, "AWS::CloudWatch::Alarm", properties)


@node("route53")
def hosted_zone(b: Builder, id_: str) -> None:
    properties = {"Name": zone_name(b, id_), **b.node_properties(id_)}
    b.main(id_, "AWS::Route53::HostedZone", properties, deletion="Retain")


def zone_name(b: Builder, zone: str) -> Value:
    """The domain of a zone: the design's, or a parameter."""
    given = b.node_properties(zone).get("Name")
    if given is not None:
        return given
    return b.parameter(f"{pascal(zone)}DomainName", "String", f"Domain of {b.title(zone)}", pattern="^[a-z0-9.-]+$")


_EVENT_AS_IT_IS = "function handler(event) {\n  return event.request;\n}\n"


@node("cloudfront-function")
def edge_code(b: Builder, id_: str) -> None:
    """A function of the distribution itself; what the design does not say passes requests on."""
    given = b.node_properties(id_)
    config = {"Comment": b.title(id_)[:128], "Runtime": "cloudfront-js-2.0", **given.pop("FunctionConfig", {})}
    name = given.pop("Name", None) or b.physical_name(id_, 64)
    properties = {"Name": name, "AutoPublish": True, "FunctionCode": _EVENT_AS_IT_IS, **given, "FunctionConfig": config}
    b.main(id_, "AWS::CloudFront::Function", properties)
