"""Several functions with one role.

Example: Two functions with the same `Role`.
Instead: Leave `Role` out: each function gets a role of its own, with what its connections need.
"""

from __future__ import annotations

from collections import defaultdict

from designer.rules.base import DesignRule, Found
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

PATH = "Role"


class SharedExecutionRole(DesignRule):
    id = "shared-execution-role"
    severity = "info"
    category = "security"
    title = "Functions that share a role"
    why = "Each of them may do what any of them needs."
    fix = "Give each function a role of its own."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-permissions.html"
    read = "2023"

    def check(self, view: View) -> Found:
        by_role: defaultdict[str, list[NodeView]] = defaultdict(list)
        for node in view.nodes_with(PATH):
            role = node.node.properties.get(PATH)
            if role and node.is_a("lambda"):
                by_role[str(role)].append(node)
        for sharing in by_role.values():
            for node in sharing if len(sharing) > 1 else ():
                others = len(sharing) - 1
                yield self.finding(
                    node.subject,
                    f"{node.title} has the same role as {others} other function{'s' if others > 1 else ''}.",
                    fixes=[set_property(node.subject, PATH, None, "Give it a role of its own")],
                    property_=PATH,
                )
