"""Distributions: origins, behaviours, functions at the edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder, Tie
from exporters.cdk.convert import choice, construct, flag, plain, seconds
from exporters.cdk.idiom import Bag, Convert, Idiom, Props, Row
from exporters.plan import Join, Param, Ref, Resource, references

_NOTHING = t.Symbol("", "")
DISTRIBUTION_TYPE, ACCESS_TYPE = "AWS::CloudFront::Distribution", "AWS::CloudFront::OriginAccessControl"


def _managed(policy: str, ids: Mapping[str, str]) -> Convert:
    return choice("cloudfront", policy, ids)


# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
_BEHAVIOUR_ROWS = (
    Row("ViewerProtocolPolicy", "viewerProtocolPolicy", choice("cloudfront", "ViewerProtocolPolicy", {
        "redirect-to-https": "REDIRECT_TO_HTTPS", "https-only": "HTTPS_ONLY", "allow-all": "ALLOW_ALL",
    })),
    Row("Compress", "compress", flag),
    Row("CachePolicyId", "cachePolicy", _managed("CachePolicy", {
        "658327ea-f89d-4fab-a63d-7e88639e58f6": "CACHING_OPTIMIZED",
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": "CACHING_DISABLED",
    })),
    Row("OriginRequestPolicyId", "originRequestPolicy", _managed("OriginRequestPolicy", {
        "b689b0a8-53d0-40ab-baf2-68738e2966ac": "ALL_VIEWER_EXCEPT_HOST_HEADER",
        "216adef6-5c7f-47e4-b989-5492eafa07d3": "ALL_VIEWER",
    })),
    Row("ResponseHeadersPolicyId", "responseHeadersPolicy", _managed("ResponseHeadersPolicy", {
        "67f7725c-6f97-4210-82d7-5512b31e9d03": "SECURITY_HEADERS",
    })),
)  # fmt: skip
_METHODS = (
    ("ALLOW_ALL", {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}),
    ("ALLOW_GET_HEAD_OPTIONS", {"GET", "HEAD", "OPTIONS"}),
    ("ALLOW_GET_HEAD", {"GET", "HEAD"}),
)


def _protocols(_builder: Builder, value: Any) -> t.Expr | None:
    latest = t.Symbol("cloudfront", "OriginSslPolicy.TLS_V1_2")
    return t.Items((latest,)) if list(value) == ["TLSv1.2"] else None


_ORIGIN_ROWS = (
    Row("OriginPath", "originPath", plain),
    Row("CustomOriginConfig.OriginProtocolPolicy", "protocolPolicy", choice("cloudfront", "OriginProtocolPolicy", {
        "https-only": "HTTPS_ONLY", "http-only": "HTTP_ONLY", "match-viewer": "MATCH_VIEWER",
    })),
    Row("CustomOriginConfig.OriginSSLProtocols", "originSslProtocols", _protocols),
    Row("CustomOriginConfig.OriginReadTimeout", "readTimeout", seconds),
)  # fmt: skip


def _origin(builder: Builder, resource: Resource, given: Mapping[str, Any]) -> t.Expr | None:
    bag = Bag(given)
    bag.take("Id")
    domain, access = bag.take("DomainName"), bag.take("OriginAccessControlId")
    match domain:
        case Ref(_, "RegionalDomainName"):
            bucket = construct("AWS::S3::Bucket")(builder, domain)
            bag.take("S3OriginConfig")
            if bucket is None or access is None or bag.left():
                return None
            return t.Call(t.Symbol("cloudfront_origins", "S3BucketOrigin.withOriginAccessControl"), (bucket,))
        case {"Fn::Select": [2, {"Fn::Split": ["/", Ref() as url]}]}:
            local = construct("AWS::Lambda::Url")(builder, url)
            config = bag.take("CustomOriginConfig")
            if local is None or bag.left() or (config or {}).get("OriginProtocolPolicy") != "https-only":
                return None
            if access is None:
                return t.New(t.Symbol("cloudfront_origins", "FunctionUrlOrigin"), (local,))
            return t.Call(t.Symbol("cloudfront_origins", "FunctionUrlOrigin.withOriginAccessControl"), (local,))
        case str() | Join() | Param() if access is None and bag.peek("CustomOriginConfig") is not None:
            props = builder.props(resource, Idiom(_NOTHING, "", _ORIGIN_ROWS), bag)
            if bag.left():
                return None
            return t.New(t.Symbol("cloudfront_origins", "HttpOrigin"), (builder.value(domain),), props)
    return None


def _behaviour(
    builder: Builder, resource: Resource, given: Mapping[str, Any], origins: Mapping[str, t.Expr]
) -> Props | None:
    bag = Bag(given)
    origin = origins.get(str(bag.take("TargetOriginId")))
    if origin is None:
        return None
    props: Props = {"origin": origin, **builder.props(resource, Idiom(_NOTHING, "", _BEHAVIOUR_ROWS), bag)}
    methods = bag.take("AllowedMethods")
    if methods is not None:
        name = next((name for name, known in _METHODS if known == set(methods)), None)
        if name is None:
            return None
        props["allowedMethods"] = t.Symbol("cloudfront", f"AllowedMethods.{name}")
    functions = [_edge_function(builder, f) for f in bag.take("LambdaFunctionAssociations") or ()]
    if functions:
        if any(function is None for function in functions):
            return None
        props["edgeLambdas"] = t.Items(tuple(function for function in functions if function is not None))
    return None if bag.left() else props


_EVENTS = {
    "viewer-request": "VIEWER_REQUEST",
    "viewer-response": "VIEWER_RESPONSE",
    "origin-request": "ORIGIN_REQUEST",
    "origin-response": "ORIGIN_RESPONSE",
}


def _edge_function(builder: Builder, given: Mapping[str, Any]) -> t.Expr | None:
    """The published version of a function of the stack."""
    version = given.get("LambdaFunctionARN")
    known = {"LambdaFunctionARN", "EventType", "IncludeBody"}
    if not isinstance(version, Ref) or given.get("EventType") not in _EVENTS or given.keys() - known:
        return None
    published = _published(builder, version.resource)
    if published is None:
        return None
    event = t.Symbol("cloudfront", f"LambdaEdgeEventType.{_EVENTS[given['EventType']]}")
    props: Props = {"eventType": event, "functionVersion": published}
    if "IncludeBody" in given:
        props["includeBody"] = t.Lit(bool(given["IncludeBody"]))
    return t.Struct(t.Symbol("cloudfront", "EdgeLambda"), props)


def _published(builder: Builder, version: str) -> t.Expr | None:
    if builder.type_of(version) != "AWS::Lambda::Version":
        return None
    function = builder.plan.resources[version].properties.get("FunctionName")
    local = construct("AWS::Lambda::Function")(builder, function)
    return t.Attribute(local, "currentVersion") if local is not None else None


def _parts(builder: Builder, resource: Resource) -> Props | None:
    """Default and additional behaviours; None where the library has no words for one of them."""
    config = resource.properties.get("DistributionConfig", {})
    origins: dict[str, t.Expr] = {}
    for given in config.get("Origins", ()):
        origin = _origin(builder, resource, given)
        if origin is None:
            return None
        origins[given["Id"]] = origin
    default = _behaviour(builder, resource, config.get("DefaultCacheBehavior", {}), origins)
    if default is None:
        return None
    struct = t.Symbol("cloudfront", "BehaviorOptions")
    props: Props = {"defaultBehavior": t.Struct(struct, default)}
    more: Props = {}
    for given in config.get("CacheBehaviors", ()):
        behaviour = _behaviour(builder, resource, {k: v for k, v in given.items() if k != "PathPattern"}, origins)
        if behaviour is None or not isinstance(given.get("PathPattern"), str):
            return None
        more[given["PathPattern"]] = t.Struct(struct, behaviour)
    if more:
        props["additionalBehaviors"] = t.Data(more)
    return props


def _distribution(builder: Builder, resource: Resource, bag: Bag) -> Props:
    for name in ("Origins", "DefaultCacheBehavior", "CacheBehaviors"):
        bag.take(f"DistributionConfig.{name}")
    mechanisms = ("origin", "edge-function", "function-url")
    builder.covered.update(
        link.edge for link in builder.plan.links.values() if link.source == resource.id and link.mechanism in mechanisms
    )
    return _parts(builder, resource) or {}


DISTRIBUTION = Idiom(
    t.Symbol("cloudfront", "Distribution"),
    "distribution",
    (
        Row("DistributionConfig.Comment", "comment", plain),
        Row("DistributionConfig.Enabled", "enabled", flag),
        Row("DistributionConfig.DefaultRootObject", "defaultRootObject", plain),
        Row("DistributionConfig.IPV6Enabled", "enableIpv6", flag),
        Row("DistributionConfig.HttpVersion", "httpVersion", choice("cloudfront", "HttpVersion", {
            "http1.1": "HTTP1_1", "http2": "HTTP2", "http2and3": "HTTP2_AND_3", "http3": "HTTP3",
        })),
        Row("DistributionConfig.PriceClass", "priceClass", choice("cloudfront", "PriceClass", {
            "PriceClass_100": "PRICE_CLASS_100", "PriceClass_200": "PRICE_CLASS_200",
            "PriceClass_All": "PRICE_CLASS_ALL",
        })),
        Row("DistributionConfig.WebACLId", "webAclId", plain),
    ),
    attributes={"Id": "distributionId", "": "distributionId", "DomainName": "distributionDomainName"},
    more=_distribution,
    applies=lambda builder, resource: _parts(builder, resource) is not None,
)  # fmt: skip


def _brought_along(builder: Builder, resource: Resource) -> Sequence[t.Statement] | None:
    """An access control or version that a distribution's idiom makes itself."""
    distributions = builder.plan.of_type(DISTRIBUTION_TYPE)
    users = [d for d in distributions if any(ref.resource == resource.id for ref in references(d.properties))]
    return [] if users and all(builder.is_level2(user.id) for user in users) else None


IDIOMS: dict[str, Sequence[Idiom]] = {DISTRIBUTION_TYPE: (DISTRIBUTION,)}
TIES: dict[str, Tie] = {ACCESS_TYPE: _brought_along, "AWS::Lambda::Version": _brought_along}
