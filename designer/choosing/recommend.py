"""From answers to a recommendation: the sum of what speaks for each candidate, less those that are ruled out.

Nothing is hidden in it: the recommendation carries each reason that counted, the runner-up, and every single answer
that would change the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from designer.choosing.guide import Answer, Candidate, Guide, Question, Reason

Answers = Mapping[str, str]  # question -> answer; what is not answered counts for nobody


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what speaks for and against it; `out` are the reasons that rule it out."""

    candidate: Candidate
    score: int
    pro: tuple[Reason, ...]  # the strongest first
    con: tuple[Reason, ...]
    out: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer to one question, and the candidate that it would lead to."""

    question: Question
    answer: Answer
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The outcome.  `runner_up` is None where everything else is ruled out."""

    guide: Guide
    best: Ranked
    runner_up: Ranked | None
    ranking: tuple[Ranked, ...]  # all candidates, those ruled out last
    changes: tuple[Change, ...]
    open: tuple[Question, ...]  # not answered yet


def recommend(guide: Guide, answers: Answers) -> Recommendation:
    """The recommendation for these answers.  Where candidates are equal, the first in the guide is the simplest."""
    ranking = rank(guide, answers)
    others = [ranked for ranked in ranking[1:] if not ranked.out]
    return Recommendation(
        guide=guide,
        best=ranking[0],
        runner_up=others[0] if others else None,
        ranking=ranking,
        changes=tuple(_changes(guide, answers, ranking[0].candidate)),
        open=tuple(question for question in guide.questions if question.id not in answers),
    )


def rank(guide: Guide, answers: Answers) -> tuple[Ranked, ...]:
    """All candidates, the best first."""
    holding = [reason for reason in guide.reasons if _holds(reason, answers)]
    found = [_weighed(candidate, [r for r in holding if r.candidate == candidate.id]) for candidate in guide.candidates]
    return tuple(sorted(found, key=lambda ranked: (bool(ranked.out), -ranked.score)))


def _holds(reason: Reason, answers: Answers) -> bool:
    return all(answers.get(question) in wanted for question, wanted in reason.when.items())


def _weighed(candidate: Candidate, reasons: list[Reason]) -> Ranked:
    reasons = sorted(reasons, key=lambda reason: -abs(reason.weight))
    return Ranked(
        candidate=candidate,
        score=sum(reason.weight for reason in reasons),
        pro=tuple(reason for reason in reasons if reason.weight > 0),
        con=tuple(reason for reason in reasons if reason.weight < 0),
        out=tuple(reason for reason in reasons if reason.rules_out),
    )


def _changes(guide: Guide, answers: Answers, best: Candidate) -> list[Change]:
    found = []
    for question in guide.questions:
        for answer in question.answers:
            if answers.get(question.id) != answer.id:
                other = rank(guide, {**answers, question.id: answer.id})[0].candidate
                if other.id != best.id:
                    found.append(Change(question, answer, other))
    return found
