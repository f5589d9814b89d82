"""A resource policy that lets a whole service in, whoever's account it acts for.

Looks at policies that are written out; those that the exports make name the source and the account.

Example: A bus whose `Policy` lets `sns.amazonaws.com` put events, without a condition.
Instead: `aws:SourceArn` or `aws:SourceAccount` in the statement's condition.
"""

from __future__ import annotations

from collections.abc import Mapping

from designer.rules.base import Found, NodeRule
from designer.rules.policies import statements
from designer.rules.view import NodeView, View

KEYS = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:principalorgid")


class ConfusedDeputy(NodeRule):
    id = "confused-deputy"
    severity = "warning"
    category = "security"
    title = "Service let in for anybody's account"
    why = "Somebody else can have the service act on your resource from an account of theirs."
    fix = "Add aws:SourceArn or aws:SourceAccount to the statement's condition."
    doc = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-permissions.html"
    read = "2023"

    def check(self, view: View, node: NodeView) -> Found:
        for path, statement in statements(node):
            principal = statement.get("Principal")
            service = principal.get("Service") if isinstance(principal, Mapping) else None
            if statement.get("Effect") == "Allow" and service and path != "AssumeRolePolicyDocument":
                if _names_source(statement.get("Condition")):
                    continue
                message = f"The policy of {node.title} lets {_text(service)} in for any account."
                yield self.finding(node.subject, message, property_=path)


def _names_source(condition: object) -> bool:
    tests = condition.values() if isinstance(condition, Mapping) else ()
    return any(str(key).lower() in KEYS for test in tests if isinstance(test, Mapping) for key in test)


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
