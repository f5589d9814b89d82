"""Accepting findings: the record in the design, what counts, and how it is taken back."""

from __future__ import annotations

from datetime import date

import pytest

from designer.catalogue.loader import load
from designer.editing import commands
from designer.editing.editor import Editor
from designer.model.design import DESIGN, Accepted, Design, Subject
from designer.model.finding import Finding
from designer.rules import check
from designer.storage import dump, parse

QUEUE = Subject("node", "jobs")
RULE = "dangling-node"
TODAY = date(2026, 11, 24)


@pytest.fixture
def design() -> Design:
    return Design.model_validate({"nodes": {"jobs": {"service": "sqs", "title": "Jobs"}}})


def found(design: Design) -> Finding:
    return next(f for f in check(design, load(), today=TODAY) if (f.rule, f.subject) == (RULE, QUEUE))


def test_an_accepted_finding_is_marked_and_stands_in_the_file(design: Design) -> None:
    editor = Editor(design)
    assert not found(design).accepted
    editor.execute(commands.accept(RULE, QUEUE, " Another team reads it. "))
    assert found(editor.design).accepted
    expected = {"rule": RULE, "subject": "node:jobs", "reason": "Another team reads it."}
    assert dict(editor.design.accepted) == {"dangling-node-jobs": Accepted(**expected)}
    assert '"until"' not in dump(editor.design)
    assert parse(dump(editor.design).encode()) == editor.design
    editor.undo()
    assert editor.design is design


def test_reason_and_day_can_be_changed(design: Design) -> None:
    editor = Editor(design)
    editor.execute(commands.accept(RULE, QUEUE, "For now", "2026-12-31"))
    editor.execute(commands.accept(RULE, QUEUE, "For ever"))
    [record] = editor.design.accepted.values()
    assert (record.reason, record.until) == ("For ever", None)
    assert '"until"' not in dump(editor.design)
    assert not editor.execute(commands.accept(RULE, QUEUE, "For ever"))


def test_what_has_expired_counts_again_and_can_be_renewed(design: Design) -> None:
    editor = Editor(design)
    editor.execute(commands.accept(RULE, QUEUE, "For now", "2026-11-23"))
    assert not found(editor.design).accepted
    record = commands.acceptance_of(editor.design, RULE, QUEUE)
    assert record is not None
    assert record.reason == "For now"
    editor.execute(commands.accept(RULE, QUEUE, "For now", "2026-11-24"))
    assert len(editor.design.accepted) == 1
    assert found(editor.design).accepted


def test_it_is_withdrawn(design: Design) -> None:
    editor = Editor(design)
    editor.execute(commands.accept(RULE, QUEUE, "For now"))
    editor.execute(commands.withdraw(RULE, QUEUE))
    assert editor.design == design
    assert commands.acceptance_of(editor.design, RULE, QUEUE) is None
    assert not editor.execute(commands.withdraw(RULE, QUEUE))


def test_ids_are_free_and_valid(design: Design) -> None:
    editor = Editor(design)
    for rule, subject in ((RULE, QUEUE), ("cfn-lint:E3012", QUEUE), (RULE, DESIGN), ("9-lives", QUEUE)):
        editor.execute(commands.accept(rule, subject, "So be it"))
    assert [*editor.design.accepted] == [
        "dangling-node-jobs", "cfn-lint-E3012-jobs", "dangling-node-design", "lives-jobs",
    ]  # fmt: skip
    assert parse(dump(editor.design).encode()) == editor.design


def test_what_is_gone_is_not_accepted(design: Design) -> None:
    assert not Editor(design).execute(commands.accept(RULE, Subject("node", "gone"), "So be it"))


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_is_needed(reason: str) -> None:
    with pytest.raises(commands.AcceptError):
        commands.accept(RULE, QUEUE, reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", None), (" ", None), ("2026-11-24", "2026-11-24"), ("2027-02-28", "2027-02-28")],
)
def test_days(text: str, expected: str | None) -> None:
    assert commands.last_day(text, TODAY) == expected


@pytest.mark.parametrize(
    "text", ["tomorrow", "2027-02-29", "20270228", "2027-W01-1", "2026-11-23", "1.2.2027", "٢٠٢٧-٠١-٠١"]
)
def test_what_is_no_day_to_come(text: str) -> None:
    with pytest.raises(commands.AcceptError):
        commands.last_day(text, TODAY)
