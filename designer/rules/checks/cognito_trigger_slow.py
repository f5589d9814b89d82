"""A function in a user pool's flow that may take longer than the pool waits.

Example: A trigger with a Timeout of 30 s: Cognito waits 5 s, tries three times, and the sign-in fails.
Instead: A Timeout of 5 s, and slow work handed to a queue.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

MOST = 5
UNHURRIED = ("CustomEmailSender", "CustomSMSSender")  # Cognito does not wait for these


class CognitoTriggerSlow(EdgeRule):
    id = "cognito-trigger-slow"
    severity = "error"
    category = "limits"
    title = "User pool trigger over five seconds"
    why = "Cognito waits five seconds, tries three times, and then the person cannot sign in."
    fix = f"Keep the function within {MOST} s and hand slow work to a queue."
    doc = (
        "https://docs.aws.amazon.com/cognito/latest/developerguide/"
        "cognito-user-identity-pools-working-with-aws-lambda-triggers.html"
    )
    read = "2026-11-23"
    sources = ("cognito-user-pool",)
    targets = ("lambda",)
    mechanisms = ("trigger",)

    def check(self, view: View, edge: EdgeView) -> Found:
        timeout = edge.target.number("Timeout")
        if timeout is None or timeout <= MOST or edge.get("Trigger") in UNHURRIED:
            return
        yield self.finding(
            edge.subject,
            f"{edge.source.title} waits {MOST} s for its trigger {edge.target.title}, which may take {timeout:.10g} s.",
            fixes=[set_property(edge.target.subject, "Timeout", MOST, f"Set to {MOST} s")],
            property_="Timeout",
        )
