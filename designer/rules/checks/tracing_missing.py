"""Tracing that has been turned off where somebody waits for an answer.

Looks at what the design says; where it says nothing the exports turn X-Ray on.

Example: `TracingConfig.Mode` PassThrough on a function behind an API.
Instead: Active, so that a slow request shows where its time went.
"""

from __future__ import annotations

from designer.model.design import get_path
from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.flows import waits
from designer.rules.view import NodeView, View

SWITCHES: dict[str, tuple[str, object, object]] = {  # path, off, on
    "lambda": ("TracingConfig.Mode", "PassThrough", "Active"),
    "apigw-rest": ("TracingEnabled", False, True),
    "stepfunctions": ("TracingConfiguration.Enabled", False, True),
    "appsync": ("XrayEnabled", False, True),
}


class TracingMissing(NodeRule):
    id = "tracing-missing"
    severity = "warning"
    category = "operations"
    title = "Tracing turned off"
    why = "Nobody can see in which part of a request the time went, or where it failed."
    fix = "Turn tracing on."
    doc = "https://docs.aws.amazon.com/xray/latest/devguide/xray-services.html"
    read = "2023"
    services = tuple(SWITCHES)

    def check(self, view: View, node: NodeView) -> Found:
        path, off, on = SWITCHES[node.node.service]
        if get_path(node.node.properties, path) != off or not any(waits(e) for e in view.incoming(node.id)):
            return
        yield self.finding(
            node.subject,
            f"{node.title} is called and waited for, but is not traced.",
            fixes=[set_property(node.subject, path, on, "Turn tracing on")],
            property_=path,
        )
