"""Keys, secrets and roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.convert import construct, flag, plain
from exporters.cdk.idiom import Bag, Idiom, Props, Row
from exporters.plan import Join, Pseudo, Resource

key = construct("AWS::KMS::Key")


def named_key(builder: Builder, value: Any) -> t.Expr | None:
    """A key of the stack, or one of AWS's own by its alias."""
    made = key(builder, value)
    if made is None and isinstance(value, str) and value.startswith("alias/"):
        id_ = builder.names.construct(f"{value.rsplit('/', 1)[1]}_key")
        return t.Call(t.Symbol("kms", "Alias.fromAliasName"), (t.This(), t.Lit(id_), t.Lit(value)))
    return made


def _policy(builder: Builder, value: Any) -> t.Expr | None:
    return t.Call(t.Symbol("iam", "PolicyDocument.fromJson"), (builder.value(value),))


KEY = Idiom(
    t.Symbol("kms", "Key"),
    "key",
    (
        Row("Description", "description", plain),
        Row("EnableKeyRotation", "enableKeyRotation", flag),
        Row("KeyPolicy", "policy", _policy),
    ),
    attributes={"Arn": "keyArn", "Id": "keyId", "": "keyId"},
    removal=True,
)


# -- roles


def _assumed_by(builder: Builder, resource: Resource) -> t.Expr | None:
    """The principal of a role that services or people of an identity pool assume; None for any other trust."""
    match resource.properties.get("AssumeRolePolicyDocument"):
        case {
            "Statement": [{"Principal": {"Federated": str() as who}, "Action": "sts:AssumeRoleWithWebIdentity", **rest}]
        }:
            limits = builder.value(rest.get("Condition", {}))
            return t.New(t.Symbol("iam", "WebIdentityPrincipal"), (t.Lit(who), limits))
    match resource.properties.get("AssumeRolePolicyDocument"):
        case {"Statement": [{"Principal": {"Service": services}, "Action": "sts:AssumeRole", **rest}]}:
            names = [services] if isinstance(services, str) else services
        case _:
            return None
    if not isinstance(names, list | tuple) or not names or not all(isinstance(name, str) for name in names):
        return None
    conditions = rest.get("Condition")
    props: Props = {"conditions": builder.value(conditions)} if isinstance(conditions, Mapping) else {}
    service = t.Symbol("iam", "ServicePrincipal")
    principals = tuple(t.New(service, (t.Lit(name),), props) for name in names)
    return principals[0] if len(principals) == 1 else t.New(t.Symbol("iam", "CompositePrincipal"), principals)


def _managed(_builder: Builder, value: Any) -> t.Expr | None:
    """AWS's own policies by their names."""
    names = []
    for arn in value:
        match arn:
            case Join(("arn:", Pseudo("Partition"), str() as rest)) if rest.startswith(":iam::aws:policy/"):
                names.append(t.Lit(rest.removeprefix(":iam::aws:policy/")))
            case _:
                return None
    policy = t.Symbol("iam", "ManagedPolicy.fromAwsManagedPolicyName")
    return t.Items(tuple(t.Call(policy, (name,)) for name in names))


def _role(builder: Builder, resource: Resource, bag: Bag) -> Props:
    bag.take("AssumeRolePolicyDocument")
    principal = _assumed_by(builder, resource)
    return {"assumedBy": principal} if principal is not None else {}


ROLE = Idiom(
    t.Symbol("iam", "Role"),
    "role",
    (
        Row("RoleName", "roleName", plain),
        Row("Description", "description", plain),
        Row("ManagedPolicyArns", "managedPolicies", _managed),
    ),
    attributes={"Arn": "roleArn", "Name": "roleName", "": "roleName"},
    more=_role,
    applies=lambda builder, resource: _assumed_by(builder, resource) is not None,
)

# -- secrets


def _generate(builder: Builder, value: Any) -> t.Expr | None:
    names = {
        "SecretStringTemplate": "secretStringTemplate", "GenerateStringKey": "generateStringKey",
        "PasswordLength": "passwordLength", "ExcludePunctuation": "excludePunctuation",
        "ExcludeCharacters": "excludeCharacters", "ExcludeLowercase": "excludeLowercase",
        "ExcludeUppercase": "excludeUppercase", "ExcludeNumbers": "excludeNumbers", "IncludeSpace": "includeSpace",
        "RequireEachIncludedType": "requireEachIncludedType",
    }  # fmt: skip
    if not isinstance(value, Mapping) or value.keys() - names.keys():
        return None
    fields = {names[name]: builder.value(item) for name, item in value.items()}
    return t.Struct(t.Symbol("secretsmanager", "SecretStringGenerator"), fields)


SECRET = Idiom(
    t.Symbol("secretsmanager", "Secret"),
    "secret",
    (
        Row("Name", "secretName", plain),
        Row("Description", "description", plain),
        Row("GenerateSecretString", "generateSecretString", _generate),
    ),
    attributes={"Arn": "secretArn", "": "secretArn"},
    grants={"grantRead": frozenset({"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"})},
    removal=True,
)

IDIOMS: dict[str, Sequence[Idiom]] = {
    "AWS::KMS::Key": (KEY,),
    "AWS::IAM::Role": (ROLE,),
    "AWS::SecretsManager::Secret": (SECRET,),
}
