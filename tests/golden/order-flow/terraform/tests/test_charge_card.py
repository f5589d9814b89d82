"""Unit test of Charge card, with the event in events/charge_card.json."""

import pytest


@pytest.fixture
def app(load):
    """The function's module."""
    app = load("charge_card")
    return app


def test_handles_its_event(app, sample, context):
    result = app.handler(sample("charge_card"), context)

    assert result is not None
