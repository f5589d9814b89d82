"""Who is connected with whom: the adjacency of a design, built once per design and cheap to ask."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

from designer.model.design import Design

_NONE: Sequence[str] = ()


class Graph:
    """The edges of a design by node, and the members of its groups.  Building it is linear in the design."""

    def __init__(self, design: Design) -> None:
        self.design = design
        out: defaultdict[str, list[str]] = defaultdict(list)
        into: defaultdict[str, list[str]] = defaultdict(list)
        for id_, edge in design.edges.items():
            out[edge.source].append(id_)
            into[edge.target].append(id_)
        self._out = dict(out)
        self._in = dict(into)

    def out_edges(self, node: str) -> Sequence[str]:
        """The ids of the edges that leave a node, in the file's order."""
        return self._out.get(node, _NONE)

    def in_edges(self, node: str) -> Sequence[str]:
        return self._in.get(node, _NONE)

    def edges_of(self, node: str) -> Iterator[str]:
        """All edges of a node, a self-loop once."""
        yield from self.out_edges(node)
        yield from (e for e in self.in_edges(node) if self.design.edges[e].source != node)

    def members(self, group: str) -> Iterator[str]:
        """The nodes inside a group, at any depth."""
        design = self.design
        return (id_ for id_, node in design.nodes.items() if group in design.ancestors(node.group))


_recent: deque[Graph] = deque(maxlen=4)


def graph_of(design: Design) -> Graph:
    """The graph of a design, kept for the last few designs, which are told apart by identity."""
    for graph in _recent:
        if graph.design is design:
            return graph
    graph = Graph(design)
    _recent.append(graph)
    return graph
