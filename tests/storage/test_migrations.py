"""Documents of older formats become present ones, a step at a time."""

from __future__ import annotations

from typing import Any

import pytest

from designer.storage.migrations import FormatError, migrate

STEPS = {
    "skydraft/1": lambda document: {**document, "format": "skydraft/2", "boxes": document["nodes"]},
    "skydraft/2": lambda document: {**document, "format": "skydraft/3", "name": "new"},
}


@pytest.mark.parametrize(("old", "steps"), [("skydraft/1", 2), ("skydraft/2", 1), ("skydraft/3", 0)])
def test_step_by_step(old: str, steps: int) -> None:
    document = migrate({"format": old, "nodes": {}}, STEPS, "skydraft/3")
    assert document["format"] == "skydraft/3"
    assert ("name" in document) + ("boxes" in document) == steps


def test_a_document_without_format_is_a_present_one() -> None:
    assert migrate({"nodes": {}}) == {"nodes": {}}


@pytest.mark.parametrize(
    ("given", "says"),
    [("skydraft/9", "update Skydraft"), ("skydraft/x", "not a format"), ("", "not a format"), (None, "not a format")],
)
def test_formats_that_are_not_ours(given: Any, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        migrate({"format": given}, STEPS, "skydraft/3")


def test_a_step_that_leads_back_ends() -> None:
    with pytest.raises(FormatError):
        migrate({"format": "skydraft/1"}, {"skydraft/1": dict}, "skydraft/3")
