"""Names and guards of addresses: alias records, domain names of APIs, web ACLs; some wait for the stage of an API."""

from __future__ import annotations

from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.edges_mail import vouched
from exporters.planner.websites import WEBSITES


def associate(b: Builder, wire: Wire, arn: Value, *first: str) -> None:
    properties = {"ResourceArn": arn, "WebACLArn": Ref(wire.source, "Arn")}
    b.for_wire(wire, "", "AWS::WAFv2::WebACLAssociation", properties, depends_on=list(first))


def pointed(b: Builder, wire: Wire) -> None:
    """An alias record; an API gets the domain name that it is reached by, with the certificate of a parameter."""
    service, target = b.service(wire.target), wire.target
    zone = b.drafts[wire.source].properties
    name = wire.properties.get("Name") or zone["Name"]
    if service == "cloudfront":
        alias: dict[str, Value] = {"DNSName": Ref(target, "DomainName"), "HostedZoneId": _CLOUDFRONT_ZONE}
        config = b.drafts[target].properties["DistributionConfig"]
        config.setdefault("Aliases", []).append(name)
        certificate = _certificate(b, target)
        config.setdefault(
            "ViewerCertificate",
            {
                "AcmCertificateArn": certificate,
                "MinimumProtocolVersion": "TLSv1.2_2021",
                "SslSupportMethod": "sni-only",
            },
        )
    elif service == "alb":
        alias = {"DNSName": Ref(target, "DNSName"), "HostedZoneId": Ref(target, "CanonicalHostedZoneID")}
    elif service == "ses":
        return vouched(b, wire)
    elif service == "s3":
        website = _website(b, wire, name)
        if website is None:
            return None
        alias = website
    else:
        alias = _api_domain(b, wire, name)
    alias |= wire.properties.get("AliasTarget", {})
    alias.setdefault("EvaluateTargetHealth", False)
    properties = {
        "HostedZoneId": Ref(wire.source, "Id"),
        "Name": name,
        "Type": wire.properties.get("Type", "A"),
        "AliasTarget": alias,
    }
    b.for_wire(wire, "record", "AWS::Route53::RecordSet", properties)
    return None


def _website(b: Builder, wire: Wire, name: Value) -> dict[str, Value] | None:
    """A bucket as a website: it is found by its name, which is the record's.
    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/RoutingToS3Bucket.html
    """
    bucket = b.drafts[wire.target].properties
    config = bucket.get("WebsiteConfiguration")
    taken = any(d.properties.get("BucketName") == name for d in b.drafts.values() if d.id != wire.target)
    reason = ""
    if not isinstance(config, dict):
        reason = (
            "A bucket answers to a name of its own only as a website, which has no TLS: put a distribution before it."
        )
    elif b.design.region not in WEBSITES:
        reason = f"Where websites of buckets stand in {b.design.region} is not known here."
    elif taken or bucket.setdefault("BucketName", name) != name:
        reason = "A bucket is found by the record's name, which must be its own name, too."
    if reason or not isinstance(config, dict):
        b.omit(wire.subject, reason)
        return None
    if "RedirectAllRequestsTo" not in config:
        b.omit(
            wire.subject,
            "The pages are for everybody and come without TLS: open the bucket by a policy of yours, or put a "
            "distribution before it.",
        )
    host, zone = WEBSITES[b.design.region]
    return {"DNSName": host, "HostedZoneId": zone}


# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html
_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


def _certificate(b: Builder, target: str) -> Value:
    return b.parameter(
        f"{pascal(target)}CertificateArn",
        "String",
        f"Certificate of {b.title(target)}",
        pattern="^arn:[a-z-]+:acm:.+$",
    )


def _api_domain(b: Builder, wire: Wire, name: Value) -> dict[str, Value]:
    rest = b.service(wire.target) == "apigw-rest"
    family = "AWS::ApiGateway" if rest else "AWS::ApiGatewayV2"
    certificate = _certificate(b, wire.target)
    if rest:
        properties: dict[str, Value] = {
            "DomainName": name,
            "RegionalCertificateArn": certificate,
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
            "SecurityPolicy": "TLS_1_2",
        }
    else:
        config = {"CertificateArn": certificate, "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"}
        properties = {"DomainName": name, "DomainNameConfigurations": [config]}
    domain = b.for_wire(wire, "domain", f"{family}::DomainName", properties)
    b.notes.setdefault(f"domains:{wire.target}", []).append((wire, domain.id))  # mapped when the stage stands
    return {"DNSName": Ref(domain.id, "RegionalDomainName"), "HostedZoneId": Ref(domain.id, "RegionalHostedZoneId")}


def stage_attachments(b: Builder, api: str, stage: str) -> None:
    """What waits for an API's stage: its web ACL and its domain names."""
    rest = b.service(api) == "apigw-rest"
    for wire in b.notes.get(f"guards:{api}", []):
        head = ("arn:", Pseudo("Partition"), ":apigateway:", Pseudo("Region"))
        associate(b, wire, Join((*head, "::/restapis/", Ref(api, "Id"), "/stages/", b.stage)), stage)
    for wire, domain in b.notes.get(f"domains:{api}", []):
        if rest:
            mapping = {"DomainName": Ref(domain, ""), "RestApiId": Ref(api, "Id"), "Stage": Ref(stage, "Name")}
            b.for_wire(wire, "mapping", "AWS::ApiGateway::BasePathMapping", mapping)
        else:
            mapping = {"DomainName": Ref(domain, ""), "ApiId": Ref(api, "Id"), "Stage": Ref(stage, "Name")}
            b.for_wire(wire, "mapping", "AWS::ApiGatewayV2::ApiMapping", mapping)
