"""Unit test of Create order, with the event in events/create_order.json."""

from unittest.mock import MagicMock

import pytest


@pytest.fixture
def app(load, monkeypatch):
    """The function's module; nothing that it calls is called."""
    app = load("create_order")
    monkeypatch.setattr(app, "dynamodb", MagicMock())
    table = app.dynamodb.Table.return_value
    table.get_item.return_value = {"Item": {"name": "sample"}}
    return app


def test_handles_its_event(app, sample, context):
    result = app.handler(sample("create_order"), context)

    assert result["statusCode"] == 200
    app.dynamodb.Table.return_value.put_item.assert_called_once()


def test_refuses_what_is_not_json(app, sample, context):
    result = app.handler({**sample("create_order"), "body": "no JSON"}, context)

    assert result["statusCode"] == 400
