"""A workflow that changes things in several contexts and has no way back.

Looks at workflows whose steps write in more than one bounded context.  A way back is a step whose name says so
(`Cancel`, `Refund`, `Undo` …), or a `Catch` in the definition.

Example: Reserve in Stock, charge in Billing; the second fails and the reservation stays.
Instead: A step for each that undoes it: a saga.
"""

from __future__ import annotations

import re

from designer.rules.asl import states
from designer.rules.base import Found, NodeRule
from designer.rules.flows import writes
from designer.rules.view import EdgeView, NodeView, View

BACK = re.compile(r"(?i)cancel|refund|undo|compensat|release|revert|rollback|roll back|restore|reverse|void")


class SagaWithoutCompensation(NodeRule):
    id = "saga-without-compensation"
    severity = "warning"
    category = "design"
    title = "Workflow without a way back"
    why = "When a later step fails, what earlier steps did in other contexts stays done."
    fix = "Give each step that changes something one that undoes it."
    doc = "https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/saga.html"
    read = "2023"
    services = ("stepfunctions",)

    def check(self, view: View, node: NodeView) -> Found:
        steps = [e for e in view.outgoing(node.id) if e.mechanism == "task"]
        contexts: dict[str, EdgeView] = {}
        for step in steps:
            if _changes(view, step) and (context := view.context_of(step.target)):
                contexts.setdefault(context, step)
        if len(contexts) < 2 or any(BACK.search(f"{s.get('State') or ''} {s.target.title}") for s in steps):
            return
        if any(state.get("Catch") for _, state in states(node.node.properties.get("Definition"))):
            return
        names = ", ".join(view.design.groups[c].title or c for c in contexts)
        yield self.finding(node.subject, f"{node.title} changes things in {names}, and no step undoes any of it.")


def _changes(view: View, step: EdgeView) -> bool:
    """Whether a step changes something: it writes to a store, or calls code that does."""
    if step.target.is_a("lambda", "ecs-fargate"):
        return any(writes(e) or e.mechanism == "connection" for e in view.outgoing(step.target.id))
    return writes(step) or step.target.is_a("dynamodb", "s3")
