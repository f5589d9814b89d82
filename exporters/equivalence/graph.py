"""The graph that every export is normalised to.

Names differ from target to target, so a resource is known by its kind (CloudFormation's type), and two exports are
equal where they have the same numbers of each kind, the same connections between kinds, and the same permissions.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Statement:
    """One permission: `principal` (a role's kind of owner, or a service) may do `action` on a `resource`'s kind.

    `resource` is CloudFormation's type, with what stands behind it ("AWS::S3::Bucket/*"), "*" for everything, or the
    ARN's service where the resource is none of the stack ("arn:logs").  `limits` are the condition's keys.
    """

    principal: str
    action: str
    resource: str
    limits: frozenset[str] = frozenset()


@dataclass(slots=True)
class Graph:
    """Kinds of resources with their numbers, connections (kind, kind, how) and statements."""

    resources: Counter[str] = field(default_factory=Counter)
    connections: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    statements: set[Statement] = field(default_factory=set)
