"""A function that starts a long job and has a timeout as if it waited for it.

Example: A function with a Timeout of 900 s that starts a Glue job.
Instead: A state machine that starts the job and waits for its end, which costs nothing while it waits.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.view import EdgeView, View

JOBS = ("glue", "batch", "athena", "ecs-fargate", "s3-batch-operations", "redshift")
LONG = 300  # s


class WaitInLambda(EdgeRule):
    id = "wait-in-lambda"
    severity = "warning"
    category = "cost"
    title = "Function that waits for a job"
    why = "Every second of waiting is paid for, and after 15 minutes the function is stopped."
    fix = "Let a state machine or a durable function wait."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html"
    read = "2026-08-07"
    sources = ("lambda",)
    targets = JOBS
    mechanisms = ("sdk-call",)

    def check(self, view: View, edge: EdgeView) -> Found:
        timeout = edge.source.number("Timeout") or 0
        if timeout < LONG or edge.source.get("DurableConfig"):
            return
        yield self.finding(
            edge.subject,
            f"{edge.source.title} starts {edge.target.title} and may wait for it {timeout:.10g} s.",
            property_="Timeout",
        )
