"""How things look at the moment, beside what they are: selection, pointer, findings, a connection being made.

The session's, not the Design's.  Kept as small arrays beside the scene's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from designer.gui.canvas.batch import Ints
from designer.gui.canvas.look import BADGES, CARD_STATES, BadgeKind, CardState
from designer.gui.canvas.marks import Marks
from designer.gui.canvas.scene import Scene
from designer.model.catalogue import Verdict
from designer.model.design import Subject
from designer.model.finding import Finding

EDGE_STATES = ("rest", "hover", "selected", "disabled", "dimmed", "preview")
Badges = tuple[tuple[BadgeKind, int], ...]  # the rightmost first


def badges_of(findings: Iterable[Finding]) -> dict[Subject, Badges]:
    """The badges that findings make: by subject, kinds with their number, worst first."""
    counts: dict[Subject, Counter[BadgeKind]] = {}
    for finding in findings:
        kind: BadgeKind = "accepted" if finding.accepted else cast("BadgeKind", finding.severity)
        counts.setdefault(finding.subject, Counter())[kind] += 1
    return {subject: tuple((kind, found[kind]) for kind in BADGES if found[kind]) for subject, found in counts.items()}


@dataclass(frozen=True, slots=True)
class Lit:
    """A connection that is being made: where it starts and what each node would answer.  All else is dimmed."""

    source: str
    verdicts: Mapping[str, Verdict]
    refused: str | None = None  # the refused target under the pointer


@dataclass(slots=True)
class State:
    selection: frozenset[Subject] = frozenset()
    badges: Mapping[Subject, Badges] = field(default_factory=dict)
    lit: Lit | None = None
    left_out: frozenset[Subject] = frozenset()  # drawn elsewhere for now: what is being dragged
    marks: Marks | None = None  # the composition, while it is shown

    def cards(self, scene: Scene) -> Ints:
        """The state of each node, as a number of CARD_STATES."""
        states = np.where(scene.disabled, _CARD["disabled"], _CARD["rest"])
        lit = self.lit
        if lit is not None:
            states[:] = _CARD["dimmed"]
            for id_, verdict in lit.verdicts.items():
                if verdict.legal and id_ in scene.node_index:
                    states[scene.node_index[id_]] = _CARD["legal"]
            for node, state in ((lit.source, "selected"), (lit.refused or "", "refused")):
                if node in scene.node_index:
                    states[scene.node_index[node]] = _CARD[cast("CardState", state)]
            return states
        for subject in self.selection:
            if subject.kind == "node" and subject.id in scene.node_index:
                states[scene.node_index[subject.id]] = _CARD["selected"]
        return states

    def edges(self, scene: Scene) -> Ints:
        """The state of each edge, as a number of EDGE_STATES."""
        states = np.where(scene.edge_disabled, EDGE_STATES.index("disabled"), 0)
        if scene.disabled.any():
            ends = np.r_[scene.disabled, np.zeros(len(scene.collapsed), bool)]
            off = ~scene.edge_hidden
            off[off] = ends[scene.source[off]] | ends[scene.target[off]]
            states[off] = EDGE_STATES.index("disabled")
        if self.lit is not None:
            states[:] = EDGE_STATES.index("dimmed")
            return states
        for subject in self.selection:
            if subject.kind == "edge" and subject.id in scene.edge_index:
                states[scene.edge_index[subject.id]] = EDGE_STATES.index("selected")
        return states


_CARD = {state: number for number, state in enumerate(CARD_STATES)}
