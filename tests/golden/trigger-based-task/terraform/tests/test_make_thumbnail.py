"""Unit test of Make thumbnail, with the event in events/make_thumbnail.json."""

from unittest.mock import MagicMock


def test_handles_its_event(load, sample, monkeypatch):
    app = load("make_thumbnail")
    monkeypatch.setattr(app, "s3", MagicMock())
    app.s3.get_object.return_value["Body"].read.return_value = b"sample"

    result = app.handler(sample("make_thumbnail"), None)

    assert result is None
    app.s3.put_object.assert_called()
