"""An IoT rule that drops what its action could not deliver.

Example: A rule that writes to a table which is throttled.
Instead: An `error-action` edge to a queue, topic or bucket.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import add_node_with_edge, dead_letter_queue
from designer.rules.view import NodeView, View


class IotNoErrorAction(NodeRule):
    id = "iot-no-error-action"
    severity = "warning"
    category = "reliability"
    title = "IoT rule without error action"
    why = "A message whose action fails is lost."
    fix = "Add an error action to a queue, topic or bucket."
    doc = "https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html"
    read = "2026-11-23"
    services = ("iot-core",)

    def check(self, view: View, node: NodeView) -> Found:
        leaving = view.outgoing(node.id)
        actions = [e for e in leaving if e.mechanism == "rule-action" and not e.get("ErrorAction")]
        guarded = any(e.mechanism == "error-action" for e in leaving)
        if not actions or guarded or node.get("ErrorAction") or node.get("TopicRulePayload.ErrorAction"):
            return
        queue = dead_letter_queue(f"Failed: {node.title}")
        yield self.finding(
            node.subject,
            f"What {node.title} cannot hand to {actions[0].target.title} is lost.",
            fixes=[add_node_with_edge(node.id, queue, "Add error queue", via="error-action")],
        )
