"""A function that writes to a database and publishes an event, in two steps.

Example: A function stores the order and then publishes `OrderPlaced`; it is stopped in between.
Instead: The table's stream publishes what has been stored: a transactional outbox.
"""

from __future__ import annotations

from designer.model.design import Design, Node
from designer.model.finding import QuickFix
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge
from designer.rules.flows import writes
from designer.rules.view import EdgeView, NodeView, View

DATABASES = ("dynamodb", "rds", "rds-proxy", "aurora-serverless-v2", "documentdb")
CARRIERS = ("eventbridge-bus", "eventbridge-custom-bus", "sns", "sqs", "kinesis-stream", "msk", "kafka-self-managed")


class DualWriteNoOutbox(NodeRule):
    id = "dual-write-no-outbox"
    severity = "warning"
    category = "design"
    title = "Stored and published in two steps"
    why = "When the second step fails, the record and the announcement say different things."
    fix = "Let the table's stream publish what has been stored."
    doc = "https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/transactional-outbox.html"
    read = "2026-08-06"
    services = ("lambda", "ecs-fargate")

    def check(self, view: View, node: NodeView) -> Found:
        leaving = view.outgoing(node.id)
        stored = [e for e in leaving if e.target.is_a(*DATABASES) and writes(e)]
        told = [e for e in leaving if e.target.is_a(*CARRIERS) and e.model == "event" and e.mechanism != "on-success"]
        if not stored or not told:
            return
        tables = [e for e in stored if e.target.is_a("dynamodb")]
        yield self.finding(
            node.subject,
            f"{node.title} writes to {stored[0].target.title} and publishes to {told[0].target.title} in two steps.",
            fixes=[_outbox(tables[0], told)] if tables and len(stored) == 1 else (),
        )


def _outbox(table: EdgeView, told: list[EdgeView]) -> QuickFix:
    """A function on the table's stream publishes instead."""

    def publish(design: Design, function: str) -> Design:
        for edge in told:
            if edge.id in design.edges:
                design = design.change(edge.subject, source=function)
        return design

    function = Node(service="lambda", title=f"Publish {table.target.title}"[:80], properties={"Idempotent": True})
    return add_node_with_edge(table.target.id, function, "Publish from the table's stream", then=publish)
