"""Names are free, valid and steady in both languages."""

from __future__ import annotations

import keyword
import re

from hypothesis import given
from hypothesis import strategies as st

from exporters.cdk.naming import Names

ids = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,30}", fullmatch=True) | st.sampled_from(
    ["class", "self", "lambda", "logs", "this", "default", "Resource", "a_b", "a-b", "aB", "AB", "ab", "_", "9"]
)
MODULES = [("lambda_", "lambda"), ("logs", "logs")]


@given(st.lists(ids, max_size=30))
def test_variables_are_valid_and_all_different(wanted: list[str]) -> None:
    names = Names(MODULES)
    locals_ = [names.local(id_, "queue") for id_ in wanted]
    assert len({name.python for name in locals_}) == len({name.typescript for name in locals_}) == len(wanted)
    for name in locals_:
        assert name.python.isidentifier()
        assert not keyword.iskeyword(name.python)
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name.typescript)
        assert name.python not in ("logs", "lambda_", "self", "scope", "kwargs", "print")
        assert name.typescript not in ("logs", "lambda", "this", "class", "default", "new")


@given(st.lists(ids, max_size=30))
def test_construct_ids_differ_in_more_than_case(wanted: list[str]) -> None:
    names = Names(MODULES)
    names.claim("OrdersUrl")
    made = [names.construct(id_) for id_ in [*wanted, "orders_url"]]
    assert len({name.lower() for name in made}) == len(made)
    assert not {"Default", "Resource", "OrdersUrl"} & set(made)
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name) for name in made)


def test_a_taken_name_gets_its_noun_before_a_number() -> None:
    names = Names(MODULES)
    assert [names.local("logs", "queue").python for _ in range(3)] == ["logs_queue", "logs_2", "logs_3"]
    assert names.local("orders", "table").typescript == "orders"
    assert names.local("orders", "table").typescript == "ordersTable"


def test_the_same_questions_get_the_same_answers() -> None:
    first, second = Names(MODULES), Names(MODULES)
    wanted = ["a_b", "a-b", "A-B", "class", "x" * 300]
    assert [first.local(i, "n") for i in wanted] == [second.local(i, "n") for i in wanted]
    assert [first.construct(i) for i in wanted] == [second.construct(i) for i in wanted]
