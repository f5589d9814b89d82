"""The shapes of the guides in `resources/choosing/*.toml`, one guide a file, and how they are read.

A guide asks questions with given answers.  Its reasons speak for or against a candidate when certain answers are
given; each names a source.  Unknown keys are errors: a typo must not hide.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError, field_validator

from designer.model.catalogue import Catalogue
from designer.model.design import Design, Subject
from designer.model.frozen import FrozenDict
from designer.model.specs import Spec, SpecId, Url, Values
from designer.resources import resources

Read = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}-\d{2})?$")]
End = Literal["source", "target"]


class GuideError(ValueError):
    """A guide's file is at fault; the message names file and place."""


class Source(Spec):
    """Where a fact is written.  `read` is when its text was last read: a day, or the year of the copy."""

    id: SpecId
    title: str
    url: Url
    read: Read


class Answer(Spec):
    id: SpecId
    text: str


class Question(Spec):
    id: SpecId
    text: str
    help: str = ""
    answers: Annotated[tuple[Answer, ...], Field(min_length=2, alias="answer")]


class PlannedNode(Spec):
    """A node to insert.  One that `stands_for` an end is left out when a person has chosen that end."""

    key: SpecId
    service: SpecId
    title: str
    properties: Values = FrozenDict()
    stands_for: End | None = None


class PlannedEdge(Spec):
    """A connection between planned nodes, by their keys; "source" and "target" are what a person has chosen."""

    source: SpecId = Field(alias="from")
    target: SpecId = Field(alias="to")
    via: str | None = None
    properties: Values = FrozenDict()


class Candidate(Spec):
    """One of the things to choose between, with what it gives, what it costs, and how it is put into a design.

    `direct`: between two chosen nodes it is their own connection, and nothing is inserted.
    """

    id: SpecId
    title: str
    summary: str
    gives: Annotated[tuple[str, ...], Field(min_length=1)]
    costs: Annotated[tuple[str, ...], Field(min_length=1)]
    direct: bool = False
    nodes: Annotated[tuple[PlannedNode, ...], Field(min_length=1, alias="node")]
    edges: tuple[PlannedEdge, ...] = Field((), alias="edge")


class Reason(Spec):
    """What speaks for a candidate (or against it, where `weight` is negative) when all of `when` is answered so.

    `rules_out` takes the candidate away, whatever else speaks for it.
    """

    when: FrozenDict[str, tuple[str, ...]]
    candidate: SpecId = Field(alias="for")
    weight: int = 0
    rules_out: bool = False
    text: str
    source: SpecId

    @field_validator("when", mode="before")
    @classmethod
    def _lists(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {name: (answer,) if isinstance(answer, str) else tuple(answer) for name, answer in value.items()}


class Guide(Spec):
    """One choice.  `pairs` are variant or service ids between which it may arise: ["lambda", "sqs"]."""

    id: SpecId
    title: str
    question: str
    rank: int
    pairs: tuple[tuple[SpecId, SpecId], ...] = ()
    sources: tuple[Source, ...] = Field(alias="source")
    questions: tuple[Question, ...] = Field(alias="ask")
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=2, alias="candidate")]
    reasons: tuple[Reason, ...] = Field(alias="reason")

    def source_of(self, reason: Reason) -> Source:
        return next(source for source in self.sources if source.id == reason.source)

    def candidate(self, id_: str) -> Candidate:
        return next(candidate for candidate in self.candidates if candidate.id == id_)


@cache
def guides() -> tuple[Guide, ...]:
    """All guides, by rank.  Raises GuideError."""
    files = sorted((resources() / "choosing").glob("*.toml"))
    return tuple(sorted((read(file) for file in files), key=lambda guide: (guide.rank, guide.id)))


def guides_for(sources: Collection[str], targets: Collection[str]) -> tuple[Guide, ...]:
    """The guides that answer what may be asked between two nodes, each given by its variant and its service.

    Without targets, those that may arise at the source.
    """
    return tuple(
        guide
        for guide in guides()
        if any(source in sources and (not targets or target in targets) for source, target in guide.pairs)
    )


def guides_between(catalogue: Catalogue, design: Design, subjects: frozenset[Subject]) -> tuple[Guide, ...]:
    """The guides that answer what may be asked between two nodes, either way round, or the ends of an edge."""
    pairs: list[tuple[str, str]] = []
    edges = [design.edges[s.id] for s in subjects if s.kind == "edge" and s.id in design.edges]
    nodes = [s.id for s in subjects if s.kind == "node" and s.id in design.nodes]
    if len(edges) == 1 and not nodes:
        pairs = [(edges[0].source, edges[0].target)]
    elif len(nodes) == 2:
        pairs = [(nodes[0], nodes[1]), (nodes[1], nodes[0])]
    found: dict[str, Guide] = {}
    for source, target in pairs:
        if source in design.nodes and target in design.nodes:
            kinds = [{catalogue.variant(design.nodes[end]), design.nodes[end].service} for end in (source, target)]
            found.update({guide.id: guide for guide in guides_for(*kinds)})
    return tuple(sorted(found.values(), key=lambda guide: guide.rank))


def read(file: Path) -> Guide:
    """One guide from its file.  Raises GuideError."""
    try:
        guide = Guide.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise GuideError(f"{file.name}: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise GuideError(f"{file.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    if guide.id != file.stem:
        raise GuideError(f"{file.name}: id: {guide.id!r} must be the file's name")
    _check(guide, file.name)
    return guide


def _check(guide: Guide, name: str) -> None:
    """What a reason or a plan names must be there."""
    answers = {question.id: {answer.id for answer in question.answers} for question in guide.questions}
    sources = {source.id for source in guide.sources}
    candidates = {candidate.id for candidate in guide.candidates}
    for number, reason in enumerate(guide.reasons):
        for question, wanted in reason.when.items():
            if unknown := set(wanted) - answers.get(question, set()):
                raise GuideError(f"{name}: reason.{number}.when: {question} has no answer {sorted(unknown)[0]!r}")
        if reason.candidate not in candidates:
            raise GuideError(f"{name}: reason.{number}.for: there is no candidate {reason.candidate!r}")
        if reason.source not in sources:
            raise GuideError(f"{name}: reason.{number}.source: there is no source {reason.source!r}")
        if bool(reason.weight) == reason.rules_out:
            raise GuideError(f"{name}: reason.{number}: needs either a weight or rules_out")
    for candidate in guide.candidates:
        keys = {"source", "target", *(node.key for node in candidate.nodes)}
        for edge in candidate.edges:
            if missing := {edge.source, edge.target} - keys:
                raise GuideError(f"{name}: candidate {candidate.id}: no node {sorted(missing)[0]!r}")
