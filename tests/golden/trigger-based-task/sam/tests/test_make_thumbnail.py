"""Unit test of Make thumbnail, with the event in events/make_thumbnail.json."""

from unittest.mock import MagicMock

import pytest


@pytest.fixture
def app(load, monkeypatch):
    """The function's module; nothing that it calls is called."""
    app = load("make_thumbnail")
    monkeypatch.setattr(app, "s3", MagicMock())
    return app


def test_handles_its_event(app, sample, context):
    result = app.handler(sample("make_thumbnail"), context)

    assert result is None
    app.s3.put_object.assert_called()


def test_handles_an_event_once(app, sample, context, monkeypatch):
    monkeypatch.setattr(app, "process", MagicMock())

    app.handler(sample("make_thumbnail"), context)
    app.handler(sample("make_thumbnail"), context)

    app.process.assert_called_once()
