"""A credential written into a function's environment variables.

Looks at names that speak of secrets and have a plain value; a reference to a secret is left alone.

Example: `Environment.Variables.DB_PASSWORD` "hunter2".
Instead: The secret's ARN, read from Secrets Manager at run time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from designer.rules.base import Found, NodeRule
from designer.rules.fixes import set_property
from designer.rules.view import NodeView, View

SECRET = re.compile(r"(?i)(^|_)(password|passwd|secret|token|api_?key|private_?key|credentials?)($|_(value|string)$)")
HARMLESS = re.compile(r"(?i)^(arn:|\{\{resolve:|/|https?://|$)")
PATH = "Environment.Variables"


class SecretInEnv(NodeRule):
    id = "secret-in-env"
    severity = "error"
    category = "security"
    title = "Secret in an environment variable"
    why = "Whoever may see the function or this file reads the secret."
    fix = "Keep it in Secrets Manager and pass its ARN."
    doc = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html"
    read = "2026-11-23"
    services = ("lambda", "ecs-fargate")

    def check(self, view: View, node: NodeView) -> Found:
        variables = node.get(PATH) if node.node.properties else None
        for name, value in variables.items() if isinstance(variables, Mapping) else ():
            if isinstance(value, str) and SECRET.search(str(name)) and not HARMLESS.match(value):
                fixes = (
                    [set_property(node.subject, f"{PATH}.{name}", None, f"Remove {name}")] if "." not in name else []
                )
                message = f"{node.title} has a secret in plain text in {name}."
                yield self.finding(node.subject, message, fixes=fixes, property_=PATH)
