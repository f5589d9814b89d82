"""Something outside the VPC that calls an address inside it.

Topics, rules, schedules and partners reach public addresses only; what is `Private` lies behind the VPC's door.
So does a REST API whose endpoint is PRIVATE, for clients that have no way into the network and for distributions.

Example: A topic with an HTTPS subscription of an internal service.
Instead: A function in the VPC that subscribes and passes the message on.
"""

from __future__ import annotations

from designer.rules.base import EdgeRule, Found
from designer.rules.fixes import insert_on, set_property
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
    sources = (
        "sns",
        "eventbridge-custom-bus",
        "eventbridge-scheduler",
        "cloudfront",
        "firehose",
        "iot-core",
        "external-client",
    )
    targets = ("http-endpoint", "apigw-rest")

    def check(self, view: View, edge: EdgeView) -> Found:
        types = edge.target.get("EndpointConfiguration.Types")
        if edge.target.is_a("apigw-rest"):
            if (
                edge.source.is_a("external-client", "cloudfront")
                and isinstance(types, (list, tuple))
                and "PRIVATE" in types
            ):
                yield self.finding(
                    edge.subject,
                    f"{edge.source.title} reaches {edge.target.title} from inside a VPC only: it is private.",
                    fix="Make the endpoint regional, or let clients come through the network.",
                    doc="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
                    severity="warning" if edge.source.is_a("external-client") else None,
                    fixes=[set_property(edge.target.subject, "EndpointConfiguration.Types", ["REGIONAL"], "Regional")],
                    property_="EndpointConfiguration.Types",
                )
        elif edge.target.get("Private") is True:
            fixes = [insert_on(edge, ("lambda",), "Insert function")]
            message = f"{edge.source.title} cannot reach {edge.target.title}, which is inside a VPC."
            yield self.finding(edge.subject, message, fixes=fixes, property_="Private")
