"""A function that may get the same event twice and does not say that it can bear that.

Queues, topics, buses, buckets and streams deliver at least once.  `Idempotent` true on the function (or the edge)
says that its code recognises what it has already done.

Example: A function charges a card for each message of a queue; a message is delivered twice.
Instead: An idempotency key in a table, or a conditional write; then `Idempotent` true.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

PATH = "Idempotent"


class ConsumerNotIdempotent(NodeRule):
    id = "consumer-not-idempotent"
    severity = "info"
    category = "reliability"
    title = "Consumer that is not known to bear duplicates"
    why = "At-least-once delivery means that now and then an event has its effect twice."
    fix = "Make the handler idempotent and say so with Idempotent."
    doc = "https://docs.powertools.aws.dev/lambda/python/latest/utilities/idempotency/"
    read = "2026-11-23"
    services = ("lambda", "ecs-fargate")

    def check(self, view: View, node: NodeView) -> Found:
        if node.get(PATH) is True:
            return
        sources = [e for e in view.incoming(node.id) if e.model in ("poll", "event") and e.get(PATH) is not True]
        if not sources:
            return
        said_no = node.get(PATH) is False or any(e.get(PATH) is False for e in sources)
        yield self.finding(
            node.subject,
            f"{node.title} may get the same event of {sources[0].source.title} twice.",
            severity="warning" if said_no else "info",
            fixes=[set_property(node.subject, PATH, True, "Say that it is idempotent")],
            property_=PATH,
        )
