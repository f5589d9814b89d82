"""A function whose environment variables together are larger than 4 KB.

Example: A certificate of 5 KB in `Environment.Variables`.
Instead: A parameter or secret that the function reads when it starts.
"""

from __future__ import annotations

from collections.abc import Mapping

from designer.rules.base import Found, NodeRule
from designer.rules.view import NodeView, View

PATH, MOST = "Environment.Variables", 4096


class EnvironmentTooLarge(NodeRule):
    id = "environment-too-large"
    severity = "error"
    category = "limits"
    title = "Environment variables too large"
    why = "Lambda refuses more than 4 KB of names and values together."
    fix = "Keep large values in Parameter Store, Secrets Manager or AppConfig."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    read = "2026-11-23"
    services = ("lambda",)

    def check(self, view: View, node: NodeView) -> Found:
        variables = node.get(PATH) if node.node.properties else None
        if not isinstance(variables, Mapping):
            return
        texts = [(str(k), v) for k, v in variables.items() if isinstance(v, str)]
        size = sum(len(k.encode()) + len(v.encode(errors="surrogatepass")) for k, v in texts)
        if size > MOST:
            message = f"The environment variables of {node.title} have {size:,} bytes; {MOST:,} is the most."
            yield self.finding(node.subject, message, property_=PATH)
