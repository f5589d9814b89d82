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

    assert result is not None
    app.dynamodb.Table.return_value.put_item.assert_called_once()
