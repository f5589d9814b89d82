"""Unit test of Publish order, with the event in events/publish_order.json."""

from unittest.mock import MagicMock

import pytest


@pytest.fixture
def app(load, monkeypatch):
    """The function's module; nothing that it calls is called."""
    app = load("publish_order")
    monkeypatch.setattr(app, "events", MagicMock())
    app.events.put_events.return_value = {"FailedEntryCount": 0, "Entries": []}
    return app


def test_handles_its_event(app, sample, context):
    result = app.handler(sample("publish_order"), context)

    assert result == {"batchItemFailures": []}
    app.events.put_events.assert_called()


def test_stops_at_the_first_failure(app, sample, context, monkeypatch):
    outcomes = [None, RuntimeError("broken"), None]
    monkeypatch.setattr(app, "process", MagicMock(side_effect=outcomes))
    batch = sample("publish_order")
    batch["Records"] = []
    for number in "123":
        (record,) = sample("publish_order")["Records"]
        record["dynamodb"]["SequenceNumber"] = number
        record["eventID"] = number
        batch["Records"].append(record)

    result = app.handler(batch, context)

    failed = [item["itemIdentifier"] for item in result["batchItemFailures"]]
    assert failed == ["2"]
    assert app.process.call_count == 2


def test_handles_an_event_once(app, sample, context, monkeypatch):
    monkeypatch.setattr(app, "process", MagicMock())

    app.handler(sample("publish_order"), context)
    app.handler(sample("publish_order"), context)

    app.process.assert_called_once()
