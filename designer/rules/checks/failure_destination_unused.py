"""An on-failure destination of a function that is only ever called synchronously.

Example: A function behind an API with an on-failure queue: the caller gets the error, the queue stays empty.
Instead: Handle the error where the caller is, or hand the work over asynchronously.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import remove
from designer.rules.flows import hands_over
from designer.rules.view import EdgeView, View

STREAMS = ("kinesis-stream", "dynamodb", "msk", "kafka-self-managed", "mq")


class FailureDestinationUnused(EdgeRule):
    id = "failure-destination-unused"
    severity = "warning"
    category = "reliability"
    title = "Failure destination that is never used"
    why = "Lambda uses it for asynchronous events only; here every caller waits and gets the error itself."
    fix = "Remove it, or hand the work over asynchronously."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html"
    read = "2023"
    sources = ("lambda",)
    mechanisms = ("on-failure", "on-success", "dead-letter")

    def check(self, view: View, edge: EdgeView) -> Found:
        callers = view.incoming(edge.source.id)
        if not callers or any(hands_over(e) or e.integration is None for e in callers):
            return
        if edge.mechanism == "on-failure" and any(e.source.is_a(*STREAMS) for e in callers):
            return  # the word stands for the mapping's destination
        yield self.finding(
            edge.subject,
            f"{edge.target.title} never gets anything: whoever calls {edge.source.title} waits for its answer.",
            fixes=[remove(edge.subject, "Remove the connection")],
        )
