"""Unit test of Send receipt, with the event in events/send_receipt.json."""


def test_handles_its_event(load, sample):
    app = load("send_receipt")

    result = app.handler(sample("send_receipt"), None)

    assert result is None
