"""cfn-lint and SAM's transform as functions, imported once a process."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Sequence
from typing import Any

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from cfnlint.api import ManualArgs, lint
    from cfnlint.decode import decode_str
    from samtranslator.translator.transform import transform

SERVERLESS = ("cfn_lint_serverless.rules",)  # what AWS holds good practice to be
_LOCAL = ("CodeUri", "DefinitionUri")


class _NoPolicies:
    """SAM looks up AWS's managed policies by name; a template that gives ARNs needs none."""

    def load(self) -> dict[str, str]:
        return {}


def findings(template: str, region: str, more: Sequence[str] = ()) -> list[str]:
    """What cfn-lint says, errors and warnings, one line each; `more` are modules with further rules."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = lint(template, config=ManualArgs(regions=[region], append_rules=list(more)))
    return [f"{m.rule.id} line {m.linenumber}: {m.message[:300]}" for m in found]


def transformed(template: str) -> str:
    """The template after SAM's transform, as JSON; local paths become places in a bucket, as packaging makes them."""
    decoded, problems = decode_str(template)
    assert not problems, problems
    document = _plain(decoded)
    for resource in document["Resources"].values():
        properties = resource.get("Properties", {})
        for name in _LOCAL:
            if isinstance(properties.get(name), str):
                properties[name] = "s3://packages/key"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return json.dumps(transform(document, {}, _NoPolicies()))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return str(value) if isinstance(value, str) else value
