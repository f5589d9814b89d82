"""A state that goes on to a state which the workflow does not have.

The edges that leave a state machine are its states, by `State`; `Next` names the one that follows.

Example: `Next` "Charge cart", where the state is called "Charge card".
Instead: The name of a state of this workflow.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View


class WorkflowNextUnknown(NodeRule):
    id = "workflow-next-unknown"
    severity = "error"
    category = "integration"
    title = "Next state that does not exist"
    why = "Step Functions refuses a definition that leads nowhere."
    fix = "Name a state of this workflow, or leave Next out where it ends."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html"
    read = "2026-11-23"
    services = ("stepfunctions",)

    def check(self, view: View, node: NodeView) -> Found:
        edges = [e for e in view.outgoing(node.id) if e.mechanism == "task"]
        definition = node.get("Definition")
        defined = definition.get("States") if isinstance(definition, Mapping) else None
        states = {str(e.get("State") or e.target.title) for e in edges}
        states |= {str(name) for name in defined} if isinstance(defined, Mapping) else set()
        for edge in edges:
            following = edge.get("Next")
            if not isinstance(following, str) or following in states:
                continue
            near = difflib.get_close_matches(following, sorted(states), n=1, cutoff=0.5)
            fixes = [set_property(edge.subject, "Next", near[0], f"Go on to {near[0]}")] if near else []
            fixes.append(set_property(edge.subject, "Next", None, "End here"))
            message = f"{edge.get('State') or edge.target.title} goes on to “{following[:60]}”, which is no state."
            yield self.finding(edge.subject, message, fixes=fixes, property_="Next")
