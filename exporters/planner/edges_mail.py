"""Mail: a verified identity, rules for what comes in, and reports of what became of what was sent."""

from __future__ import annotations

from typing import Any

from designer.model.design import DESIGN, Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, Wire
from exporters.planner.nodes_edge import zone_name
from exporters.planner.permissions import grant_permissions, invoke_permission
from exporters.planner.registry import mechanism, node


@node("ses")
def identity(b: Builder, id_: str) -> None:
    """An identity that signs its mails; reports need a configuration set that mails go through."""
    subject = Subject("node", id_)
    given = b.node_properties(id_)
    properties: dict[str, Any] = {"EmailIdentity": _mailer(b, id_), **given}
    named = properties.get("ConfigurationSetAttributes", {}).get("ConfigurationSetName")
    if b.outgoing(id_, "event-subscription") and not named:
        options = {
            "DeliveryOptions": {"TlsPolicy": "REQUIRE"},
            "ReputationOptions": {"ReputationMetricsEnabled": True},
            "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        }
        made = b.add(f"{id_}_mails", "AWS::SES::ConfigurationSet", options, subject, "configuration-set")
        properties["ConfigurationSetAttributes"] = {"ConfigurationSetName": Ref(made.id, "Name")}
    b.main(id_, "AWS::SES::EmailIdentity", properties)


def _mailer(b: Builder, id_: str) -> Value:
    """Who mails: the domain of the zone that vouches for it, or whom a parameter names."""
    zones = [wire.source for wire in b.incoming(id_, "association") if b.service(wire.source) == "route53"]
    if zones:
        return zone_name(b, zones[0])
    return b.parameter(
        f"{pascal(id_)}Identity", "String", f"Domain or address of {b.title(id_)}", pattern="^[^\\s]+\\.[a-z]+$"
    )


def vouched(b: Builder, wire: Wire) -> None:
    """The records by which receivers check a mail's signature, and the one that leads mail for the domain to SES.
    https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
    """
    domain = b.drafts[wire.target].properties["EmailIdentity"]
    if isinstance(domain, str) and "@" in domain:
        return b.omit(wire.subject, f"{domain:.100} is an address: SES asks its owner by mail, not the zone.")
    zone = Ref(wire.source, "Id")
    for number in (1, 2, 3):
        properties = {
            "HostedZoneId": zone,
            "Name": Ref(wire.target, f"DkimDNSTokenName{number}"),
            "Type": "CNAME",
            "TTL": "1800",
            "ResourceRecords": [Ref(wire.target, f"DkimDNSTokenValue{number}")],
        }
        b.for_wire(wire, f"signature_{number}", "AWS::Route53::RecordSet", properties)
    if b.outgoing(wire.target, "receipt-rule"):
        server = Join(("10 inbound-smtp.", Pseudo("Region"), ".amazonaws.com"))
        properties = {"HostedZoneId": zone, "Name": domain, "Type": "MX", "TTL": "1800", "ResourceRecords": [server]}
        b.for_wire(wire, "mail", "AWS::Route53::RecordSet", properties)
    return None


def _set_of(b: Builder, id_: str) -> Value:
    return b.drafts[id_].properties["ConfigurationSetAttributes"]["ConfigurationSetName"]


def report(b: Builder, wire: Wire) -> None:
    """Bounces, complaints and the rest, told to a topic, a delivery stream or a metric."""
    service = b.service(wire.target)
    kinds = wire.properties.get("MatchingEventTypes") or ["BOUNCE", "COMPLAINT", "DELIVERY", "REJECT"]
    destination: dict[str, Value] = {"Enabled": True, "MatchingEventTypes": [_event(k) for k in kinds]}
    if service == "sns":
        destination["SnsDestination"] = {"TopicARN": b.arn(wire.target)}
        b.allow(wire.target, "ses.amazonaws.com", ["sns:Publish"], _set_arn(b, wire.source), wire.subject)
    elif service == "firehose":
        principal = f"{wire.id}_reports"
        role = b.role(principal, "ses.amazonaws.com", wire.subject)
        grant_permissions(b, wire, principal)
        destination["KinesisFirehoseDestination"] = {"DeliveryStreamARN": b.arn(wire.target), "IAMRoleARN": role}
    else:
        dimension = {
            "DimensionName": "identity",
            "DimensionValueSource": "messageTag",
            "DefaultDimensionValue": b.slug,
        }
        destination["CloudWatchDestination"] = {"DimensionConfigurations": [dimension]}
    properties = {"ConfigurationSetName": _set_of(b, wire.source), "EventDestination": destination}
    b.for_wire(wire, "", "AWS::SES::ConfigurationSetEventDestination", properties)


def _event(kind: Any) -> str:
    """CloudFormation's spelling: BOUNCE is bounce, RENDERING_FAILURE renderingFailure."""
    first, *rest = str(kind).lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def _set_arn(b: Builder, id_: str) -> Join:
    head = ("arn:", Pseudo("Partition"), ":ses:", Pseudo("Region"), ":", Pseudo("AccountId"), ":configuration-set/")
    return Join((*head, _set_of(b, id_)))


@mechanism("receipt-rule")
def receipt_rule(b: Builder, wire: Wire) -> None:
    """One set of rules for the stack, in which each identity has one rule with an action for each edge."""
    key = f"receipt-rule:{wire.source}"
    if "receipt-rules" not in b.notes:
        b.notes["receipt-rules"] = b.add("receipt_rules", "AWS::SES::ReceiptRuleSet", {}, DESIGN, "receipt-rules").id
    rules = b.notes["receipt-rules"]
    if key not in b.notes:
        identity_ = b.drafts[wire.source].properties["EmailIdentity"]
        recipients = wire.properties.get("Recipients") or [identity_]
        # SES takes the text of a rule's name as part of its ARN, so it has one that can be said beforehand.
        rule: dict[str, Value] = {
            "Name": b.physical_name(wire.source, 64),
            "Enabled": True,
            "ScanEnabled": True,
            "TlsPolicy": "Require",
            "Recipients": recipients,
            "Actions": [],
        }
        properties = {"RuleSetName": Ref(rules, "Name"), "Rule": rule}
        b.notes[key] = b.for_wire(wire, "rule", "AWS::SES::ReceiptRule", properties).id
        b.omit(
            wire.subject,
            "SES has one active set of rules in a region, which nothing but a call makes active: "
            "aws ses set-active-receipt-rule-set.",
        )
    else:
        wire.resources.append(b.notes[key])
    draft = b.drafts[b.notes[key]]
    rule = draft.properties["Rule"]
    head = ("arn:", Pseudo("Partition"), ":ses:", Pseudo("Region"), ":", Pseudo("AccountId"), ":receipt-rule-set/")
    source = Join((*head, Ref(rules, "Name"), ":receipt-rule/", *rule["Name"].parts))
    service = b.service(wire.target)
    if service == "lambda":
        kind = wire.properties.get("InvocationType", "Event")
        rule["Actions"].append({"LambdaAction": {"FunctionArn": b.arn(wire.target), "InvocationType": kind}})
        draft.depends_on.append(invoke_permission(b, wire, "ses.amazonaws.com", source))
    elif service == "s3":
        prefix = wire.take("ObjectKeyPrefix")
        rule["Actions"].append({"S3Action": {"BucketName": b.name(wire.target), **prefix}})
        b.allow(wire.target, "ses.amazonaws.com", ["s3:PutObject"], source, wire.subject)
        b.notes.setdefault("notified", []).append((draft.id, wire.target))
    else:
        rule["Actions"].append({"SNSAction": {"TopicArn": b.arn(wire.target), "Encoding": "UTF-8"}})
        b.allow(wire.target, "ses.amazonaws.com", ["sns:Publish"], source, wire.subject)
        b.notes.setdefault("notified", []).append((draft.id, wire.target))
