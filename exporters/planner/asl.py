"""The state machine that a workflow's edges describe, in Amazon States Language.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from exporters.plan import Join, Pseudo, Value
from exporters.planner.asl_tasks import ANSWERING, TASKS
from exporters.planner.builder import Builder, Wire, line

State: TypeAlias = dict[str, Value]

_TRANSIENT = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
]
_SUFFIX = {"RUN_JOB": ".sync", "WAIT_FOR_TASK_TOKEN": ".waitForTaskToken"}


def definition(b: Builder, id_: str, wires: Sequence[Wire]) -> dict[str, Value]:
    """The whole definition; a workflow without a step passes its input on."""
    names = _names(b, wires)
    steps = _steps(b, wires, names)
    states: dict[str, State] = {}
    start = ""
    if not steps:
        start, states = "Done", {"Done": {"Type": "Pass", "End": True}}
    else:
        start = next((name for name, _, first in steps if first), steps[0][0])
        _chain(b, steps, states)
        _drop_unreachable(b, start, states, {names[w.id]: w for w in wires})
        if any("Catch" in state for state in states.values()):
            states[_failed(names)] = {"Type": "Fail", "ErrorPath": "$.error.Error", "CausePath": "$.error.Cause"}
    result: dict[str, Value] = {"Comment": line(b.node(id_).title) or id_, "StartAt": start}
    timeout = b.node(id_).properties.get("TimeoutSeconds")
    if timeout is not None:
        result["TimeoutSeconds"] = timeout
    return {**result, "States": states}


def _names(b: Builder, wires: Sequence[Wire]) -> dict[str, str]:
    """A state's name for each edge, unique and of at most 80 characters."""
    names: dict[str, str] = {}
    used: set[str] = set()
    for wire in wires:
        base = (line(str(wire.properties.get("State") or b.title(wire.target))) or wire.id)[:80]
        name, number = base, 2
        while name in used:
            name, number = f"{base[:76]} {number}", number + 1
        used.add(name)
        names[wire.id] = name
    return names


def _failed(names: dict[str, str]) -> str:
    return next(x for x in ("Failed", "Workflow failed", "Workflow failed for good") if x not in names.values())


def _steps(b: Builder, wires: Sequence[Wire], names: dict[str, str]) -> list[tuple[str, State, bool]]:
    """Name, state and "starts here" of each step at the top; runs of Parallel and of Choice edges are one step."""
    steps: list[tuple[str, State, bool]] = []
    failed = _failed(names)
    at = 0
    while at < len(wires):
        wire = wires[at]
        for key, gather in (("Parallel", _parallel), ("Choice", _choice)):
            if wire.properties.get(key) is not None:
                run = [w for w in wires[at:] if w.properties.get(key) is not None]
                run = run[: next((n for n, w in enumerate(wires[at:]) if w.properties.get(key) is None), len(run))]
                steps.extend(gather(b, run, names, failed, len(steps)))
                at += len(run)
                break
        else:
            state = _mapped(b, wire, _task(b, wire, failed), names[wire.id])
            if wire.properties.get("Next") is not None:
                state["Next"] = str(wire.properties["Next"])
            steps.append((names[wire.id], state, bool(wire.properties.get("Start"))))
            at += 1
    return steps


def _parallel(
    b: Builder, run: Sequence[Wire], names: dict[str, str], failed: str, number: int
) -> list[tuple[str, State, bool]]:
    branches: dict[str, list[Wire]] = {}
    for wire in run:
        branches.setdefault(str(wire.properties["Parallel"]), []).append(wire)
    made = []
    for wires in branches.values():
        states: dict[str, State] = {}
        inner = [(names[w.id], _mapped(b, w, _task(b, w, ""), names[w.id]), False) for w in wires]
        for (name, state, _), wire in zip(inner, wires, strict=True):
            if wire.properties.get("Next") in {n for n, _, _ in inner}:
                state["Next"] = str(wire.properties["Next"])
            states[name] = state
        _chain(b, inner, states)
        made.append({"StartAt": inner[0][0], "States": states})
    name = _free("In parallel" if number == 0 else f"In parallel {number + 1}", names)
    whole: State = {"Type": "Parallel", "Branches": made, "ResultPath": "$.results", "Catch": _catch(failed)}
    following = next(
        (
            str(w.properties["Next"])
            for w in run
            if w.properties.get("Next") and w.properties["Next"] not in names.values()
        ),
        None,
    )
    last = run[-1].properties.get("Next")
    if following is None and last is not None and last not in {names[w.id] for w in run}:
        following = str(last)
    if following is not None:
        whole["Next"] = following
    return [(name, whole, any(w.properties.get("Start") for w in run))]


def _choice(
    b: Builder, run: Sequence[Wire], names: dict[str, str], failed: str, number: int
) -> list[tuple[str, State, bool]]:
    """A Choice state, then its alternatives, each of which goes on by its own Next or ends."""
    name = _free("Decide" if number == 0 else f"Decide {number + 1}", names)
    state: State = {"Type": "Choice", "Choices": []}
    after: list[tuple[str, State, bool]] = []
    for wire in run:
        condition = str(wire.properties["Choice"])
        rule = _condition(condition)
        if condition.strip().lower() in ("", "default", "else", "otherwise"):
            state["Default"] = names[wire.id]
        elif rule is None:
            b.omit(
                wire.subject,
                f"The condition {line(condition)[:80]!r} is not like '$.path >= value': it is taken as the default.",
            )
            state.setdefault("Default", names[wire.id])
        else:
            state["Choices"].append({**rule, "Next": names[wire.id]})
        task = _mapped(b, wire, _task(b, wire, failed), names[wire.id])
        task["Next" if wire.properties.get("Next") else "End"] = (
            str(wire.properties["Next"]) if wire.properties.get("Next") else True
        )
        after.append((names[wire.id], task, False))
    if not state["Choices"]:  # nothing to choose between
        return [(n, s, f or k == 0) for k, (n, s, f) in enumerate(after)]
    state.setdefault("Default", after[-1][0])
    return [(name, state, any(w.properties.get("Start") for w in run)), *after]


_CONDITION = re.compile(r"^\s*(\$[\w.\[\]'$-]*)\s*(==|=|!=|>=|<=|>|<)\s*(.+?)\s*$")
_NUMERIC = {
    "==": "NumericEquals",
    "=": "NumericEquals",
    ">=": "NumericGreaterThanEquals",
    "<=": "NumericLessThanEquals",
    ">": "NumericGreaterThan",
    "<": "NumericLessThan",
    "!=": "NumericEquals",
}
_TEXT = {**{k: v.replace("Numeric", "String") for k, v in _NUMERIC.items()}}


def _condition(text: str) -> State | None:
    """`$.total >= 500`, `$.status == "paid"`, `$.express == true` as a choice rule; None where it is none of these."""
    found = _CONDITION.match(text)
    if found is None:
        return None
    path, sign, raw = found[1], found[2], found[3]
    rule: State = {"Variable": path}
    if raw in ("true", "false"):
        rule["BooleanEquals"] = raw == "true"
    elif re.fullmatch(r"-?\d+(\.\d+)?", raw):
        rule[_NUMERIC[sign]] = float(raw) if "." in raw else int(raw)
    else:
        rule[_TEXT[sign]] = raw.strip("\"'")
    present = {"Variable": path, "IsPresent": True}
    return {"Not": rule} if sign == "!=" else {"And": [present, rule]}


def _free(base: str, names: dict[str, str]) -> str:
    name = base
    while name in names.values():
        name += "'"
    names[f" {name}"] = name
    return name


def _chain(b: Builder, steps: Sequence[tuple[str, State, bool]], states: dict[str, State]) -> None:
    """Without a word of the design steps follow each other in the file's order; with one, what says nothing ends."""
    silent = not any("Next" in state for _, state, _ in steps)
    known = {name for name, _, _ in steps}
    for number, (name, step, _) in enumerate(steps):
        state = dict(step)
        if state["Type"] != "Choice" and "End" not in state:
            following = state.get("Next")
            if following is None and silent and number + 1 < len(steps):
                following = steps[number + 1][0]
            if following is not None and following not in known:
                following = None
            state.pop("Next", None)
            state.update({"Next": following} if following is not None else {"End": True})
        elif state.get("Next") is not None and state["Next"] not in known:
            del state["Next"]
            state["End"] = True
        states[name] = state


def _drop_unreachable(b: Builder, start: str, states: dict[str, State], wires: dict[str, Wire]) -> None:
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name in seen or name not in states:
            continue
        seen.add(name)
        state = states[name]
        todo.extend(str(state[k]) for k in ("Next", "Default") if k in state)
        todo.extend(str(choice["Next"]) for choice in state.get("Choices", []))
    for name in [n for n in states if n not in seen]:
        if name in wires:
            b.omit(
                wires[name].subject,
                "No other state leads here, so the state is left out: give one of them this state as Next.",
            )
        del states[name]


def _catch(failed: str) -> list[Value]:
    return [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": failed}]


def _mapped(b: Builder, wire: Wire, task: State, name: str) -> State:
    """A task for each item, where the edge names the items by a path."""
    items = wire.properties.get("Map")
    if items is None:
        return task
    path = str(items) if re.fullmatch(r"\$[\w.\[\]'-]*", str(items)) else "$.items"
    outer = {key: task.pop(key) for key in ("Catch",) if key in task}
    inner_name = f"{name[:70]} (item)"
    return {
        "Type": "Map",
        "ItemsPath": path,
        "MaxConcurrency": 10,
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "INLINE"},
            "StartAt": inner_name,
            "States": {inner_name: {**task, "End": True}},
        },
        "ResultPath": "$.results",
        **outer,
    }


def _task(b: Builder, wire: Wire, failed: str) -> State:
    make = TASKS.get(b.service(wire.target))
    if b.service(wire.target) == "batch" and f"job:{wire.target}" not in b.notes:
        make = None  # a job definition or a compute environment by itself, which takes no jobs
    if make is None:
        title = b.catalogue.title(b.service(wire.target))
        b.omit(
            wire.subject,
            f"The call of {title} has to be written by hand; a state that passes its input on keeps its place.",
        )
        return {"Type": "Pass"}
    call, arguments = make(b, wire)
    if call.startswith("aws-sdk:"):  # calls of the SDK answer at once
        wire.properties["IntegrationPattern"] = "REQUEST_RESPONSE"
    pattern = str(wire.properties.get("IntegrationPattern", "REQUEST_RESPONSE"))
    suffix = _SUFFIX.get(pattern, "")
    if b.service(wire.target) == "stepfunctions" and suffix == ".sync":
        suffix = ".sync:2"
    state: State = {
        "Type": "Task",
        "Resource": Join(("arn:", Pseudo("Partition"), f":states:::{call}{suffix}")),
        "Parameters": arguments,
    }
    if b.service(wire.target) == "lambda":
        state |= {} if suffix else {"OutputPath": "$.Payload"}
        errors = _TRANSIENT
    else:
        answers = wire.properties.get("Access") == "read" or suffix or b.service(wire.target) in ANSWERING
        state["ResultPath"] = "$.result" if answers else None
        errors = ["States.TaskFailed"]
    state["TimeoutSeconds"] = wire.properties.get("TimeoutSeconds", _patience(b, wire, suffix))
    if "HeartbeatSeconds" in wire.properties:
        state["HeartbeatSeconds"] = wire.properties["HeartbeatSeconds"]
    state["Retry"] = [
        {"ErrorEquals": errors, "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 2, "JitterStrategy": "FULL"}
    ]
    if failed:
        state["Catch"] = _catch(failed)
    return state


def _patience(b: Builder, wire: Wire, suffix: str) -> int:
    """How long a state waits when nobody says: a little longer than the function, an hour for jobs and callbacks."""
    if suffix:
        return 3600
    timeout = b.drafts[wire.target].properties.get("Timeout", 25) if b.service(wire.target) == "lambda" else 25
    return int(timeout) + 5 if isinstance(timeout, (int, float)) else 30
