"""A large message that later comes to something that takes less.

A message that a queue, topic, bus, pipe or stream has taken goes on as it is.  `PayloadKB` on the way in says how
large it is; a function in between may make it smaller, so beyond its destinations nothing is assumed.

Example: 600 KB into a queue, from there by a pipe into a topic, which takes 256 KB.
Instead: The content in a bucket, and only its key in the message.
"""

from __future__ import annotations

from collections.abc import Iterator

from designer.rules.base import EdgeRule, Found
from designer.rules.sizes import in_words, largest
from designer.rules.view import EdgeView, View

CARRIERS = ("sqs", "sns", "eventbridge-bus", "eventbridge-custom-bus", "eventbridge-pipes", "kinesis-stream")
DESTINATIONS = ("on-failure", "on-success", "dead-letter", "redrive")
SEARCHED = 60  # edges that a message is followed along


class PayloadMismatchDownstream(EdgeRule):
    id = "payload-mismatch-downstream"
    severity = "warning"
    category = "limits"
    title = "Message too large for a later step"
    why = "It is taken at the first step and refused at a later one, where nobody expects it."
    fix = "Put the content into a bucket and send its key (claim check)."
    doc = "https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"
    read = "2026-08-07"
    targets = (*CARRIERS, "lambda")

    def check(self, view: View, edge: EdgeView) -> Found:
        size = edge.number("PayloadKB") or edge.source.number("PayloadKB")
        if not size:
            return
        for later in _onward(view, edge):
            most = largest(later)
            if most is not None and size > most:
                yield self.finding(
                    later.subject,
                    f"{in_words(size)} come from {edge.source.title}, but {later.target.title} takes {in_words(most)}.",
                    property_="PayloadKB",
                )


def _onward(view: View, edge: EdgeView) -> Iterator[EdgeView]:
    """The edges along which what has passed an edge goes on as it is, up to where another size is said."""
    seen = {edge.id}
    waiting = [edge]
    while waiting and len(seen) < SEARCHED:
        last = waiting.pop()
        for following in view.outgoing(last.target.id):
            passes = last.target.is_a(*CARRIERS) and following.model != "attached"
            if following.id in seen or not (passes or following.mechanism in DESTINATIONS):
                continue
            if following.number("PayloadKB") or following.source.number("PayloadKB"):
                continue  # payload-too-large looks at what is said there
            seen.add(following.id)
            yield following
            if following.target.is_a(*CARRIERS):
                waiting.append(following)
