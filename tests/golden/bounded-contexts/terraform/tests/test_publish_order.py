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


def test_reports_only_what_failed(app, sample, context, monkeypatch):
    process = MagicMock(side_effect=[None, RuntimeError("broken")])
    monkeypatch.setattr(app, "process", process)
    batch = sample("publish_order")
    (record,) = sample("publish_order")["Records"]
    record["dynamodb"]["SequenceNumber"] = "2"
    record["eventID"] = "another"
    batch["Records"].append(record)

    result = app.handler(batch, context)

    assert result == {"batchItemFailures": [{"itemIdentifier": "2"}]}


def test_handles_an_event_once(app, sample, context, monkeypatch):
    monkeypatch.setattr(app, "process", MagicMock())

    app.handler(sample("publish_order"), context)
    app.handler(sample("publish_order"), context)

    app.process.assert_called_once()
