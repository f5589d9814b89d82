"""A message or request that is larger than its receiver takes.

`PayloadKB` on an edge (or on its source) says how large it is.

Example: An upload of 8 MB through an API and a function: a synchronous invocation takes 6 MB.
Instead: The client writes to a bucket by a presigned address, and only the object's key travels.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.flows import waits
from designer.rules.sizes import in_words, narrowest
from designer.rules.view import EdgeView, View


class PayloadTooLarge(EdgeRule):
    id = "payload-too-large"
    severity = "error"
    category = "limits"
    title = "Payload larger than the receiver takes"
    why = "The call is refused, or the message is never delivered."
    fix = "Put the content into a bucket and send its key (claim check); let clients upload by a presigned address."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    read = "2026-11-23"

    def check(self, view: View, edge: EdgeView) -> Found:
        size = edge.number("PayloadKB") or edge.source.number("PayloadKB")
        if size is None or edge.integration is None or edge.model == "attached":
            return
        most, end = narrowest(edge) or (size, edge.target)
        if size > most:
            to_bucket = [insert_on(edge, ("s3",), "Insert S3 bucket")] if not waits(edge) else []
            between = view.catalogue.between
            legs = (between(edge.source.variant, "s3"), between("s3", edge.target.variant))
            yield self.finding(
                edge.subject,
                f"{edge} carries {in_words(size)}, but {end.title} takes {in_words(most)} at most.",
                fixes=to_bucket if all(any(i.default for i in leg) for leg in legs) else (),
                property_="PayloadKB",
            )
