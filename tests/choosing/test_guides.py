"""Every combination of answers leads somewhere sensible, every question matters, every source is a link."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from designer.catalogue import load
from designer.choosing import Guide, GuideError, guides, guides_for, recommend
from designer.choosing.guide import read
from designer.choosing.recommend import rank
from designer.editing import commands
from designer.editing.editor import Editor
from designer.model.design import Design, Edge, Group, Node, Subject
from designer.rules import check

GUIDES = pytest.mark.parametrize("guide", guides(), ids=lambda guide: guide.id)
WANTED = {
    "sqs-or-sns", "sns-or-eventbridge", "standard-or-express", "sync-or-async", "orchestration-or-choreography",
    "lambda-or-fargate", "kinesis-or-sqs", "pipes-or-lambda", "http-or-rest",
}  # fmt: skip
Table = dict[tuple[str, ...], str]


def outcomes(guide: Guide) -> Table:
    """The best candidate of every combination of answers."""
    names = [question.id for question in guide.questions]
    found: Table = {}
    for answers in product(*[[answer.id for answer in question.answers] for question in guide.questions]):
        best = rank(guide, dict(zip(names, answers, strict=True)))[0]
        assert not best.out, f"{guide.id}: everything is ruled out by {answers}"
        found[answers] = best.candidate.id
    return found


def test_the_choices_are_there() -> None:
    assert {guide.id for guide in guides()} == WANTED


@GUIDES
def test_every_question_and_candidate_matters(guide: Guide) -> None:
    found = outcomes(guide)
    assert set(found.values()) == {candidate.id for candidate in guide.candidates}
    for number, question in enumerate(guide.questions):
        assert any(
            found[answers] != found[(*answers[:number], other.id, *answers[number + 1 :])]
            for answers in found
            for other in question.answers
        ), question.id


@GUIDES
def test_words_and_sources(guide: Guide) -> None:
    for source in guide.sources:
        assert source.url.startswith("https://")
        assert any(reason.source == source.id for reason in guide.reasons), f"{source.id} is never named"
    for text in (*(r.text for r in guide.reasons), *(c.summary for c in guide.candidates)):
        assert text[0].isupper()
        assert text.endswith(".")
    for question in guide.questions:
        assert question.text.endswith("?")
        assert len({answer.id for answer in question.answers}) == len(question.answers)
    for source, target in guide.pairs:
        assert {source, target} <= load().variants.keys()


@GUIDES
def test_answers_may_be_left_open(guide: Guide) -> None:
    nothing = recommend(guide, {})
    assert nothing.best.score == 0
    assert nothing.best.candidate is guide.candidates[0]
    assert nothing.open == guide.questions
    assert nothing.runner_up is not None


@GUIDES
def test_what_would_change_the_answer_does(guide: Guide) -> None:
    answers = {question.id: question.answers[0].id for question in guide.questions}
    found = recommend(guide, answers)
    for change in found.changes:
        assert change.candidate.id != found.best.candidate.id
        other = recommend(guide, {**answers, change.question.id: change.answer.id})
        assert other.best.candidate == change.candidate
    assert next(r.candidate.id for r in found.ranking if not r.out) == found.best.candidate.id


PLANS = [(guide.id, candidate.id) for guide in guides() for candidate in guide.candidates]


@pytest.mark.parametrize(("guide", "choice"), PLANS)
def test_each_candidate_can_be_inserted(guide: str, choice: str) -> None:
    """Into nothing: every connection legal, no error found; one step, undone to the very design."""
    candidate = next(g for g in guides() if g.id == guide).candidate(choice)
    editor = Editor(Design())
    before = editor.design
    assert editor.execute(commands.insert_choice(load(), candidate))
    design = editor.design
    assert [n.service for n in design.nodes.values()] == [n.service for n in candidate.nodes]
    wanted = [
        e for e in candidate.edges if "source" not in (e.source, e.target) and "target" not in (e.source, e.target)
    ]
    assert len(design.edges) == len(wanted)
    assert all(load().integration(design, edge) is not None for edge in design.edges.values())
    assert [f.message for f in check(design, load()) if f.severity == "error"] == []
    assert len({node.at for node in design.nodes.values()}) == len(design.nodes)
    editor.undo()
    assert editor.design is before


@pytest.mark.parametrize(("guide", "choice"), PLANS)
def test_inserted_between_two_functions(guide: str, choice: str) -> None:
    """Wherever it lands, what is drawn is legal; both ends connected where the plan speaks of them."""
    candidate = next(g for g in guides() if g.id == guide).candidate(choice)
    design = Design(nodes={"a": Node(service="lambda", at=(0, 0)), "b": Node(service="lambda", at=(512, 0))})
    design = design.put(Subject("edge", "a-b"), Edge(source="a", target="b"))
    ends = commands.ends_of(load(), design, candidate, frozenset({Subject("edge", "a-b")}))
    after = commands.insert_choice(load(), candidate, ends).apply(design)
    assert {"a", "b"} <= after.nodes.keys()
    assert all(load().integration(after, edge) is not None for edge in after.edges.values())


def choice(guide: str, candidate: str, design: Design, *selected: str) -> Design:
    chosen = next(g for g in guides() if g.id == guide).candidate(candidate)
    ends = commands.ends_of(load(), design, chosen, frozenset(design.subject(id_) for id_ in selected))
    return commands.insert_choice(load(), chosen, ends).apply(design)


def drawn(design: Design) -> set[str]:
    return {f"{edge.source}>{edge.target}" for edge in design.edges.values()}


TWO = Design(
    nodes={"a": Node(service="lambda", at=(0, 0)), "b": Node(service="lambda", at=(512, 0))},
    edges={"a-b": Edge(source="a", target="b")},
)


def test_a_queue_takes_the_place_of_a_call() -> None:
    after = choice("sqs-or-sns", "queue", TWO, "a-b")
    assert drawn(after) == {"a>work", "work>b"}
    assert after.nodes["work"].at == (256, 0)
    assert set(after.nodes) == {"a", "b", "work"}


def test_what_is_inserted_stands_in_the_group_of_both_ends() -> None:
    groups = {"one": Group(), "two": Group(), "all": Group()}
    inside = TWO.replace(groups={**groups, "one": Group(group="all"), "two": Group(group="all")})
    apart = inside.change(Subject("node", "a"), group="one").change(Subject("node", "b"), group="two")
    assert choice("sqs-or-sns", "queue", apart, "a-b").nodes["work"].group == "all"
    alone = choice("sqs-or-sns", "queue", apart, "a")
    assert alone.nodes["work"].group == "one"


def test_two_nodes_in_the_order_in_which_they_fit() -> None:
    nodes = {"in": Node(service="apigw-http", at=(512, 0)), "aa": Node(service="lambda", at=(0, 0))}
    after = choice("sqs-or-sns", "queue", Design(nodes=nodes), "aa", "in")
    assert drawn(after) == {"in>work", "work>aa"}


def test_one_node_is_the_source_or_else_the_target() -> None:
    alone = Design(nodes={"a": Node(service="lambda", at=(0, 0))})
    assert drawn(choice("sqs-or-sns", "topic", alone, "a")) == {"a>news", "news>receiver"}
    database = Design(nodes={"db": Node(service="elasticache", at=(0, 0))})
    after = choice("lambda-or-fargate", "lambda", database, "db")
    assert drawn(after) == {"api>function", "function>db"}
    assert {after.nodes[id_].at for id_ in ("api", "function")} == {(-256, 0), (-512, 0)}


def test_a_call_that_is_there_stays() -> None:
    assert choice("sync-or-async", "sync", TWO, "a-b") == TWO


def test_what_does_not_fit_is_left_alone() -> None:
    bucket = Design(nodes={"b": Node(service="email", at=(0, 0))})
    after = choice("kinesis-or-sqs", "stream", bucket, "b")
    assert not any("b" in (edge.source, edge.target) for edge in after.edges.values())
    assert len(after.nodes) == 3


def test_guides_are_found_by_what_is_connected() -> None:
    assert "sqs-or-sns" in {guide.id for guide in guides_for({"lambda"}, {"sqs-standard", "sqs"})}
    assert "sqs-or-sns" in {guide.id for guide in guides_for({"lambda"}, ())}
    assert guides_for({"waf"}, {"cloudfront"}) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("rank = 10", 'rank = 10\nranks = 1'), "ranks"),
        (('receivers = "one" }', 'receivers = "two" }'), "has no answer 'two'"),
        (('for = "queue"', 'for = "heap"'), "no candidate 'heap'"),
        (("weight = 4", "weight = 0"), "either a weight or rules_out"),
        (('source = "decision"', 'source = "hearsay"'), "no source 'hearsay'"),
        (('to = "queue"', 'to = "quay"'), "no node 'quay'"),
        (("https://", "http://"), "url"),
    ],
)  # fmt: skip
def test_faults_are_named(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    from designer.resources import resources

    text = (resources() / "choosing" / "sqs-or-sns.toml").read_text(encoding="utf-8")
    file = tmp_path / "sqs-or-sns.toml"
    file.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(GuideError, match=r"sqs-or-sns\.toml: .*") as fault:
        read(file)
    assert words in str(fault.value)
