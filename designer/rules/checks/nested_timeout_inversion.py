"""A caller that gives up before the one it waits for has to answer.

Looks at functions and workflow tasks that wait for a function or an Express workflow, where one of the two timeouts
is given.

Example: A function with a Timeout of 10 s calls one with 30 s.
Instead: Timeouts that shrink on the way in: 30 s outside, 10 s inside.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.flows import duration, waits
from designer.rules.view import EdgeView, View

PATHS = {"lambda": "Timeout", "stepfunctions": "TimeoutSeconds"}


class NestedTimeoutInversion(EdgeRule):
    id = "nested-timeout-inversion"
    severity = "warning"
    category = "reliability"
    title = "Caller gives up before the called"
    why = "The caller fails or tries again while the first call is still running, and the work piles up."
    fix = "Make the called one's timeout shorter than the caller's."
    doc = "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/welcome.html"
    read = "2026-11-23"
    sources = ("lambda", "stepfunctions")
    targets = ("lambda", "sfn-express")

    def check(self, view: View, edge: EdgeView) -> Found:
        if not waits(edge):
            return
        workflow = edge.source.is_a("stepfunctions")
        outer = edge.number("TimeoutSeconds") if workflow else duration(edge.source)
        inner, path = duration(edge.target), PATHS[edge.target.node.service]
        if outer is None or inner is None or inner < outer:
            return
        if not workflow and path not in edge.target.node.properties and "Timeout" not in edge.source.node.properties:
            return
        fixes = [set_property(edge.target.subject, path, int(outer) - 1, f"Set to {int(outer) - 1} s")]
        yield self.finding(
            edge.subject,
            f"{edge.source.title} gives up after {outer:.10g} s, but {edge.target.title} may work for {inner:.10g} s.",
            fixes=fixes if outer >= 2 else (),
            property_=path,
        )
