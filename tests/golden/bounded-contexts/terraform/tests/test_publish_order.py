"""Unit test of Publish order, with the event in events/publish_order.json."""

from unittest.mock import MagicMock


def test_handles_its_event(load, sample, monkeypatch):
    app = load("publish_order")
    monkeypatch.setattr(app, "events", MagicMock())
    app.events.put_events.return_value = {"FailedEntryCount": 0, "Entries": []}

    result = app.handler(sample("publish_order"), None)

    assert result == {"batchItemFailures": []}
    app.events.put_events.assert_called()


def test_reports_what_failed(load, sample, monkeypatch):
    app = load("publish_order")

    def fail(payload):
        raise RuntimeError("broken")

    monkeypatch.setattr(app, "process", fail)

    result = app.handler(sample("publish_order"), None)

    assert len(result["batchItemFailures"]) == 1
