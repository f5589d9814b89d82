"""A subscription's filter policy with more keys or combinations than SNS allows.

A policy has at most five keys, and the product of the numbers of values of all keys is at most 150.

Example: Three keys with six values each: 216 combinations.
Instead: Fewer values, prefixes, or a bus whose rules match the content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod

from designer.rules.base import EdgeRule, Found
from designer.rules.view import EdgeView, View

KEYS, COMBINATIONS = 5, 150


class SnsFilterPolicyLimits(EdgeRule):
    id = "sns-filter-policy-limits"
    severity = "error"
    category = "limits"
    title = "Filter policy too large"
    why = "SNS refuses the subscription."
    fix = "Use fewer keys and values, or let EventBridge route by content."
    doc = "https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html"
    read = "2026-11-24"
    sources = ("sns",)
    mechanisms = ("subscription",)

    def check(self, view: View, edge: EdgeView) -> Found:
        sizes = list(_leaves(edge.get("FilterPolicy")))
        if len(sizes) > KEYS:
            message = f"The filter policy of {edge} has {len(sizes)} keys; {KEYS} is the most."
            yield self.finding(edge.subject, message, property_="FilterPolicy")
        elif (number := prod(sizes)) > COMBINATIONS:
            message = f"The filter policy of {edge} has {number:,} combinations of values; {COMBINATIONS} is the most."
            yield self.finding(edge.subject, message, property_="FilterPolicy")


def _leaves(policy: object) -> Iterator[int]:
    """For each key of a policy the number of its values; the key of a nested object is not one."""
    for value in policy.values() if isinstance(policy, Mapping) else ():
        if isinstance(value, Mapping):
            yield from _leaves(value)
        elif isinstance(value, (list, tuple)):
            yield max(len(value), 1)
