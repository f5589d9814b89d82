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


def test_takes_the_callers_word_from_the_token_alone(app, sample, context, monkeypatch):
    monkeypatch.setattr(app, "process", MagicMock(wraps=app.process))
    event = sample("create_order")
    event["queryStringParameters"] = dict.fromkeys(["caller"], "other")

    app.handler(event, context)

    (payload,) = app.process.call_args.args
    assert payload["caller"] == "8f1c0d2e-57a4-4b7b-9d39-0c5a1e6f2b43"
