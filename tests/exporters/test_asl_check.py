"""The check of state machines: each fault is found, and every definition that is generated has none."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from designer.model.catalogue import Catalogue
from exporters.asl_check import problems
from exporters.plan import Plan
from exporters.planner import plan
from tests.exporters.legal import at_random, smallest

GOOD: dict[str, Any] = {
    "StartAt": "Pay",
    "States": {
        "Pay": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "TimeoutSeconds": 30,
            "Retry": [{"ErrorEquals": ["States.TaskFailed"]}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}],
            "Next": "Enough?",
        },
        "Enough?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.x", "IsNull": True, "Next": "Both"}],
            "Default": "Each",
        },
        "Both": {
            "Type": "Parallel",
            "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}],
            "Next": "Pause",
        },
        "Each": {
            "Type": "Map",
            "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": True}}},
            "End": True,
        },
        "Pause": {"Type": "Wait", "Seconds": 1, "Next": "Done"},
        "Done": {"Type": "Succeed"},
        "Failed": {"Type": "Fail"},
    },
}


def test_a_good_one_has_no_problem() -> None:
    assert problems(GOOD) == ()


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("StartAt", "Nowhere", "StartAt names 'Nowhere'"),
        ("States", {}, "no states"),
        ("States.Pay.Next", "Nowhere", "leads to 'Nowhere'"),
        ("States.Pay.Catch.0.Next", "Nowhere", "leads to 'Nowhere'"),
        ("States.Pay.End", True, "either Next or End"),
        ("States.Pay.Type", "Job", "no Type"),
        ("States.Pay.Resource", None, "needs a Resource"),
        ("States.Pay.Resource", "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "hands to nobody"),
        ("States.Pay.HeartbeatSeconds", 30, "less than TimeoutSeconds"),
        ("States.Pay.Retry.0.ErrorEquals", [], "names no errors"),
        ("States.Pay.Retry.0.ErrorEquals", ["States.ALL", "X"], "alone and last"),
        ("States.Enough?.Default", None, "Without a Default"),
        ("States.Enough?.Choices", [], "needs alternatives"),
        ("States.Enough?.Next", "Done", "by its alternatives only"),
        ("States.Both.Branches", [], "no branches"),
        ("States.Both.Branches.0.StartAt", "B", "StartAt names 'B'"),
        ("States.Each.ItemProcessor", None, "no ItemProcessor"),
        ("States.Pause.Seconds", None, "A wait needs one of"),
        ("States.Done.End", True, "ends the execution"),
        ("States.Lost", {"Type": "Pass", "End": True}, "No other state leads here"),
        ("States." + "x" * 81, {"Type": "Pass", "End": True}, "more than 80 characters"),
        ("States.Pause.Retry", [{"ErrorEquals": ["X"]}], "has no place in a state"),
    ],
)
def test_each_fault_is_found(path: str, value: Any, found: str) -> None:
    definition = deepcopy(GOOD)
    *parents, last = path.split(".")
    at: Any = definition
    for part in parents:
        at = at[int(part)] if isinstance(at, list) else at[part]
    if value is None:
        del at[last]
    else:
        at[last] = value
    assert any(found in problem.text for problem in problems(definition)), problems(definition)


def test_what_never_ends_is_found() -> None:
    states = {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}
    assert [p.text for p in problems({"StartAt": "A", "States": states})] == [
        "No state that can be reached ends the execution."
    ]


@pytest.mark.parametrize("suffix", [".sync", ".waitForTaskToken"])
def test_an_express_workflow_cannot_wait(suffix: str) -> None:
    definition = deepcopy(GOOD)
    definition["States"]["Pay"] |= {
        "Resource": f"arn:aws:states:::states:startExecution{suffix}",
        "Parameters": {"token.$": "$$.Task.Token"},
    }
    assert problems(definition) == ()
    assert [p.text for p in problems(definition, express=True)] == [f"An Express workflow cannot wait with {suffix}."]


def _definitions(made: Plan) -> Mapping[str, tuple[Any, bool]]:
    return {
        r.id: (r.properties["Definition"], r.properties["StateMachineType"] == "EXPRESS")
        for r in made.of_type("AWS::StepFunctions::StateMachine")
        if "Definition" in r.properties
    }


def test_every_definition_that_is_generated_can_run(catalogue: Catalogue, example_plans: Mapping[str, Plan]) -> None:
    plans = [*example_plans.values(), *(plan(d, catalogue) for d in at_random(catalogue, 3, 1, 40))]
    tasks = [i for i in catalogue.integrations.values() if i.mechanism == "task"]
    plans.extend(plan(smallest(catalogue, integration)[0], catalogue) for integration in tasks)
    found = 0
    for made in plans:
        for id_, (definition, express) in _definitions(made).items():
            found += 1
            assert problems(definition, express) == (), (made.name, id_)
            for state in definition["States"].values():
                if state["Type"] == "Task":
                    assert {"Retry", "TimeoutSeconds"} <= set(state), (made.name, id_)
    assert found > 40
