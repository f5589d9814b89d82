"""User pools and their clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from designer.model.design import Subject
from exporters.cdk import tree as t
from exporters.cdk.builder import Builder
from exporters.cdk.convert import choice, construct, days, flag, hours, minutes, one_of, plain, seconds
from exporters.cdk.idiom import Bag, Convert, Idiom, Props, Row
from exporters.plan import Ref, Resource

_TRIGGERS = {
    "CreateAuthChallenge": "CREATE_AUTH_CHALLENGE",
    "CustomEmailSender": "CUSTOM_EMAIL_SENDER",
    "CustomMessage": "CUSTOM_MESSAGE",
    "CustomSMSSender": "CUSTOM_SMS_SENDER",
    "DefineAuthChallenge": "DEFINE_AUTH_CHALLENGE",
    "PostAuthentication": "POST_AUTHENTICATION",
    "PostConfirmation": "POST_CONFIRMATION",
    "PreAuthentication": "PRE_AUTHENTICATION",
    "PreSignUp": "PRE_SIGN_UP",
    "PreTokenGeneration": "PRE_TOKEN_GENERATION",
    "UserMigration": "USER_MIGRATION",
    "VerifyAuthChallengeResponse": "VERIFY_AUTH_CHALLENGE_RESPONSE",
}
_PASSWORD_ROWS = (
    ("MinimumLength", "minLength", plain),
    ("RequireLowercase", "requireLowercase", flag),
    ("RequireUppercase", "requireUppercase", flag),
    ("RequireNumbers", "requireDigits", flag),
    ("RequireSymbols", "requireSymbols", flag),
    ("TemporaryPasswordValidityDays", "tempPasswordValidity", days),
)


_ALIASES = {"email": "email", "phone_number": "phone"}


def _names(symbol: str) -> Convert:
    """A list of attributes as a struct of truth values."""

    def convert(_builder: Builder, value: Any) -> t.Expr | None:
        if not isinstance(value, list | tuple) or not set(value) <= _ALIASES.keys():
            return None
        return t.Struct(t.Symbol("cognito", symbol), {_ALIASES[name]: t.Lit(True) for name in value})

    return convert


def _recovery(_builder: Builder, value: Any) -> t.Expr | None:
    by_mail = [{"Name": "verified_email", "Priority": 1}]
    return t.Symbol("cognito", "AccountRecovery.EMAIL_ONLY") if value == by_mail else None


def _password(builder: Builder, value: Any) -> t.Expr | None:
    fields: Props = {}
    bag = Bag(value)
    for cfn, prop, convert in _PASSWORD_ROWS:
        given = bag.take(cfn)
        expr = convert(builder, given) if given is not None else None
        if expr is not None:
            fields[prop] = expr
    return None if bag.left() else t.Struct(t.Symbol("cognito", "PasswordPolicy"), fields)


def _factors(_builder: Builder, value: Any) -> t.Expr | None:
    factors = set(value)
    if not factors <= {"SOFTWARE_TOKEN_MFA", "SMS_MFA"}:
        return None
    props = {"sms": t.Lit("SMS_MFA" in factors), "otp": t.Lit("SOFTWARE_TOKEN_MFA" in factors)}
    return t.Struct(t.Symbol("cognito", "MfaSecondFactor"), props)


def _pool(builder: Builder, resource: Resource, bag: Bag) -> Props:
    config = resource.properties.get("LambdaConfig") or {}
    triggers = [
        (name, function)
        for name, value in config.items()
        if name in _TRIGGERS and (function := _called(builder, value, config)) is not None
    ]
    for name, value in triggers:
        bag.take(f"LambdaConfig.{name}")
        builder.later(partial(_add_trigger, builder, resource, name, value))
    for link in builder.plan.links.values():
        names = link.properties.get("Trigger")
        asked = names if isinstance(names, list | tuple) else [names]
        if link.source == resource.id and link.mechanism == "trigger" and set(asked) <= dict(triggers).keys():
            builder.covered.add(link.edge)
    closed = bag.take("AdminCreateUserConfig.AllowAdminCreateUserOnly")
    return {"selfSignUpEnabled": t.Lit(closed is not True)}


def _called(builder: Builder, value: Any, config: Mapping[str, Any]) -> Ref | None:
    """The function of a trigger; one that sends codes itself is only that with the key that encrypts them."""
    match value:
        case {"LambdaArn": Ref() as function, "LambdaVersion": "V1_0"}:
            known = construct("AWS::KMS::Key")(builder, config.get("KMSKeyID"))
        case Ref() as function:
            known = t.Lit(True)
        case _:
            return None
    is_function = construct("AWS::Lambda::Function")(builder, function)
    return function if known is not None and is_function is not None else None


def _add_trigger(builder: Builder, resource: Resource, name: str, value: Ref) -> None:
    operation = t.Symbol("cognito", f"UserPoolOperation.{_TRIGGERS[name]}")
    add = t.Attribute(builder.local(resource.id), "addTrigger")
    edge = next(
        (
            link.edge
            for link in builder.plan.links.values()
            if (link.source, link.target, link.mechanism) == (resource.id, value.resource, "trigger")
        ),
        "",
    )
    subject = Subject("edge", edge) if edge else resource.subject
    builder.section(subject, [t.Do(t.Call(add, (operation, builder.local(value.resource))))], resource.id)


POOL = Idiom(
    t.Symbol("cognito", "UserPool"),
    "pool",
    (
        Row("UserPoolName", "userPoolName", plain),
        Row("UsernameAttributes", "signInAliases", _names("SignInAliases")),
        Row("AutoVerifiedAttributes", "autoVerify", _names("AutoVerifiedAttrs")),
        Row("AccountRecoverySetting.RecoveryMechanisms", "accountRecovery", _recovery),
        Row("MfaConfiguration", "mfa", choice("cognito", "Mfa", OFF="OFF", OPTIONAL="OPTIONAL", ON="REQUIRED")),
        Row("EnabledMfas", "mfaSecondFactor", _factors),
        Row("Policies.PasswordPolicy", "passwordPolicy", _password),
        Row("DeletionProtection", "deletionProtection", one_of("ACTIVE", "INACTIVE")),
        Row("LambdaConfig.KMSKeyID", "customSenderKmsKey", construct("AWS::KMS::Key")),
    ),
    attributes={"Id": "userPoolId", "": "userPoolId", "Arn": "userPoolArn", "ProviderName": "userPoolProviderName",
                "Url": "userPoolProviderUrl", "ProviderURL": "userPoolProviderUrl"},
    more=_pool,
    first=("userPoolName", "selfSignUpEnabled"),
    grant="grant",
    removal=True,
)  # fmt: skip

_FLOWS = {
    "ALLOW_USER_SRP_AUTH": "userSrp",
    "ALLOW_USER_PASSWORD_AUTH": "userPassword",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH": "adminUserPassword",
    "ALLOW_CUSTOM_AUTH": "custom",
    "ALLOW_USER_AUTH": "user",
}
_UNITS = {"seconds": seconds, "minutes": minutes, "hours": hours, "days": days}


def _flows(_builder: Builder, value: Any) -> t.Expr | None:
    names = [name for name in value if name != "ALLOW_REFRESH_TOKEN_AUTH"]  # which every client has
    if not set(names) <= _FLOWS.keys():
        return None
    return t.Struct(t.Symbol("cognito", "AuthFlow"), {_FLOWS[name]: t.Lit(True) for name in names})


def _client(builder: Builder, _resource: Resource, bag: Bag) -> Props:
    props: Props = {}
    defaults = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
    units = {name: bag.take(f"TokenValidityUnits.{name}") or unit for name, unit in defaults.items()}
    for name, prop in (("AccessToken", "access"), ("IdToken", "id"), ("RefreshToken", "refresh")):
        amount = bag.take(f"{name}Validity")
        if amount is not None:
            expr = _UNITS[units[name]](builder, amount)
            if expr is not None:
                props[f"{prop}TokenValidity"] = expr
    if not any(name.startswith(("AllowedOAuth", "Callback", "Logout")) for name in bag.left()):
        props["disableOAuth"] = t.Lit(True)
    return props


def _has_pool(builder: Builder, resource: Resource) -> bool:
    pool = resource.properties.get("UserPoolId")
    return isinstance(pool, Ref) and builder.type_of(pool.resource) == "AWS::Cognito::UserPool"


CLIENT = Idiom(
    t.Symbol("cognito", "UserPoolClient"),
    "client",
    (
        Row("ClientName", "userPoolClientName", plain),
        Row("UserPoolId", "userPool", construct("AWS::Cognito::UserPool")),
        Row("GenerateSecret", "generateSecret", flag),
        Row("ExplicitAuthFlows", "authFlows", _flows),
        Row("EnableTokenRevocation", "enableTokenRevocation", flag),
        Row(
            "PreventUserExistenceErrors",
            "preventUserExistenceErrors",
            one_of("ENABLED", "LEGACY"),
        ),
    ),
    attributes={"Id": "userPoolClientId", "": "userPoolClientId", "ClientId": "userPoolClientId"},
    more=_client,
    applies=lambda builder, resource: (
        construct("AWS::Cognito::UserPool")(builder, resource.properties.get("UserPoolId")) is not None
    ),
)

IDIOMS: dict[str, Sequence[Idiom]] = {"AWS::Cognito::UserPool": (POOL,), "AWS::Cognito::UserPoolClient": (CLIENT,)}
