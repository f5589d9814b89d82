"""Unit test of Charge card, with the event in events/charge_card.json."""


def test_handles_its_event(load, sample):
    app = load("charge_card")

    result = app.handler(sample("charge_card"), None)

    assert result is not None
