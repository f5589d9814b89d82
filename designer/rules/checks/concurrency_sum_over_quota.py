"""Functions that together reserve more concurrency than the account may give away.

`settings.concurrency` is the account's quota, 1,000 when it is not said; 100 must stay unreserved.

Example: Two functions with `ReservedConcurrentExecutions` 600 and 400.
Instead: 900 in all, or a higher quota.
"""

from __future__ import annotations

from collections import defaultdict

from designer.rules.base import DesignRule, Found
from designer.rules.view import SETTINGS, View

PATH = "ReservedConcurrentExecutions"
QUOTA, KEPT = 1000, 100


class ConcurrencySumOverQuota(DesignRule):
    id = "concurrency-sum-over-quota"
    severity = "error"
    category = "limits"
    title = "More concurrency reserved than the account has"
    why = "Lambda refuses a reservation that leaves fewer than 100 executions for all other functions."
    fix = "Reserve less, or have the account's quota raised."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"
    read = "2023"

    def check(self, view: View) -> Found:
        view.reads.add(SETTINGS)
        given = view.design.settings.get("concurrency")
        quota = given if isinstance(given, int) and not isinstance(given, bool) else QUOTA
        totals: defaultdict[tuple[str | None, str], float] = defaultdict(float)  # by account and region
        for node in view.nodes_with(PATH):
            if not node.is_a("lambda"):
                continue
            reserved = node.number(PATH) or 0
            groups = view.design.groups
            account = next((g for g in view.ancestors(node.node.group) if groups[g].kind == "account"), None)
            place = account, view.region_of(node)
            totals[place] += reserved
            total = totals[place]
            if reserved and total > quota - KEPT:
                yield self.finding(
                    node.subject,
                    f"With {node.title} {total:,.10g} are reserved; of {quota:,} executions {KEPT} must stay free.",
                    property_=PATH,
                )
