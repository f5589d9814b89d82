"""User pools."""

from __future__ import annotations

from exporters.plan import Resource
from exporters.terraform.shapes.registry import shape
from exporters.terraform.stack import Stack


@shape("AWS::Cognito::UserPool")
def user_pool(stack: Stack, of: Resource) -> None:
    block = stack.regular(of)
    for factor in of.properties.get("EnabledMfas", ()):
        if factor == "SOFTWARE_TOKEN_MFA":
            block.add("software_token_mfa_configuration", {"enabled": True})
        elif factor != "SMS_MFA":  # that follows from the configuration of text messages
            stack.lose(of.subject, f"EnabledMfas {factor}")
