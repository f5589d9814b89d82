"""Lines break where the formatters break them."""

from __future__ import annotations

from exporters.cdk.layout import Bracket, Layout, Pair, flat, seq

LAYOUT = Layout(width=20, indent=2)


def test_what_fits_stays_on_one_line() -> None:
    doc = seq("f", Bracket("(", ("a", "b"), ")"))
    assert LAYOUT.render(doc, 0) == flat(doc) == "f(a, b)"
    assert LAYOUT.render(Bracket("{", ("a: 1",), "}", pad=" "), 0) == "{ a: 1 }"
    assert LAYOUT.render(Bracket("{", (), "}", pad=" "), 0) == "{}"


def test_what_does_not_fit_opens_with_a_comma_behind_the_last() -> None:
    doc = seq("function", Bracket("(", ("argument", "another"), ")"))
    assert LAYOUT.render(doc, 0) == "function(\n  argument,\n  another,\n)"
    assert LAYOUT.render(doc, 2) == "function(\n    argument,\n    another,\n  )"


def test_the_last_object_opens_in_place_of_its_call() -> None:
    inner = Bracket("{", ("name: 1", "other: 2"), "}", pad=" ")
    doc = seq("f", Bracket("(", ("this", inner), ")", hug=True))
    assert LAYOUT.render(doc, 0) == "f(this, {\n  name: 1,\n  other: 2,\n})"


def test_a_call_opens_instead_where_its_head_leaves_no_room() -> None:
    inner = Bracket("{", ("name: 1", "other: 2"), "}", pad=" ")
    doc = seq("call", Bracket("(", ("a_long_argument", inner), ")", hug=True))
    assert LAYOUT.render(doc, 0) == "call(\n  a_long_argument,\n  {\n    name: 1,\n    other: 2,\n  },\n)"


def test_what_follows_on_the_line_counts() -> None:
    doc = seq("function", Bracket("(", ("argument",), ")"))
    assert LAYOUT.render(doc, 0, tail=2) == "function(argument)"
    assert LAYOUT.render(doc, 0, tail=3) == "function(\n  argument,\n)"


def test_a_value_goes_to_its_own_line_if_its_beginning_does_not_fit() -> None:
    assert LAYOUT.render(Pair("name: ", "short"), 0) == "name: short"
    assert LAYOUT.render(Pair("a_longer_name: ", "value_of_it"), 0) == "a_longer_name:\n  value_of_it"
    assert LAYOUT.render(Pair("a_longer_name: ", "`template`"), 0, tail=1) == "a_longer_name: `template`"
    value = seq("f", Bracket("(", ("argument",), ")"))
    assert LAYOUT.render(Pair("a_long_name = ", value), 0) == "a_long_name = f(\n  argument,\n)"


def test_a_forced_bracket_opens_and_so_does_what_is_around_it() -> None:
    doc = Bracket("[", (Bracket("[", ("1",), "]", forced=True),), "]")
    assert flat(doc) is None
    assert LAYOUT.render(doc, 0) == "[\n  [\n    1,\n  ],\n]"
