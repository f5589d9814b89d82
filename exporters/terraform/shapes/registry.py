"""Who writes which type."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from exporters.plan import Resource
from exporters.terraform.stack import Stack

Shape: TypeAlias = Callable[[Stack, Resource], None]

SHAPES: dict[str, Shape] = {}


def shape(*types: str) -> Callable[[Shape], Shape]:
    def register(function: Shape) -> Shape:
        SHAPES.update(dict.fromkeys(types, function))
        return function

    return register
