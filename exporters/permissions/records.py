"""One statement of a policy, with what asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from designer.model.design import Subject

Kind = Literal["identity", "managed", "resource", "trust"]


@dataclass(frozen=True, slots=True)
class Permission:
    """One statement: `principal` may do `actions` on `resources`, under `conditions`, because of a subject.

    `kind` tells where it stands: in the principal's role (identity), in a policy of AWS's own that the role takes
    (managed; its one action is the policy's name), in the policy of the resource (resource), or in a role as who may
    act in it (trust).  Resources and conditions are texts, in which `${orders.Arn}` is a resource of the stack.
    """

    kind: Kind
    principal: str  # a node's id where it is a node's role, a service principal in a resource policy, "*" for anybody
    principal_title: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    subject: Subject
    because: str  # the property of the subject; "" where the subject needs it by itself
    conditions: Mapping[str, Any] = field(default_factory=dict)
    target: str = ""  # the resource of the plan that it is about, "" where it is none of the plan's
    effect: Literal["Allow", "Deny"] = "Allow"
    note: str = ""  # what it is there for, where neither edge nor property says so
