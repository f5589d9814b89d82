"""What guards: keys, secrets, parameters, web ACLs, identity pools and image repositories."""

from __future__ import annotations

import json
from typing import Any

from designer.model.design import Subject
from exporters.cfn import pascal
from exporters.plan import Join, Pseudo, Ref, Value
from exporters.planner.builder import Builder, line
from exporters.planner.registry import finisher, node

# What a service of AWS needs of a key to write what is encrypted with it, and to read it.
USE_KEY = ("kms:Decrypt", "kms:GenerateDataKey*")


@node("kms")
def key(b: Builder, id_: str) -> None:
    """A key that the account's own policies administer; services are let in by the edges that lead to it."""
    given = b.node_properties(id_)
    properties: dict[str, Any] = {"Description": line(b.title(id_))[:8192]}
    if given.get("KeySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT":
        properties["EnableKeyRotation"] = True
    root = Join(("arn:", Pseudo("Partition"), ":iam::", Pseudo("AccountId"), ":root"))
    account = {"Sid": "Account", "Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    properties["KeyPolicy"] = {"Version": "2012-10-17", "Statement": [account]}
    b.main(id_, "AWS::KMS::Key", {**properties, **given}, deletion="Retain")


@finisher("kms")
def users_of_key(b: Builder, id_: str) -> None:
    """Who may use what a key encrypts may use the key; a service that writes to it is let in by the key's policy."""
    for wire in b.outgoing(id_, "association"):
        for grant in [g for g in b.grants if g.target == wire.target]:
            b.grant(grant.principal, USE_KEY, [Ref(id_, "Arn")], wire.subject, id_)
        services = sorted({a.service for a in b.allows if a.resource == wire.target})
        if b.service(wire.target) == "cloudwatch-logs":
            services = [f"logs.{b.design.region}.amazonaws.com"]
        for service in services:
            let_use(b, id_, service)


def let_use(b: Builder, key_id: str, service: str) -> None:
    """One more service of AWS, on behalf of this account, in a key's policy."""
    statements = b.drafts[key_id].properties["KeyPolicy"].setdefault("Statement", [])
    if not isinstance(statements, list) or any(s.get("Principal") == {"Service": service} for s in statements):
        return
    statement: dict[str, Value] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": list(USE_KEY)}
    if service.startswith("logs."):
        groups = ("arn:", Pseudo("Partition"), ":logs:", Pseudo("Region"), ":", Pseudo("AccountId"), ":log-group:*")
        statement["Principal"] = {"Service": Join(("logs.", Pseudo("Region"), ".amazonaws.com"))}
        statement["Action"] = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        statement["Condition"] = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": Join(groups)}}
    else:
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": Pseudo("AccountId")}}
    statements.append({**statement, "Resource": "*"})


@node("secrets-manager")
def secret(b: Builder, id_: str) -> None:
    """A secret that Secrets Manager invents: the design never holds one."""
    given = b.node_properties(id_)
    generate = {"PasswordLength": 32, **given.pop("GenerateSecretString", {})}
    b.main(
        id_,
        "AWS::SecretsManager::Secret",
        {"Description": b.title(id_)[:2000], **given, "GenerateSecretString": generate},
        deletion="Retain",
    )


@node("ssm-parameter")
def parameter(b: Builder, id_: str) -> None:
    """A parameter whose value is asked for at deployment, unless the design gives one."""
    given = b.node_properties(id_)
    if given.get("Type") == "SecureString":
        b.omit(
            Subject("node", id_),
            "CloudFormation makes no parameters of type SecureString: keep the value in a secret, or make it by hand.",
        )
        return
    if "Value" not in given:
        given["Value"] = b.parameter(f"{pascal(id_)}Value", "String", f"Value of the parameter {b.title(id_)}")
    b.main(id_, "AWS::SSM::Parameter", {"Type": "String", **given})


# Amazon's own rule groups that cost nothing more than a rule.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
_MANAGED = ("AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet")
_REQUESTS_PER_FIVE_MINUTES = 2000


@node("waf")
def web_acl(b: Builder, id_: str) -> None:
    """Lets requests pass that neither AWS's rules stop nor come too often from one address."""
    node_, given = b.node(id_), b.node_properties(id_)
    guarded = {b.service(w.target) for w in b.outgoing(id_, "association")}
    scope = given.get("Scope") or ("CLOUDFRONT" if guarded == {"cloudfront"} else "REGIONAL")
    if scope == "CLOUDFRONT" and b.design.region != "us-east-1":
        b.omit(
            Subject("node", id_),
            f"Web ACLs of distributions stand in us-east-1 and this stack in {b.design.region}: set the design's "
            "region to us-east-1, or deploy the web ACL in a stack of its own.",
        )
        return
    name = pascal(id_)[:100]
    seen = {"CloudWatchMetricsEnabled": True, "SampledRequestsEnabled": True}
    properties: dict[str, Any] = {"DefaultAction": {"Allow": {}}, "Rules": _rules(node_.properties, seen), **given}
    properties["Scope"] = scope
    properties["VisibilityConfig"] = {**seen, "MetricName": name, **given.get("VisibilityConfig", {})}
    b.main(id_, "AWS::WAFv2::WebACL", properties)


def _rules(own: Any, seen: dict[str, Value]) -> list[Value]:
    groups = own.get("ManagedRules")
    names = [str(g) for g in groups] if isinstance(groups, (list, tuple)) else list(_MANAGED)
    rules: list[Value] = [
        {
            "Name": name,
            "Priority": number,
            "OverrideAction": {"None": {}},
            "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}},
            "VisibilityConfig": {**seen, "MetricName": name},
        }
        for number, name in enumerate(names)
    ]
    rate = own.get("RateLimit", _REQUESTS_PER_FIVE_MINUTES)
    limit = {"Limit": rate, "AggregateKeyType": "IP"}
    rules.append(
        {
            "Name": "RateLimit",
            "Priority": len(rules),
            "Action": {"Block": {}},
            "Statement": {"RateBasedStatement": limit},
            "VisibilityConfig": {**seen, "MetricName": "RateLimit"},
        }
    )
    return rules


def people(id_: str) -> str:
    """Who acts with a pool's credentials: the people who have signed in."""
    return f"{id_}_people"


@node("cognito-identity-pool")
def identity_pool(b: Builder, id_: str) -> None:
    """Gives people who have signed in credentials of AWS, in a role of their own."""
    subject = Subject("node", id_)
    b.main(id_, "AWS::Cognito::IdentityPool", {"AllowUnauthenticatedIdentities": False, **b.node_properties(id_)})
    condition = {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": Ref(id_, "Id")},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
    }
    trust: dict[str, Value] = {
        "Effect": "Allow",
        "Principal": {"Federated": "cognito-identity.amazonaws.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    properties = {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]}}
    role = b.add(f"{id_}_role", "AWS::IAM::Role", properties, subject, "role")
    b.roles[people(id_)] = role.id
    attachment = {"IdentityPoolId": Ref(id_, "Id"), "Roles": {"authenticated": Ref(role.id, "Arn")}}
    b.add(f"{id_}_roles", "AWS::Cognito::IdentityPoolRoleAttachment", attachment, subject, "role-attachment")


@node("ecr")
def repository(b: Builder, id_: str) -> None:
    """Images that nobody overwrites, scanned when they come; untagged ones go after two weeks."""
    rule = {
        "rulePriority": 1,
        "description": "Remove images without a tag",
        "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
        "action": {"type": "expire"},
    }
    properties = {
        "ImageTagMutability": "IMMUTABLE",
        "ImageScanningConfiguration": {"ScanOnPush": True},
        "LifecyclePolicy": {"LifecyclePolicyText": json.dumps({"rules": [rule]})},
        **b.node_properties(id_),
    }
    b.main(id_, "AWS::ECR::Repository", properties, deletion="Retain")
    uri = Join((Pseudo("AccountId"), ".dkr.ecr.", Pseudo("Region"), ".", Pseudo("UrlSuffix"), "/", Ref(id_, "Name")))
    b.output(f"{pascal(id_)}Uri", uri, f"Where images of {b.title(id_)} are pushed")
