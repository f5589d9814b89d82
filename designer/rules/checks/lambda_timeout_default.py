"""A function that calls over the network and was given no timeout.

CloudFormation's default is 3 s.  A call of another service, with a retry, may take longer.

Example: A function that calls a third party, without `Timeout`.
Instead: A timeout somewhat above the slowest call that has been measured.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.flows import waits
from designer.rules.view import NodeView, View

PATH, ENOUGH = "Timeout", 10
SLOW = ("third-party-saas", "http-endpoint", "rds", "aurora-serverless-v2", "documentdb", "opensearch", "bedrock")
STRICT = ("trigger", "authorizer", "edge-function")  # whoever waits here waits 5 to 10 s


class LambdaTimeoutDefault(NodeRule):
    id = "lambda-timeout-default"
    severity = "info"
    category = "reliability"
    title = "Network calls under the default timeout"
    why = "The function is stopped after 3 s, often in the middle of a retry."
    fix = "Set Timeout from measurements."
    doc = "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html"
    read = "2026-08-07"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        if PATH in node.node.properties or node.number("ExpectedSeconds"):
            return
        called = next((e.target for e in view.outgoing(node.id) if e.target.is_a(*SLOW) and waits(e)), None)
        if called is None:
            called = next((e.target for e in view.outgoing(node.id) if e.mechanism == "connection"), None)
        if called is None or any(e.mechanism in STRICT for e in view.incoming(node.id)):
            return
        queues = [e.source.number("VisibilityTimeout") or 0 for e in view.incoming(node.id) if e.source.is_a("sqs")]
        yield self.finding(
            node.subject,
            f"{node.title} calls {called.title} and is stopped after 3 s, the default.",
            fixes=[set_property(node.subject, PATH, ENOUGH, f"Set to {ENOUGH} s")]
            if all(q >= ENOUGH for q in queues)
            else (),
            property_=PATH,
        )
