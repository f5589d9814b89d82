"""More of a service in one design than an account has from the start.

Example: Six custom event buses: five are the quota.
Instead: Have the quota raised before the deployment, or share one.
"""

from __future__ import annotations

from designer.model.design import DESIGN
from designer.rules.base import DesignRule, Found
from designer.rules.view import View

QUOTAS = {  # service: how many, what they are called, where it is written
    "eventbridge-custom-bus": (
        5, "custom event buses", "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html",
    ),
    "eventbridge-bus": (100, "buses", "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"),
    "cloudfront": (
        500, "distributions", "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
    ),
    "ssm-parameter": (10_000, "parameters", "https://docs.aws.amazon.com/general/latest/gr/ssm.html"),
}  # fmt: skip


class QuotaOfAccount(DesignRule):
    id = "quota-of-account"
    severity = "warning"
    category = "limits"
    title = "More than the account's quota"
    why = "The deployment fails until the quota has been raised."
    fix = "Ask Service Quotas for more before the deployment."
    doc = "https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html"
    read = "2026-11-23"

    def check(self, view: View) -> Found:
        for service, (most, what, doc) in QUOTAS.items():
            number = view.count_of(service)
            if number > most:
                message = f"The design has {number:,} {what}; an account has {most:,} from the start."
                yield self.finding(DESIGN, message, doc=doc)
