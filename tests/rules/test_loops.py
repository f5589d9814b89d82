"""Loops kept up to date are those that a search from scratch finds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.rules.loops import Hop, Loops, components

EDGES = tuple(f"e{i}" for i in range(10))
NODES = "abcde"
PLACES = {"d": "bus", "e": "bucket"}  # what these nodes are
TYPES = (None, frozenset("A"), frozenset("B"), frozenset("AB"))
KEYS = ("", "", "in/", "in/small/", "out/")
hops = st.builds(
    lambda edge, source, target, sent, wanted, written, prefix, suffix, closed: Hop(
        edge, source, target, PLACES.get(source, ""), sent, wanted, written, prefix, suffix, closed
    ),
    st.sampled_from(EDGES),
    st.sampled_from(NODES),
    st.sampled_from(NODES),
    st.sampled_from(TYPES),
    st.sampled_from(TYPES),
    st.sampled_from(KEYS),
    st.sampled_from(KEYS),
    st.booleans(),
    st.sampled_from((False, False, False, True)),
)
changes = st.lists(st.one_of(hops, st.sampled_from(EDGES)), min_size=1, max_size=4)  # an id alone: the edge goes


def on_loops(present: dict[str, Hop]) -> set[str]:
    """By following every edge as far as it goes."""
    found = set()
    for start in present.values():
        seen: set[str] = set()
        ahead = [h for h in present.values() if start.leads_to(h)]
        while ahead:
            hop = ahead.pop()
            if hop.edge not in seen:
                seen.add(hop.edge)
                ahead += [h for h in present.values() if hop.leads_to(h)]
        if start.edge in seen:
            found.add(start.edge)
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(changes, max_size=12), st.sampled_from((0, 100)))
def test_kept_up_to_date(steps: list[list[Hop | str]], many: int) -> None:
    loops, present = Loops(many=many), dict[str, Hop]()
    for step in steps:
        before = on_loops(present)
        for change in step:
            if isinstance(change, str):
                present.pop(change, None)
            else:
                present[change.edge] = change
        changed = {c if isinstance(c, str) else c.edge for c in step}
        assert loops.update(changed, present.get) == before ^ on_loops(present)
        assert {e for e in EDGES if e in loops} == on_loops(present)
        for edge, hop in present.items():
            following = sorted(h.edge for h in present.values() if h.edge in loops and hop.leads_to(h))
            assert list(loops.after(edge)) == following
            assert all(loops.leads(edge, after) for after in following)


def test_a_long_way_round() -> None:
    """No recursion: a circle of 5,000 edges."""
    size = 5000
    following = {str(i): [str((i + 1) % size)] for i in range(size)}
    (only,) = components(following, lambda vertex: following[vertex])
    assert len(only) == size


def test_what_passes() -> None:
    bus = Hop("in", "f", "bus", "", sent=frozenset({"A"}))
    assert bus.leads_to(Hop("out", "bus", "f", "bus", wanted=frozenset({"A", "B"})))
    assert not bus.leads_to(Hop("out", "bus", "f", "bus", wanted=frozenset({"B"})))
    assert not bus.leads_to(Hop("out", "bus", "f", "bus"))
    bucket = Hop("in", "f", "s3", "", written="small/")
    assert bucket.leads_to(Hop("out", "s3", "f", "bucket"))
    assert bucket.leads_to(Hop("out", "s3", "f", "bucket", prefix="small/jpg/"))
    assert not bucket.leads_to(Hop("out", "s3", "f", "bucket", prefix="large/"))
    assert not bucket.leads_to(Hop("out", "s3", "f", "bucket", suffix=True))


def test_a_hub() -> None:
    """Thousands of edges into a bus and out of it: nine million pairs, which are never looked at one by one."""
    size = 3000
    hops = {f"i{n}": Hop(f"i{n}", f"f{n}", "bus", "", sent=frozenset({"A"})) for n in range(size)}
    hops |= {f"o{n}": Hop(f"o{n}", "bus", f"f{n}", "bus", wanted=frozenset({"A"})) for n in range(size)}
    loops = Loops()
    assert loops.update(hops, hops.get) == set(hops)
    gone = {f"o{n}": None for n in range(size)}
    assert loops.update(gone, gone.get) == set(hops)
    assert "i0" not in loops
