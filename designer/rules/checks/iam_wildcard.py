"""A role or policy that allows everything, or allows it on everything.

Looks at IAM resources that are drawn or imported; roles that the exports make are derived from the connections.

Example: `"Action": "*"` in a policy of a role.
Instead: The actions that the connections need, on the resources that they reach.
"""

from __future__ import annotations

from designer.rules.base import Found, NodeRule
from designer.rules.policies import statements
from designer.rules.view import NodeView, View


class IamWildcard(NodeRule):
    id = "iam-wildcard"
    severity = "warning"
    category = "security"
    title = "Permission for everything"
    why = "A fault or a leak in one function reaches all that the account holds."
    fix = "Name the actions and resources; the connections of the design tell which."
    doc = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
    read = "2023"
    services = ("cfn",)

    def check(self, view: View, node: NodeView) -> Found:
        if not (node.node.type or "").startswith("AWS::IAM::"):
            return
        for path, statement in statements(node):
            if statement.get("Effect") != "Allow" or path == "AssumeRolePolicyDocument":
                continue
            actions = [str(a) for a in _list(statement.get("Action"))]
            everything = [a for a in actions if a == "*" or a.endswith(":*")]
            if everything:
                yield self.finding(node.subject, f"{node.title} allows {', '.join(everything)}.", property_=path)
            elif "*" in _list(statement.get("Resource")) and not statement.get("Condition"):
                message = f"{node.title} allows {', '.join(actions)[:120]} on every resource."
                yield self.finding(node.subject, message, severity="info", property_=path)


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
