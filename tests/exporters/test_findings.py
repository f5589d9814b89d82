"""What an export cannot do is said before it is written: never only in the README, never not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from designer.catalogue import load
from designer.model.design import Design
from exporters.findings import findings
from exporters.planner import plan
from exporters.readme import markdown
from exporters.registry import TARGETS, export, exporters
from tests.exporters.coverage import Row, rows
from tests.exporters.legal import smallest

CATALOGUE = load()


def _left() -> Iterator[Row]:
    """The integrations that some target has with a remark only, or not at all."""
    for row in rows(CATALOGUE, TARGETS):
        if any(cell.status in ("remark", "impossible") for cell in row.cells.values()):
            yield row


def test_every_remark_of_the_matrix_is_a_finding_and_a_line_in_the_readme() -> None:
    left = list(_left())
    assert left
    for row in left:
        design, _edge = smallest(CATALOGUE, row.integration)
        made = export(design, CATALOGUE)
        for target, cell in row.cells.items():
            found = findings(design, CATALOGUE, [target])
            reasons = {finding.message for finding in found if finding.rule in ("export:all", f"export:{target}")}
            (readme,) = [file.text for file in made[target] if file.path == "README.md"]
            if cell.status in ("remark", "impossible"):
                assert any(reason in cell.why for reason in reasons), (row.integration.id, target)
            for finding in found:
                assert f"- `{finding.subject}`: {markdown(finding.message)}" in readme
                assert finding.doc.startswith("https://")
                assert finding.subject.id in (design.edges if finding.subject.kind == "edge" else design.nodes)


@pytest.mark.parametrize("target", TARGETS)
def test_what_one_target_alone_cannot_say_is_said_of_it_only(target: str) -> None:
    """A property that is passed on to CloudFormation as it stands, and for which a provider has no argument."""
    design = Design.model_validate({"nodes": {"odd": {"service": "sqs", "properties": {"NoSuchProperty": 3}}}})
    found = findings(design, CATALOGUE, [target])
    assert [f.rule for f in found] == (["export:terraform"] if target == "terraform" else [])
    if found:
        assert "NoSuchProperty" in found[0].message
        assert str(found[0].subject) == "node:odd"
        assert found[0].why.startswith("Terraform ")


def test_a_fine_design_leaves_nothing() -> None:
    design = Design.model_validate({"nodes": {"jobs": {"service": "sqs"}, "done": {"service": "sns"}}})
    assert findings(design, CATALOGUE) == ()
    assert all(exporter.lost(plan(design, CATALOGUE)) == () for exporter in exporters().values())


def test_a_workflow_that_cannot_run_stands_on_its_node() -> None:
    definition = {
        "StartAt": "Look",
        "States": {
            "Look": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "Pay"}]},
            "Pay": {"Type": "Pass", "Next": "Nowhere"},
            "Over": {"Type": "Succeed"},
        },
    }
    design = Design.model_validate(
        {"nodes": {"flow": {"service": "stepfunctions", "properties": {"Definition": definition}}}}
    )
    found = findings(design, CATALOGUE)
    assert {(f.severity, str(f.subject), f.rule) for f in found} == {
        ("error", "node:flow", "export:workflow"),
        ("warning", "node:flow", "export:workflow"),
    }
    assert [f.severity for f in found] == sorted(f.severity for f in found)
    messages = [f.message for f in found]
    assert "Pay: It leads to 'Nowhere', which is no state here." in messages
    assert "Over: No other state leads here." in messages
    assert any(m.startswith("Look: Without a Default") for m in messages)
