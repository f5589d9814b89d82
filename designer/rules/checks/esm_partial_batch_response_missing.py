"""A function that takes batches and can only say that all of a batch has failed.

Example: One of ten messages is broken; all ten come back, and nine are handled again.
Instead: `FunctionResponseTypes` with `ReportBatchItemFailures`; the function returns the ids that failed.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

DEFAULT_BATCH = {"sqs": 10}  # messages; streams: 100


class EsmPartialBatchResponseMissing(EdgeRule):
    id = "esm-partial-batch-response-missing"
    severity = "warning"
    category = "reliability"
    title = "Batch without partial responses"
    why = "One record that fails repeats the whole batch, with what had already been done."
    fix = "Set FunctionResponseTypes to ReportBatchItemFailures and return the ids of what failed."
    doc = "https://docs.powertools.aws.dev/lambda/python/latest/utilities/batch/"
    read = "2026-11-23"
    sources = ("sqs", "kinesis-stream", "dynamodb", "msk", "kafka-self-managed")
    targets = ("lambda",)
    mechanisms = ("event-source-mapping",)

    def check(self, view: View, edge: EdgeView) -> Found:
        batch = edge.number("BatchSize")
        if batch is None:
            batch = DEFAULT_BATCH.get(edge.source.node.service, 100)
        types = edge.get("FunctionResponseTypes")
        if batch <= 1 or (isinstance(types, (list, tuple)) and "ReportBatchItemFailures" in types):
            return
        path = "FunctionResponseTypes"
        report = set_property(edge.subject, path, ["ReportBatchItemFailures"], "Report single failures")
        yield self.finding(
            edge.subject,
            f"{edge.target.title} takes up to {batch:.10g} records at once from {edge.source.title} "
            "and cannot say which of them failed.",
            fixes=[report],
            property_=path,
        )
