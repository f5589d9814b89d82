"""The starter designs that come with the program."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from designer.resources import resources
from designer.storage import SUFFIX

ORDER = (
    "web-application",
    "bounded-contexts",
    "choreography",
    "order-flow",
    "rest-api",
    "asynchronous-processing",
    "trigger-based-task",
    "lambda-push",
    "lambda-event",
    "lambda-poll",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A starter design: what `new` calls it, its name, what it shows, and where it belongs (Web, Events, Data)."""

    id: str
    title: str
    about: str
    topic: str
    nodes: int
    path: Path


@cache
def examples() -> tuple[Example, ...]:
    """The starter designs, the commonest first."""
    found = [_example(path) for path in (resources() / "examples").glob(f"*{SUFFIX}")]
    place = {id_: number for number, id_ in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda e: (place.get(e.id, len(ORDER)), e.id)))


def _example(path: Path) -> Example:
    document = json.loads(path.read_text(encoding="utf-8"))
    settings = document.get("settings", {})
    return Example(
        id=path.name.removesuffix(SUFFIX),
        title=document["name"],
        about=settings.get("description", ""),
        topic=settings.get("topic", ""),
        nodes=len(document["nodes"]),
        path=path,
    )
