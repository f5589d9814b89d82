"""Unit test of Reserve stock, with the event in events/reserve_stock.json."""

from unittest.mock import MagicMock


def test_handles_its_event(load, sample, monkeypatch):
    app = load("reserve_stock")
    monkeypatch.setattr(app, "dynamodb", MagicMock())
    table = app.dynamodb.Table.return_value
    table.get_item.return_value = {"Item": {"name": "sample"}}

    result = app.handler(sample("reserve_stock"), None)

    assert result == {"batchItemFailures": []}
    table.put_item.assert_called_once()


def test_reports_what_failed(load, sample, monkeypatch):
    app = load("reserve_stock")

    def fail(payload):
        raise RuntimeError("broken")

    monkeypatch.setattr(app, "process", fail)

    result = app.handler(sample("reserve_stock"), None)

    assert len(result["batchItemFailures"]) == 1
