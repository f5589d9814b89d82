"""A function behind an API that may do no more than pass requests on.

Looks at functions with one way in, from an API, and one way out, to a service that the API can call itself.  Tables
are left alone: what reads and writes them is seldom without rules of its own.

Example: REST API, function, queue: the function puts each request into the queue.
Instead: The API's own integration with the queue, where the code does nothing else.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import take_out
from designer.rules.searches import only_ways
from designer.rules.view import NodeView, View

APIS = ("apigw-rest", "apigw-http")
RECEIVERS = ("sqs", "sns", "eventbridge-bus", "kinesis-stream", "stepfunctions")


class DirectIntegrationPossible(NodeRule):
    id = "direct-integration-possible"
    severity = "info"
    category = "cost"
    title = "Function that may only pass requests on"
    why = "Code that only forwards is to be written, patched, paid for and started cold."
    fix = "Let the API call the service itself, unless the function checks or changes something."
    doc = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html"
    read = "2023"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        ways = only_ways(view, node)
        if ways is None or not ways[0].source.is_a(*APIS) or not ways[1].target.is_a(*RECEIVERS):
            return
        api, receiver = ways[0].source, ways[1].target
        if not any(i.default for i in view.catalogue.between(api.variant, receiver.variant)):
            return
        yield self.finding(
            node.subject,
            f"{node.title} stands between {api.title} and {receiver.title}, which {api.title} can call itself.",
            fixes=[take_out(ways[0], ways[1], f"Connect {api.title} directly"[:60])],
        )
