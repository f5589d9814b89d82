"""An Express workflow that is given, or waits for, more than five minutes.

Example: `StateMachineType` EXPRESS with `TimeoutSeconds` 600, with a task that may take 600 s, or with a state of its
`Definition` that waits a day.
Instead: A Standard workflow, which may run for a year.
"""

from __future__ import annotations

from designer.rules.asl import states
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

MOST = 300


class ExpressLongWork(NodeRule):
    id = "express-long-work"
    severity = "error"
    category = "limits"
    title = "Express workflow over five minutes"
    why = "An Express execution is ended after five minutes, whatever it is doing."
    fix = "Make it a Standard workflow, or shorten the work."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"
    read = "2026-11-23"
    services = ("sfn-express",)

    def check(self, view: View, node: NodeView) -> Found:
        standard = set_property(node.subject, "StateMachineType", "STANDARD", "Make it Standard")
        for path in ("TimeoutSeconds", "ExpectedSeconds"):
            length = node.number(path)
            if length is not None and length > MOST:
                message = f"{node.title} is an Express workflow of {length:.10g} s; {MOST} s is the most."
                fixes = [standard, set_property(node.subject, path, MOST, f"Set to {MOST} s")]
                yield self.finding(node.subject, message, fixes=fixes, property_=path)
                return
        for name, state in states(node.get("Definition")):
            seconds = state.get("Seconds")
            if state.get("Type") == "Wait" and isinstance(seconds, (int, float)) and seconds > MOST:
                message = f"{node.title} is an Express workflow, and its state {name} waits {seconds:.10g} s."
                yield self.finding(node.subject, message, fixes=[standard], property_="Definition")
        for edge in view.outgoing(node.id):
            given = edge.number("TimeoutSeconds") or 0
            longest = max(given, edge.target.number("ExpectedSeconds") or 0)
            if edge.target.is_a("lambda") and not given:
                longest = max(longest, edge.target.number("Timeout") or 0)
            if longest > MOST:
                yield self.finding(
                    edge.subject,
                    f"{node.title} is an Express workflow, and its task {edge.target.title} may take {longest:.10g} s; "
                    f"{MOST} s is the most.",
                    fixes=[standard],
                )
