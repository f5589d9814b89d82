"""A standard parameter with a value of more than 4 KB.

Example: `Tier` Standard (or none) and a `Value` of 6,000 characters.
Instead: `Tier` Advanced, which takes 8 KB, or a secret or AppConfig profile.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

STANDARD, ADVANCED = 4096, 8192  # bytes


class ParameterTooLarge(NodeRule):
    id = "parameter-too-large"
    severity = "error"
    category = "limits"
    title = "Value too large for a standard parameter"
    why = "Parameter Store refuses the value."
    fix = "Take the advanced tier, or keep the value elsewhere."
    doc = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"
    read = "2026-08-07"
    services = ("ssm-parameter",)

    def check(self, view: View, node: NodeView) -> Found:
        value = node.get("Value")
        size = len(value.encode(errors="surrogatepass")) if isinstance(value, str) else 0
        if not STANDARD < size <= ADVANCED or node.get("Tier") != "Standard":
            return
        yield self.finding(
            node.subject,
            f"{node.title} has {size:,} bytes; a standard parameter takes {STANDARD:,}.",
            fixes=[set_property(node.subject, "Tier", "Advanced", "Take the advanced tier")],
            property_="Value",
        )
