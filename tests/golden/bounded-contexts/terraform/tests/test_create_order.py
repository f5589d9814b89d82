"""Unit test of Create order, with the event in events/create_order.json."""

from unittest.mock import MagicMock


def test_handles_its_event(load, sample, monkeypatch):
    app = load("create_order")
    monkeypatch.setattr(app, "dynamodb", MagicMock())
    table = app.dynamodb.Table.return_value
    table.get_item.return_value = {"Item": {"name": "sample"}}

    result = app.handler(sample("create_order"), None)

    assert result["statusCode"] == 200
    table.put_item.assert_called_once()


def test_refuses_what_is_not_json(load, sample):
    app = load("create_order")

    result = app.handler({**sample("create_order"), "body": "no JSON"}, None)

    assert result["statusCode"] == 400
