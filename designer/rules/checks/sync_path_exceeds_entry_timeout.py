"""Work behind an entry that may take longer than the entry waits.

An HTTP API and AppSync wait 30 s, a REST or WebSocket API 29 s, a load balancer 60 s, a distribution 30 s.  A REST
API that is not edge-optimised may wait longer once the quota is raised (`TimeoutInMillis` on the edge), and up to
900 s where it streams its answer.

Example: A function with a Timeout of 60 s behind an HTTP API: the caller gets an error after 30 s, the work goes on.
Instead: Accept the request, answer at once and work asynchronously, or keep the function's Timeout below 29 s.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.flows import ENTRY_LIMITS, duration, entry_limit, waits
from designer.rules.view import EdgeView, NodeView, View

MOST = 100  # nodes that one path is followed through


class SyncPathExceedsEntryTimeout(EdgeRule):
    id = "sync-path-exceeds-entry-timeout"
    severity = "error"
    category = "reliability"
    title = "Synchronous path longer than its entry waits"
    why = "The caller gets a timeout while the work goes on behind it, and often calls again."
    fix = "Answer at once and work asynchronously, shorten the timeouts, or raise the entry's own limit."
    doc = "https://aws.amazon.com/about-aws/whats-new/2024/06/amazon-api-gateway-integration-timeout-limit-29-seconds/"
    read = "2026-11-23"
    sources = tuple(ENTRY_LIMITS)

    def check(self, view: View, edge: EdgeView) -> Found:
        limit = entry_limit(edge)
        if limit is None or not waits(edge) or edge.mechanism in ("authorizer", "edge-function"):
            return
        alone = duration(edge.target)
        if alone is None:
            return
        if alone > limit:
            said = edge.target.is_a("lambda") or edge.target.number("TimeoutSeconds") is not None
            shorter = int(limit) - 1 if limit == int(limit) else int(limit)
            path = "Timeout" if edge.target.is_a("lambda") else "TimeoutSeconds"
            fixes = [set_property(edge.target.subject, path, max(shorter, 1), f"Set to {max(shorter, 1)} s")]
            yield self.finding(
                edge.subject,
                f"{edge.source.title} waits {limit:.10g} s, but {edge.target.title} may work for {alone:.10g} s.",
                fixes=fixes if alone == edge.target.number(path) else (),
                severity=None if said else "warning",
                property_=path,
            )
            return
        whole = _longest(view, edge.target, {})
        if whole > limit:
            yield self.finding(
                edge.subject,
                f"{edge.source.title} waits {limit:.10g} s, but {edge.target.title} and what it waits for "
                f"may take {whole:.10g} s one after the other.",
                severity="warning",
            )


def _longest(view: View, node: NodeView, seen: dict[str, float]) -> float:
    """The node's own time and the longest time of what it waits for, in seconds; a circle counts once."""
    if node.id in seen or len(seen) >= MOST:
        return seen.get(node.id, 0.0)
    seen[node.id] = own = duration(node) or 0.0
    called = (e.target for e in view.outgoing(node.id) if waits(e) and e.target.is_a("lambda", "sfn-express"))
    seen[node.id] = own + max((_longest(view, target, seen) for target in called), default=0.0)
    return seen[node.id]
