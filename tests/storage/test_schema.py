"""The JSON schema of the design file is the model's own, and takes what the program takes."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from designer.resources import resources
from designer.storage import SUFFIX
from designer.storage.schema import schema, schema_file, schema_text
from tests.designs import documents

VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_the_file_is_up_to_date() -> None:
    assert schema_file().read_text(encoding="utf-8") == schema_text(), "run `python -m designer.storage.schema`"


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@given(documents(strange=True))
@settings(max_examples=30, deadline=None)
def test_takes_designs(document: dict[str, Any]) -> None:
    VALIDATOR.validate(document)


def test_takes_the_examples() -> None:
    for path in (resources() / "examples").glob(f"*{SUFFIX}"):
        VALIDATOR.validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "document",
    [
        {"format": "skydraft/2"},
        {"nodes": {"a": {}}},
        {"nodes": {"a": {"service": 1}}},
        {"nodes": {"a": {"service": "sqs", "at": [1]}}},
        {"nodes": {"a": {"service": "sqs", "disabled": "no"}}},
        {"edges": {"e": {"from": "a"}}},
        {"groups": {"g": {"kind": "box"}}},
    ],
    ids=str,
)
def test_refuses(document: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(document)
