"""A state machine with a whole definition, and an edge for a state that the definition does not have.

Example: `Definition` with the state "Reserve", and an edge with `State` "Charge".
Instead: A state in the definition for each edge, or no definition.
"""

from __future__ import annotations

from collections.abc import Mapping

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View


class WorkflowDefinitionDiffers(NodeRule):
    id = "workflow-definition-differs"
    severity = "error"
    category = "integration"
    title = "Connection that the definition does not have"
    why = "The definition is what is deployed, so this task would never run."
    fix = "Add the state to the definition, or remove the connection."
    doc = "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html"
    read = "2026-11-23"
    services = ("stepfunctions",)

    def check(self, view: View, node: NodeView) -> Found:
        definition = node.get("Definition")
        states = definition.get("States") if isinstance(definition, Mapping) else None
        if not isinstance(states, Mapping):
            return
        for edge in view.outgoing(node.id):
            state = edge.get("State")
            if edge.mechanism == "task" and isinstance(state, str) and state not in _all(states):
                message = f"The definition of {node.title} has no state “{state[:60]}” for {edge.target.title}."
                yield self.finding(edge.subject, message, property_="State")


def _all(states: Mapping[str, object], depth: int = 0) -> set[str]:
    """The names of all states, those of branches and maps too."""
    found = set(states)
    for state in states.values():
        if not isinstance(state, Mapping) or depth > 20:
            continue
        inner = [state.get("ItemProcessor"), state.get("Iterator"), *(state.get("Branches") or ())]
        for part in inner:
            if isinstance(part, Mapping) and isinstance(part.get("States"), Mapping):
                found |= _all(part["States"], depth + 1)
    return found
