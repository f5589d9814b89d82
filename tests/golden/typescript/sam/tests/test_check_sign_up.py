"""Unit test of Check sign-up, with the event in events/check_sign_up.json."""

import pytest


@pytest.fixture
def app(load):
    """The function's module."""
    app = load("check_sign_up")
    return app


def test_handles_its_event(app, sample, context):
    result = app.handler(sample("check_sign_up"), context)

    assert result["userName"] == "sample"
