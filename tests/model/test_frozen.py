"""FrozenDict: a dict in every respect but change."""

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.model.frozen import FrozenDict, freeze, thaw

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.__setitem__("b", 2),
        lambda d: d.__delitem__("a"),
        lambda d: d.update(b=2),
        lambda d: d.setdefault("b", 2),
        lambda d: d.pop("a"),
        lambda d: d.popitem(),
        lambda d: d.clear(),
        lambda d: d.__ior__({"b": 2}),
    ],
)
def test_refuses_every_change(change):
    frozen = FrozenDict(a=1)
    with pytest.raises(TypeError, match="cannot be changed"):
        change(frozen)
    assert frozen == {"a": 1}


def test_changed_copies_keep_places():
    frozen = FrozenDict(a=1, b=2)
    assert list(frozen.set("a", 9).items()) == [("a", 9), ("b", 2)]
    assert list(frozen.set("c", 3)) == ["a", "b", "c"]
    assert frozen.without("a", "zz") == {"b": 2}
    assert frozen.merged({"b": 3, "c": 4}) == {"a": 1, "b": 3, "c": 4}
    assert frozen == {"a": 1, "b": 2}


@given(JSON)
def test_freeze_and_thaw_are_inverse(value):
    frozen = freeze(value)
    hash(frozen)
    assert thaw(frozen) == value
    assert json.loads(json.dumps(frozen)) == json.loads(json.dumps(value))


def test_copies_are_the_same_object_and_pickle_keeps_the_type():
    frozen = FrozenDict(a=FrozenDict(b=1))
    assert copy.copy(frozen) is frozen
    assert copy.deepcopy(frozen) is frozen
    again = pickle.loads(pickle.dumps(frozen))  # noqa: S301 - our own bytes
    assert again == frozen
    assert type(again) is FrozenDict
