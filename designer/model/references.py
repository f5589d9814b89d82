"""References in properties: `{"Fn::GetAtt": ["node id", "Arn"]}` names another node of the design."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

GET_ATT = "Fn::GetAtt"


def target_of(value: Any) -> str | None:
    """The node id that a value refers to; None for anything else (an ARN string is something outside)."""
    if isinstance(value, dict) and len(value) == 1 and GET_ATT in value:
        named = value[GET_ATT]
        if isinstance(named, str):  # the short form "id.Arn"
            return named.partition(".")[0]
        if isinstance(named, (list, tuple)) and named and isinstance(named[0], str):
            return named[0]
    return None


def is_fifo_arn(value: Any) -> bool:
    """Whether a value is the ARN of a FIFO queue or topic: only their names end, and must end, in `.fifo`."""
    return isinstance(value, str) and value.startswith("arn:") and value.endswith(".fifo")


def is_intrinsic(value: Any) -> bool:
    """Whether a value is computed by CloudFormation at deployment, so that nothing is known of it here."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name = next(iter(value))
    return isinstance(name, str) and (name in ("Ref", "Condition") or name.startswith("Fn::"))


def references(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """All (dotted path, node id) in a JSON value; a list's items have its path."""
    if isinstance(value, dict):
        id_ = target_of(value)
        if id_ is not None:
            yield path, id_
            return
        for key, item in value.items():
            yield from references(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from references(item, path)
