"""Whether a state machine's definition in Amazon States Language can run: what no linter of a target looks at.

https://states-language.net/spec.html, and for Express workflows
https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_TYPES = frozenset({"Task", "Pass", "Choice", "Wait", "Succeed", "Fail", "Parallel", "Map"})
_TERMINAL = frozenset({"Succeed", "Fail"})
_WAITS = ("Seconds", "Timestamp", "SecondsPath", "TimestampPath")
_MAX_NAME = 80
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place: `path` is "" for the whole, "Pay", "Ship/0/Pack" inside a branch."""

    path: str
    text: str
    fatal: bool = True  # whether Step Functions refuses it, or an execution only may fail of it


def problems(definition: Any, express: bool = False) -> tuple[Problem, ...]:
    """Everything that keeps a definition from running.  Linear in its size; nesting ends at 20 levels."""
    return tuple(_machine(definition, "", express, 0))


def _machine(machine: Any, path: str, express: bool, depth: int) -> Iterator[Problem]:
    if not isinstance(machine, Mapping) or not isinstance(machine.get("States"), Mapping) or not machine["States"]:
        yield Problem(path, "It has no states.")
        return
    if depth > _MAX_DEPTH:
        yield Problem(path, "Its branches are nested too deeply.")
        return
    states: Mapping[str, Any] = machine["States"]
    start = machine.get("StartAt")
    if start not in states:
        yield Problem(path, f"StartAt names {start!r}, which is no state here.")
    for name, state in states.items():
        where = f"{path}/{name}" if path else str(name)
        if len(str(name)) > _MAX_NAME:
            yield Problem(where, f"Its name has more than {_MAX_NAME} characters.")
        if not isinstance(state, Mapping) or state.get("Type") not in _TYPES:
            yield Problem(where, "It has no Type that the language knows.")
            continue
        yield from _state(state, where, states, express, depth)
    yield from _reached(states, start, path)


def _state(
    state: Mapping[str, Any], where: str, states: Mapping[str, Any], express: bool, depth: int
) -> Iterator[Problem]:
    type_ = state["Type"]
    for target in following(state):
        if target not in states:
            yield Problem(where, f"It leads to {target!r}, which is no state here.")
    if type_ == "Choice":
        if not state.get("Choices"):
            yield Problem(where, "A choice needs alternatives.")
        if "Default" not in state:
            yield Problem(where, "Without a Default the execution fails where no alternative holds.", fatal=False)
        if "Next" in state or "End" in state:
            yield Problem(where, "A choice goes on by its alternatives only, not by Next or End.")
    elif type_ in _TERMINAL:
        if "Next" in state or "End" in state:
            yield Problem(where, "It ends the execution; Next and End have no place in it.")
    elif ("Next" in state) == (state.get("End") is True):
        yield Problem(where, "It needs either Next or End.")
    yield from _of_type(state, where, express, depth)
    yield from _handlers(state, where)


def _of_type(state: Mapping[str, Any], where: str, express: bool, depth: int) -> Iterator[Problem]:
    type_ = state["Type"]
    if type_ == "Task":
        yield from _task(state, where, express)
    elif type_ == "Wait" and sum(key in state for key in _WAITS) != 1:
        yield Problem(where, f"A wait needs one of {', '.join(_WAITS)}.")
    elif type_ == "Parallel":
        branches = state.get("Branches")
        if not isinstance(branches, (list, tuple)) or not branches:
            yield Problem(where, "It has no branches.")
            return
        for number, branch in enumerate(branches):
            yield from _machine(branch, f"{where}/{number}", express, depth + 1)
    elif type_ == "Map":
        inner = state.get("ItemProcessor", state.get("Iterator"))
        if inner is None:
            yield Problem(where, "It has no ItemProcessor.")
        else:
            yield from _machine(inner, where, express, depth + 1)
        mode = inner.get("ProcessorConfig", {}).get("Mode") if isinstance(inner, Mapping) else None
        if express and mode == "DISTRIBUTED":
            yield Problem(where, "An Express workflow has no distributed maps.")


def _task(state: Mapping[str, Any], where: str, express: bool) -> Iterator[Problem]:
    resource = state.get("Resource")
    if resource is None:
        yield Problem(where, "A task needs a Resource.")
    text = resource if isinstance(resource, str) else str(resource)
    for suffix in (".sync", ".waitForTaskToken"):
        if express and suffix in text:
            yield Problem(where, f"An Express workflow cannot wait with {suffix}.")
    if ".waitForTaskToken" in text and "Task.Token" not in str(state.get("Parameters", state.get("Arguments"))):
        yield Problem(where, "It waits for a task token that it hands to nobody.")
    beat, limit = state.get("HeartbeatSeconds"), state.get("TimeoutSeconds")
    if isinstance(beat, int) and isinstance(limit, int) and beat >= limit:
        yield Problem(where, "HeartbeatSeconds must be less than TimeoutSeconds.")


def _handlers(state: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Retry and Catch: whoever takes all errors stands alone and last."""
    for key in ("Retry", "Catch"):
        entries = state.get(key, ())
        if entries and state["Type"] not in ("Task", "Parallel", "Map"):
            yield Problem(where, f"{key} has no place in a state of type {state['Type']}.")
        for number, entry in enumerate(entries):
            errors = entry.get("ErrorEquals") if isinstance(entry, Mapping) else None
            if not errors:
                yield Problem(where, f"{key} {number + 1} names no errors.")
            elif "States.ALL" in errors and (len(errors) > 1 or number + 1 < len(entries)):
                yield Problem(where, f"{key} {number + 1} takes all errors, so it must stand alone and last.")


def following(state: Mapping[str, Any]) -> Iterator[Any]:
    """The names of the states that may come next."""
    yield from (state[key] for key in ("Next", "Default") if key in state)
    for key in ("Choices", "Catch"):
        yield from (entry["Next"] for entry in state.get(key, ()) if isinstance(entry, Mapping) and "Next" in entry)


def _reached(states: Mapping[str, Any], start: Any, path: str) -> Iterator[Problem]:
    seen: set[str] = set()
    todo = [start] if start in states else []
    ends = False
    while todo:
        name = todo.pop()
        if name in seen or name not in states or not isinstance(states[name], Mapping):
            continue
        seen.add(name)
        state = states[name]
        ends = ends or state.get("End") is True or state.get("Type") in _TERMINAL
        todo.extend(following(state))
    for name in states:
        if seen and name not in seen:
            yield Problem(f"{path}/{name}" if path else str(name), "No other state leads here.")
    if seen and not ends:
        yield Problem(path, "No state that can be reached ends the execution.")
