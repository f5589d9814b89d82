"""Unit test of Reserve stock, with the event in events/reserve_stock.json."""

from unittest.mock import MagicMock

import pytest


@pytest.fixture
def app(load, monkeypatch):
    """The function's module; nothing that it calls is called."""
    app = load("reserve_stock")
    monkeypatch.setattr(app, "dynamodb", MagicMock())
    table = app.dynamodb.Table.return_value
    table.get_item.return_value = {"Item": {"name": "sample"}}
    return app


def test_handles_its_event(app, sample, context):
    result = app.handler(sample("reserve_stock"), context)

    assert result == {"batchItemFailures": []}
    app.dynamodb.Table.return_value.put_item.assert_called_once()


def test_reports_only_what_failed(app, sample, context, monkeypatch):
    outcomes = [None, RuntimeError("broken"), None]
    monkeypatch.setattr(app, "process", MagicMock(side_effect=outcomes))
    batch = sample("reserve_stock")
    batch["Records"] = []
    for number in "123":
        (record,) = sample("reserve_stock")["Records"]
        record["messageId"] = number
        batch["Records"].append(record)

    result = app.handler(batch, context)

    failed = [item["itemIdentifier"] for item in result["batchItemFailures"]]
    assert failed == ["2"]
    assert app.process.call_count == 3


def test_handles_an_event_once(app, sample, context, monkeypatch):
    monkeypatch.setattr(app, "process", MagicMock())

    app.handler(sample("reserve_stock"), context)
    app.handler(sample("reserve_stock"), context)

    app.process.assert_called_once()
