"""Synchronous chains: where they begin, how long they take, where the budget breaks."""

from __future__ import annotations

import pytest
from hypothesis import given

from designer.catalogue import load
from designer.composition import analyse
from designer.composition.chains import WRITTEN
from designer.model.design import Design
from tests.composition.sketch import composed
from tests.rules.designs import designs

# nodes, edges -> (nodes of the chain, worst, limit, the edge at which it breaks), the longest first
CASES = {
    "an API and its function": (
        "api:apigw-http fn:lambda(Timeout=10)", "api>fn",
        [("api fn", 10, 30, None)],
    ),
    "times add up": (
        "api:apigw-rest a:lambda(Timeout=20) b:lambda(Timeout=15)", "api>a a>b",
        [("api a b", 35, 29, "a-b")],
    ),
    "too long at once": ("api:apigw-http fn:lambda(Timeout=60)", "api>fn", [("api fn", 60, 30, "api-fn")]),
    "the route's own timeout": (
        "api:apigw-http fn:lambda(Timeout=10)", "api>fn(TimeoutInMillis=5000)",
        [("api fn", 10, 5, "api-fn")],
    ),
    "the slowest of two ways": (
        "api:apigw-http a:lambda(Timeout=2) b:lambda(Timeout=3) c:lambda(Timeout=9)", "api>a a>b a>c",
        [("api a c", 11, 30, "a-c")],  # the function gives up after 2 s
    ),
    "one for each first call": (
        "api:apigw-http a:lambda(Timeout=2) b:lambda(Timeout=3)", "api>a api>b",
        [("api b", 3, 30, None), ("api a", 2, 30, None)],
    ),
    "a person at the API begins nothing": (
        "me:external-client api:apigw-http fn:lambda(Timeout=10)", "me>api api>fn",
        [("api fn", 10, 30, None)],
    ),
    "nor at an API that hands over": ("me:external-client api:apigw-http q:sqs", "me>api api>q", []),
    "a distribution before the API": (
        "cdn:cloudfront api:apigw-rest fn:lambda(Timeout=29)", "cdn>api(OriginReadTimeout=20) api>fn",
        [("cdn api fn", 29, 20, "api-fn")],
    ),
    "a caller that gives up first": (
        "q:sqs a:lambda(Timeout=5) b:lambda(Timeout=30)", "q>a a>b",
        [("a b", 30, 5, "a-b")],
    ),
    "no wait, no chain": ("a:lambda b:lambda", "a>b(InvocationType=Event)", []),
    "a store is the caller's own time": ("a:lambda t:dynamodb", "a>t", []),
    "an authorizer stands aside": ("api:apigw-http fn:lambda", "api>fn/authorizer", []),
    "steps of a workflow": (
        "flow:stepfunctions a:lambda(Timeout=20)", "flow>a(TimeoutSeconds=30)",
        [("flow a", 20, 30, None)],
    ),
    "a circle is gone round once": (
        "a:lambda(Timeout=9) b:lambda(Timeout=8)", "a>b b>a",
        [("a b", 8, 9, None)],
    ),
    "a function that calls itself": ("a:lambda", "a>a", []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_chains(case: str) -> None:
    nodes, edges, wanted = CASES[case]
    found = [(" ".join(c.nodes), c.worst, c.limit, c.breaks) for c in composed(nodes, edges).chains]
    assert found == wanted


def test_what_is_not_known_is_said() -> None:
    (chain,) = composed("api:apigw-http svc:ecs-fargate fn:lambda(Timeout=5)", "api>svc/private-integration").chains
    assert not chain.known


def test_a_long_chain_is_counted_but_not_written_out() -> None:
    number = 3000
    nodes = {f"n{i}": {"service": "lambda", "properties": {"Timeout": 1}} for i in range(number)}
    edges = {f"e{i}": {"from": f"n{i}", "to": f"n{i + 1}"} for i in range(number - 1)}
    (chain,) = analyse(Design.model_validate({"nodes": nodes, "edges": edges}), load()).chains
    assert (chain.depth, chain.worst) == (number - 1, number - 1)
    assert len(chain.hops) == WRITTEN


@given(designs)
def test_chains_are_ways(design: Design) -> None:
    """Each hop begins where the last one ended, no node comes twice, and times are sums."""
    for chain in analyse(design, load()).chains:
        at = chain.entry
        for hop in chain.hops:
            assert design.edges[hop.edge].source == at
            at = hop.node
            assert design.edges[hop.edge].target == at
        assert len(set(chain.nodes)) == len(chain.nodes)
        assert chain.worst == sum(hop.seconds or 0 for hop in chain.hops)
        assert chain.breaks in {None, *(hop.edge for hop in chain.hops)}
