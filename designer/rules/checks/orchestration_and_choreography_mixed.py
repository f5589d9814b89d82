"""A workflow of one bounded context that drives the inner parts of another.

What a context offers (an API, a bus, a queue behind a bus) may be called; its functions and stores are its own.

Example: The workflow of Ordering runs a container of Shipping.
Instead: An event on the bus that Shipping consumes, or an API of Shipping.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View

INNER = ("lambda", "ecs-fargate", "dynamodb", "s3", "sqs", "stepfunctions", "glue", "batch")


class OrchestrationAndChoreographyMixed(NodeRule):
    id = "orchestration-and-choreography-mixed"
    severity = "info"
    category = "design"
    title = "Workflow that reaches into another context"
    why = "Two teams own one process: neither can change its part without the other."
    fix = "Orchestrate within a context, and let contexts tell each other by events."
    doc = "https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/saga-choreography.html"
    read = "2023"
    services = ("stepfunctions",)

    def check(self, view: View, node: NodeView) -> Found:
        ours = view.context_of(node)
        if ours is None:
            return
        steps = [e for e in view.outgoing(node.id) if e.mechanism == "task" and e.target.is_a(*INNER)]
        theirs = [(e, c) for e in steps if (c := view.context_of(e.target)) not in (None, ours)]
        if theirs:
            step, context = theirs[0]
            group = view.design.groups[str(context)]
            more = f" and {len(theirs) - 1} more" if len(theirs) > 1 else ""
            message = f"{node.title} drives {step.target.title}{more} inside {group.title or context}."
            yield self.finding(node.subject, message)
