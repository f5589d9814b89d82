"""A function that events reach asynchronously, with no place for what it cannot handle.

Looks at functions that a bucket, topic, bus, schedule or anything else hands events to without waiting, and that
have neither an on-failure destination nor a dead-letter queue.

Example: A bucket notifies a function; the function fails three times on a broken file, and nobody ever hears of it.
Instead: Connect the function with a standard queue by `on-failure`, and watch that queue.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge, dead_letter_queue
from designer.rules.flows import hands_over
from designer.rules.searches import failure_target
from designer.rules.view import NodeView, View


class AsyncLambdaNoFailureDestination(NodeRule):
    id = "async-lambda-no-failure-destination"
    severity = "warning"
    category = "reliability"
    title = "Asynchronous function without failure destination"
    why = "After two retries, or six hours, Lambda throws the event away without a trace."
    fix = "Give the function an on-failure destination: a standard queue, a topic, a bus or a bucket."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html"
    read = "2026-08-07"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        senders = [e.source.title for e in view.incoming(node.id) if hands_over(e)]
        if not senders or failure_target(view, node):
            return
        queue = dead_letter_queue(f"Failed: {node.title}")
        yield self.finding(
            node.subject,
            f"{node.title} takes events from {_listed(senders)} and has nowhere to put those that it cannot handle.",
            fixes=[add_node_with_edge(node.id, queue, "Add on-failure queue", via="on-failure")],
        )


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
