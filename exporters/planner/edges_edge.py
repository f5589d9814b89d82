"""Distributions and user pools: origins, functions at the edge, triggers."""

from __future__ import annotations

from typing import Any

from designer.model.design import Subject
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, Wire, kebab, short
from exporters.planner.edges_balancer import host_of
from exporters.planner.nodes_edge import (
    ALL_VIEWER_EXCEPT_HOST,
    CACHING_DISABLED,
    CACHING_OPTIMIZED,
    SECURITY_HEADERS,
)
from exporters.planner.permissions import invoke_permission
from exporters.planner.registry import mechanism


@mechanism("origin")
def origin(b: Builder, wire: Wire) -> None:
    service = b.service(wire.target)
    if service == "s3":
        return _bucket_origin(b, wire)
    if service in ("apigw-rest", "apigw-http", "apigw-websocket"):
        host: Value = Join((Ref(wire.target, "Id"), ".execute-api.", Pseudo("Region"), ".", Pseudo("UrlSuffix")))
        entry: dict[str, Value] = {"DomainName": host}
        if service != "apigw-http":
            entry["OriginPath"] = Join(("/", b.stage))
        return _custom_origin(b, wire, entry)
    if b.is_actor(wire.target):
        from exporters.cfn import pascal

        name = b.parameter(f"{pascal(wire.target)}DomainName", "String", f"Host name of {b.title(wire.target)}")
        return _custom_origin(b, wire, {"DomainName": name})
    if service == "alb":
        return _custom_origin(b, wire, {"DomainName": host_of(b, wire.target)})
    if service == "cloudfront":
        return _custom_origin(b, wire, {"DomainName": Ref(wire.target, "DomainName")})
    return b.omit(wire.subject, f"A distribution cannot fetch from {b.catalogue.title(service)}.")


def _bucket_origin(b: Builder, wire: Wire) -> None:
    """The bucket stays private: only this distribution reads it, with signed requests."""
    key = f"oac:{wire.source}"
    if key not in b.notes:
        config = {
            "Name": b.physical_name(wire.source, 64),
            "OriginAccessControlOriginType": "s3",
            "SigningBehavior": "always",
            "SigningProtocol": "sigv4",
        }
        properties = {"OriginAccessControlConfig": config}
        b.notes[key] = b.for_wire(wire, "access", "AWS::CloudFront::OriginAccessControl", properties).id
    entry = {
        "Id": _origin_id(wire),
        "DomainName": Ref(wire.target, "RegionalDomainName"),
        "OriginAccessControlId": Ref(b.notes[key], "Id"),
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    _add(b, wire, "S3", entry, CACHING_OPTIMIZED, {})
    b.allow(wire.target, "cloudfront.amazonaws.com", ["s3:GetObject"], distribution_arn(wire.source), wire.subject)


def distribution_arn(id_: str) -> Join:
    return Join(("arn:", Pseudo("Partition"), ":cloudfront::", Pseudo("AccountId"), ":distribution/", Ref(id_, "Id")))


def _custom_origin(b: Builder, wire: Wire, entry: dict[str, Value]) -> None:
    config = {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"]}
    if "OriginReadTimeout" in wire.properties:
        config["OriginReadTimeout"] = wire.properties["OriginReadTimeout"]
    full = {"Id": _origin_id(wire), **entry, **wire.take("OriginPath"), "CustomOriginConfig": config}
    methods = {"AllowedMethods": ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]}
    _add(b, wire, "custom", full, CACHING_DISABLED, {**methods, "OriginRequestPolicyId": ALL_VIEWER_EXCEPT_HOST})


def url_origin(b: Builder, wire: Wire, url: str) -> None:
    """A function URL behind a distribution; with IAM the distribution signs its requests."""
    host = {"Fn::Select": [2, {"Fn::Split": ["/", Ref(url, "Url")]}]}
    entry: dict[str, Value] = {"DomainName": host}
    if wire.properties.get("AuthType", "AWS_IAM") == "AWS_IAM":
        config = {
            "Name": b.physical_name(wire.id, 64),
            "OriginAccessControlOriginType": "lambda",
            "SigningBehavior": "always",
            "SigningProtocol": "sigv4",
        }
        access = b.for_wire(
            wire, "access", "AWS::CloudFront::OriginAccessControl", {"OriginAccessControlConfig": config}
        )
        entry["OriginAccessControlId"] = Ref(access.id, "Id")
        source = distribution_arn(wire.source)
        invoke_permission(b, wire, "cloudfront.amazonaws.com", source, "lambda:InvokeFunctionUrl")
    _custom_origin(b, wire, entry)


def _origin_id(wire: Wire) -> str:
    return short(kebab(wire.target), 120)


def _add(b: Builder, wire: Wire, kind: str, entry: dict[str, Value], cache: str, more: dict[str, Any]) -> None:
    origins = b.drafts[wire.source].properties["DistributionConfig"]["Origins"]
    if not any(o["Id"] == entry["Id"] for o in origins):
        origins.append(entry)
    pattern = wire.properties.get("PathPattern")
    if not pattern and len(origins) > 1 and kind == "custom":
        pattern = "/api/*"
    behaviour: dict[str, Value] = {
        "TargetOriginId": entry["Id"],
        "ViewerProtocolPolicy": wire.properties.get("ViewerProtocolPolicy", "redirect-to-https"),
        "Compress": True,
        "CachePolicyId": cache,
        "ResponseHeadersPolicyId": SECURITY_HEADERS,
        **more,
    }
    if pattern:
        behaviour = {"PathPattern": pattern, **behaviour}
    b.notes.setdefault(f"behaviours:{wire.source}", []).append(
        {"kind": kind, "pattern": pattern, "behaviour": behaviour}
    )


@mechanism("edge-function")
def edge_function(b: Builder, wire: Wire) -> None:
    """A distribution runs a published version of a function that stands in us-east-1."""
    if b.service(wire.target) != "lambda":
        kind = wire.properties.get("EventType", "viewer-request")
        associated = {
            "PathPattern": wire.properties.get("PathPattern", ""),
            "EventType": kind,
            "FunctionARN": Ref(wire.target, "Arn"),
        }
        b.notes.setdefault(f"edge-functions:{wire.source}", []).append(associated)
        wire.resources.append(wire.source)
        return None
    if b.design.region != "us-east-1":
        return b.omit(
            wire.subject,
            f"Functions at the edge stand in us-east-1 and this stack in {b.design.region}: "
            "set the design's region to us-east-1, or deploy the function in a stack of its own.",
        )
    key = f"version:{wire.target}"
    if key not in b.notes:
        properties = {"FunctionName": Ref(wire.target, "")}
        subject = Subject("node", wire.target)
        b.notes[key] = b.add(
            f"{wire.target}_version", "AWS::Lambda::Version", properties, subject, "version", deletion="Retain"
        ).id
    association = {
        "PathPattern": wire.properties.get("PathPattern", ""),
        "EventType": wire.properties.get("EventType", "origin-request"),
        "LambdaFunctionARN": Ref(b.notes[key], "Arn"),
        **wire.take("IncludeBody"),
    }
    b.notes.setdefault(f"edge-functions:{wire.source}", []).append(association)
    wire.resources.append(b.notes[key])
    return None


def _send_codes(b: Builder, wire: Wire, name: str, config: dict[str, Value]) -> None:
    """A function that sends the codes itself gets them encrypted, with the key that is drawn for the pool."""
    encrypting = [edge for edge in b.incoming(wire.source, "association") if b.service(edge.source) == "kms"]
    if not encrypting:
        b.omit(wire.subject, f"{name} is handed codes that are encrypted: connect a KMS key with the user pool.")
        return
    edge = encrypting[0]
    key = Ref(edge.source, "Arn")
    config[name] = {"LambdaArn": b.arn(wire.target), "LambdaVersion": "V1_0"}
    b.env(wire.target, "KEY_ARN", edge.source, key)
    b.grant(wire.target, ["kms:Decrypt"], [key], edge.subject, edge.source)


@mechanism("trigger")
def trigger(b: Builder, wire: Wire) -> None:
    """A user pool calls a function at one point of its flow, or at several."""
    asked = wire.properties.get("Trigger", "PostConfirmation")
    config = b.drafts[wire.source].properties.setdefault("LambdaConfig", {})
    for name in asked if isinstance(asked, list) else [asked]:
        if name == "PreTokenGenerationConfig":
            config[name] = {"LambdaArn": b.arn(wire.target), "LambdaVersion": "V2_0"}
        elif name in ("CustomSMSSender", "CustomEmailSender"):
            _send_codes(b, wire, str(name), config)
        else:
            config[str(name)] = b.arn(wire.target)
    wire.properties["Trigger"] = asked
    invoke_permission(b, wire, "cognito-idp.amazonaws.com", Ref(wire.source, "Arn"))
