"""Something outside the VPC that calls an address inside it.

Topics, rules, schedules and partners reach public addresses only; what is `Private` lies behind the VPC's door.

Example: A topic with an HTTPS subscription of an internal service.
Instead: A function in the VPC that subscribes and passes the message on.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on
from designer.rules.view import EdgeView, View


class EndpointPrivate(EdgeRule):
    id = "endpoint-private"
    severity = "error"
    category = "integration"
    title = "Address that cannot be reached from outside"
    why = "The call goes out from AWS's own network and finds no route into the VPC."
    fix = "Let a function inside the VPC take the event and call the address."
    doc = "https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html"
    read = "2026-11-23"
    sources = ("sns", "eventbridge-custom-bus", "eventbridge-scheduler", "cloudfront", "firehose", "iot-core")
    targets = ("http-endpoint",)

    def check(self, view: View, edge: EdgeView) -> Found:
        if edge.target.get("Private") is True:
            fixes = [insert_on(edge, ("lambda",), "Insert function")]
            message = f"{edge.source.title} cannot reach {edge.target.title}, which is inside a VPC."
            yield self.finding(edge.subject, message, fixes=fixes, property_="Private")
