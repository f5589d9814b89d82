"""A function whose work takes longer than an invocation may.

`ExpectedSeconds` on the function says how long the work takes.  A durable function (`DurableConfig`) may stretch
over many invocations and is left alone.

Example: `ExpectedSeconds` 1,800 on a function: Lambda ends it after 900 s.
Instead: A state machine of steps, a durable function, or Fargate.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

MOST = 900


class LambdaLongRunning(NodeRule):
    id = "lambda-long-running"
    severity = "error"
    category = "limits"
    title = "Work longer than the function may run"
    why = "Lambda ends the invocation in the middle of the work."
    fix = "Split the work into steps of a state machine, make the function durable, or take Fargate."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    read = "2026-11-23"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        work, timeout = node.number("ExpectedSeconds"), node.number("Timeout")
        if work is None or timeout is None or work <= timeout or node.get("DurableConfig"):
            return
        own = "Timeout" in node.node.properties or work > MOST
        raised = [set_property(node.subject, "Timeout", int(work), f"Set to {work:.10g} s")] if work <= MOST else []
        yield self.finding(
            node.subject,
            f"{node.title} takes {work:.10g} s, but is ended after {min(timeout, MOST):.10g} s.",
            severity="error" if own else "warning",
            fixes=raised,
            property_="Timeout",
        )
