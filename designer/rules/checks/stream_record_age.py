"""A stream mapping that gives records up when they are younger than a minute.

`MaximumRecordAgeInSeconds` is -1 (never) or from 60 to 604,800.

Example: `"MaximumRecordAgeInSeconds": 30`.
Instead: 60 or more.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import EdgeView, View

PATH, LEAST = "MaximumRecordAgeInSeconds", 60


class StreamRecordAge(EdgeRule):
    id = "stream-record-age"
    severity = "error"
    category = "limits"
    title = "Records given up too early"
    why = "Lambda and EventBridge Pipes refuse an age below 60 s other than -1."
    fix = "Set it to -1 or to 60 s or more."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html"
    read = "2026-08-07"
    sources = ("kinesis-stream", "dynamodb", "msk", "kafka-self-managed")
    mechanisms = ("event-source-mapping", "pipe-source")

    def check(self, view: View, edge: EdgeView) -> Found:
        age = edge.number(PATH)
        if age is None or age == -1 or not -1 < age < LEAST:
            return
        yield self.finding(
            edge.subject,
            f"{edge} gives records up after {age:.10g} s; {LEAST} s is the least.",
            fixes=[set_property(edge.subject, PATH, LEAST, f"Set to {LEAST} s")],
            property_=PATH,
        )
