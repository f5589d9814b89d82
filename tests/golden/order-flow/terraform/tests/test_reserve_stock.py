"""Unit test of Reserve stock, with the event in events/reserve_stock.json."""

from unittest.mock import MagicMock


def test_handles_its_event(load, sample, monkeypatch):
    app = load("reserve_stock")
    monkeypatch.setattr(app, "dynamodb", MagicMock())
    table = app.dynamodb.Table.return_value
    table.get_item.return_value = {"Item": {"name": "sample"}}

    result = app.handler(sample("reserve_stock"), None)

    assert result is not None
    table.put_item.assert_called_once()
