"""Two notifications of a bucket for the same event and the same keys.

Example: Two functions on all new objects of one bucket: S3 refuses the configuration.
Instead: Prefixes or suffixes that exclude each other, or EventBridge, which may have many rules.
"""

from __future__ import annotations

from itertools import combinations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import insert_on
from designer.rules.flows import key_filter
from designer.rules.view import EdgeView, NodeView, View


class S3NotificationOverlap(NodeRule):
    id = "s3-notification-filter-overlap"
    severity = "error"
    category = "limits"
    title = "Overlapping notifications of a bucket"
    why = "S3 refuses two notifications for one event whose prefixes or suffixes overlap."
    fix = "Let the filters exclude each other, or lead the events through EventBridge."
    doc = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html"
    read = "2026-11-23"
    services = ("s3",)

    def check(self, view: View, node: NodeView) -> Found:
        edges = [e for e in view.outgoing(node.id) if e.mechanism == "notification" and e.get("Events")]
        edges = [e for e in edges if not e.target.is_a("eventbridge-bus")][:100]
        for one, other in combinations(edges, 2):
            if _events_meet(one, other) and _keys_meet(one, other):
                yield self.finding(
                    node.subject,
                    f"{node.title} would notify {one.target.title} and {other.target.title} of the same events.",
                    fixes=[insert_on(other, ("eventbridge-bus",), f"Notify {other.target.title} through EventBridge")],
                )
                return


def _events_meet(one: EdgeView, other: EdgeView) -> bool:
    return any(_covers(a, b) or _covers(b, a) for a in one.get("Events") for b in other.get("Events"))


def _covers(wide: object, narrow: object) -> bool:
    return wide == narrow or (str(wide).endswith("*") and str(narrow).startswith(str(wide)[:-1]))


def _keys_meet(one: EdgeView, other: EdgeView) -> bool:
    a, b = key_filter(one), key_filter(other)
    prefixes, suffixes = (a.get("prefix", ""), b.get("prefix", "")), (a.get("suffix", ""), b.get("suffix", ""))
    same_start = prefixes[0].startswith(prefixes[1]) or prefixes[1].startswith(prefixes[0])
    return same_start and (suffixes[0].endswith(suffixes[1]) or suffixes[1].endswith(suffixes[0]))
