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
    process = MagicMock(side_effect=[None, RuntimeError("broken")])
    monkeypatch.setattr(app, "process", process)
    batch = sample("reserve_stock")
    (record,) = sample("reserve_stock")["Records"]
    record["messageId"] = "2"
    batch["Records"].append(record)

    result = app.handler(batch, context)

    assert result == {"batchItemFailures": [{"itemIdentifier": "2"}]}


def test_handles_an_event_once(app, sample, context, monkeypatch):
    monkeypatch.setattr(app, "process", MagicMock())

    app.handler(sample("reserve_stock"), context)
    app.handler(sample("reserve_stock"), context)

    app.process.assert_called_once()
