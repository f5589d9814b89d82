"""Designs at random, as people might draw them and as other programs might write them (hypothesis strategies)."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from designer.catalogue import load
from designer.model.design import Accepted, Design, Edge, Group, Node, Note

SERVICES = ("lambda", "sqs", "sns", "s3", "dynamodb", "eventbridge-bus", "apigw-http", "stepfunctions")
IDS = tuple(f"{letter}{number}" for letter in "abcd" for number in range(6))

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_places = st.tuples(st.integers(-50, 50), st.integers(-50, 50)).map(lambda p: [p[0] * 16, p[1] * 16])
_exact = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: [x, -x / 3])
_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_known = frozenset(
    (field.alias or name)
    for kind in (Design, Node, Edge, Group, Note, Accepted)
    for name, field in kind.model_fields.items()
)
_unknown = st.dictionaries(_texts.filter(lambda key: key not in _known), _json, max_size=2)


@st.composite
def documents(draw: st.DrawFn, *, strange: bool = False, places: bool = True) -> dict[str, Any]:
    """The JSON of a valid design.

    `strange` adds unknown keys, odd properties and numbers; with `places` everything has an `at`.
    """
    ids = draw(st.permutations(IDS))
    cut = draw(st.sampled_from([(0, 2, 1), (1, 3, 1), (2, 5, 1), (3, 6, 2), (4, 8, 2)]))
    groups, nodes = ids[: cut[0]], ids[cut[0] : cut[0] + cut[1]]
    notes = ids[cut[0] + cut[1] : sum(cut)]
    edge_ids = ids[sum(cut) :][: draw(st.sampled_from([0, 3, 8]))]
    at = _places | _exact if strange else _places

    def record(**keys: Any) -> dict[str, Any]:
        found = {key: value for key, value in keys.items() if value is not None}
        if strange:
            found |= draw(_unknown)
            if draw(st.booleans()):
                found = dict(reversed(found.items()))
        return found

    def place() -> Any:
        return draw(at) if places else None

    def inside(choices: list[str]) -> str | None:
        return draw(st.sampled_from([None, *choices]))

    def properties(subjects: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if draw(st.booleans()):
            found["Timeout"] = draw(st.integers(1, 900))
        if draw(st.booleans()):
            found["DeadLetterConfig"] = {"Arn": {"Fn::GetAtt": [draw(st.sampled_from(subjects)), "Arn"]}}
        if strange:
            found |= draw(st.dictionaries(_texts, _json, max_size=2))
        return found

    document = record(format="skydraft/1", name=draw(_texts), settings={"region": "eu-west-1"})
    document["groups"] = {
        id_: record(
            kind=draw(st.sampled_from(["bounded-context", "vpc", "subnet"])),
            title=draw(_texts),
            collapsed=draw(st.sampled_from([None, True])),
            at=place(),
            **{"in": inside(groups[:number])},
        )
        for number, id_ in enumerate(groups)
    }
    document["nodes"] = {
        id_: record(
            service=draw(st.sampled_from(SERVICES)),
            title=draw(_texts),
            at=place(),
            properties=properties(nodes),
            **{"in": inside(groups)},
        )
        for id_ in nodes
    }
    ends = st.sampled_from(nodes)
    document["edges"] = {
        id_: record(**{"from": draw(ends), "to": draw(ends)}, properties=properties(nodes)) for id_ in edge_ids
    }
    document["notes"] = {id_: record(text=draw(_texts), at=place(), **{"in": inside(groups)}) for id_ in notes}
    named = [f"node:{id_}" for id_ in nodes] + [f"group:{id_}" for id_ in groups]
    if draw(st.booleans()):
        document["accepted"] = {"x1": record(rule="dangling-node", subject=draw(st.sampled_from(named)), reason="so")}
    return document


def designs(*, places: bool = True) -> st.SearchStrategy[Design]:
    """Valid designs of up to 8 nodes, 8 edges, 4 groups and 2 notes."""
    return documents(places=places).map(Design.model_validate)


CATALOGUE = load()
