"""Unit test of Send receipt, with the event in events/send_receipt.json."""

from unittest.mock import MagicMock

import pytest


@pytest.fixture
def app(load):
    """The function's module."""
    app = load("send_receipt")
    return app


def test_handles_its_event(app, sample, context):
    result = app.handler(sample("send_receipt"), context)

    assert result is None


def test_handles_an_event_once(app, sample, context, monkeypatch):
    monkeypatch.setattr(app, "process", MagicMock())

    app.handler(sample("send_receipt"), context)
    app.handler(sample("send_receipt"), context)

    app.process.assert_called_once()
