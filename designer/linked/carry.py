"""The difference of two generated templates, carried over to a template that a person wrote.

A change is made where the template says what was generated before, or where it says nothing and the design now does;
what its owner has written otherwise is left, and told.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from designer.linked.generate import Generated, pruned
from designer.linked.references import references, without
from designer.linked.rights import spelt
from designer.linked.template import EditError, TemplateText
from designer.linked.tree import Path

_MISSING = object()
_EVENTS = ("Properties", "Events")
_OWN_WAYS = ("Policies", "LoggingConfig", "ManagedPolicyArns")  # said by statements, or a team's own


@dataclass(frozen=True, slots=True)
class Difference:
    """One change within a resource that both designs generate: `new` is `_MISSING` where it goes."""

    path: Path  # from the resource on: ("Properties", "Events", "Orders")
    old: Any
    new: Any

    @property
    def removed(self) -> bool:
        return self.new is _MISSING

    @property
    def added(self) -> bool:
        return self.old is _MISSING


def differences(old: Any, new: Any, path: Path = ()) -> Iterator[Difference]:
    """The changes between two values; lists are compared as wholes, events one by one."""
    if path == _EVENTS:
        old, new = ({} if side is _MISSING else side for side in (old, new))
    if isinstance(old, Mapping) and isinstance(new, Mapping) and not _is_function(old) and not _is_function(new):
        for key in [*old, *(k for k in new if k not in old)]:
            yield from differences(old.get(key, _MISSING), new.get(key, _MISSING), (*path, key))
    elif not _same(old, new):
        yield Difference(path, old, new)


def _is_function(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def _same(a: Any, b: Any) -> bool:
    if a is _MISSING or b is _MISSING:
        return a is b
    return json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True)


def add_resources(text: TemplateText, made: Generated, names: list[str]) -> TemplateText:
    """With these generated resources, each after the last of its kind, and the parameters that they need."""
    there = {*text.section("Resources"), *names}
    gone = {name for name in made.resources if name not in there} | {
        name for name in made.logical.values() if name not in there
    }
    for name in names:
        entry = _without_globals(pruned(made.resources[name], gone), text)
        text = _with_resource(text, name, entry)
        text = _with_parameters(text, made, entry)
    return text


def _with_resource(text: TemplateText, name: str, entry: dict[str, Any]) -> TemplateText:
    """After the last of its kind, else as far below as the text allows."""
    if not text.section("Resources"):
        return text.set(("Resources",), {name: entry})
    places = [_kin(text, entry["Type"]), *reversed(text.section("Resources"))]
    for place in places:
        try:
            return text.add(("Resources",), name, entry, after=place)
        except EditError as error:
            fault = error
    raise fault


def _kin(text: TemplateText, type_: str) -> str | None:
    """The last resource of this type, else of its service, else the last of all (None)."""
    resources: Mapping[str, Any] = text.section("Resources")
    for wanted in (type_, type_.rsplit("::", 1)[0]):
        same = [n for n, r in resources.items() if isinstance(r, dict) and str(r.get("Type", "")).startswith(wanted)]
        if same:
            return same[-1]
    return None


def _without_globals(entry: dict[str, Any], text: TemplateText) -> dict[str, Any]:
    """Without what the template's Globals say already."""
    section = str(entry["Type"]).removeprefix("AWS::Serverless::")
    shared = text.section("Globals", section) if section != entry["Type"] else {}
    properties = entry.get("Properties", {})
    left = {k: v for k, v in properties.items() if k not in shared or not _same(shared[k], v)}
    return {**entry, "Properties": left} if left else {k: v for k, v in entry.items() if k != "Properties"}


def _with_parameters(text: TemplateText, made: Generated, entry: Any) -> TemplateText:
    declared = text.section("Parameters")
    for _, name in references(entry, [p for p in made.parameters if p not in declared]):
        if ("Parameters", name) in text:
            continue
        if text.section("Parameters"):
            text = text.add(("Parameters",), name, made.parameters[name])
        elif ("Parameters",) in text:  # the key stands there with nothing in it
            text = text.set(("Parameters",), {name: made.parameters[name]})
        else:
            text = text.add((), "Parameters", {name: made.parameters[name]}, after=_before_resources(text))
    return text


def _before_resources(text: TemplateText) -> str | None:
    keys = list(text.value)
    at = keys.index("Resources")
    return keys[at - 1] if at else None


class Carrier:
    """Carries the difference between two generated templates over, resource by resource."""

    def __init__(self, text: TemplateText, old: Generated, new: Generated, *, asked: bool) -> None:
        self.text = text
        self.old = old
        self.new = new
        self.asked = asked  # the person asked for these values: they replace what stands there
        self.fresh: list[str] = []  # the resources that were added
        self.left: list[str] = []  # in words: what could not be carried over

    def carry(self) -> TemplateText:
        """The template with the difference; `left` has what stays for a person to do."""
        resources = self.text.section("Resources")
        self.fresh = [n for n in self.new.resources if n not in resources and self._is_new(n)]
        self.text = add_resources(self.text, self.new, self.fresh)
        for name, entry in self.new.resources.items():
            before = self.old.resources.get(name)
            if before is None or name in self.fresh:
                continue
            found = [d for d in differences(before, entry) if not (set(d.path[:3]) & set(_OWN_WAYS))]
            if not found:
                continue
            own = self.text.get(("Resources", name))
            if own is None:
                continue
            if own.get("Type") != entry["Type"]:
                self.left.append(f"{name} is an {own.get('Type')} in the template, not an {entry['Type']}")
                continue
            for difference in found:
                self._change(name, difference)
        return self.text

    def _is_new(self, name: str) -> bool:
        if not self.new.needed(name):
            return False
        return name not in self.old.resources or not self.old.needed(name)

    def _change(self, name: str, change: Difference) -> None:
        path: Path = ("Resources", name, *change.path)
        if change.path[:2] == _EVENTS and len(change.path) > 2 and not (change.added and len(change.path) == 3):
            event = self._event(name, str(change.path[2]))
            if event is None:
                self.left.append(f"the event of {name} stands in the template in another way")
                return
            path = ("Resources", name, "Properties", "Events", event, *change.path[3:])
        if path[-2:-1] == ("Variables",):
            variables = self.text.section(*path[:-1])
            known = any(_same(value, change.new) for value in variables.values())
            if known or (change.removed and not self.asked):
                return  # the function has it, under a name of its owner's
        stands = self.text.get(path, _MISSING)
        try:
            if path[-1] == "Targets" and isinstance(stands, list):
                self._change_targets(path, change)
            elif isinstance(change.old, list) or isinstance(change.new, list):
                self._change_list(path, stands, change)
            elif change.removed:
                if stands is not _MISSING and (self.asked or _same(stands, change.old)):
                    self.text = without(self.text, path) if path[2:4] == _EVENTS else self.text.remove(path)
            elif stands is _MISSING:
                if change.added or self.asked:
                    self._put(path, change.new)
            elif _same(stands, change.old) or (self.asked and not _same(stands, change.new)):
                self.text = self.text.set(path, change.new)
        except EditError as error:
            self.left.append(str(error))

    def _put(self, path: Path, value: Any) -> None:
        """Set what is not there, with the maps around it that are not there either."""
        around = len(path) - 1
        while around > 2 and path[:around] not in self.text:
            around -= 1
        for step in reversed(path[around + 1 :]):
            value = {step: value}
        self.text = self.text.set(path[: around + 1], value)

    def _change_list(self, path: Path, stands: Any, change: Difference) -> None:
        old = change.old if isinstance(change.old, list) else []
        new = change.new if isinstance(change.new, list) else []
        if stands is _MISSING:
            if new and (change.added or self.asked):
                self._put(path, new)
            return
        if not isinstance(stands, list):
            if self.asked and not change.removed:
                self.text = self.text.set(path, change.new)
            return
        kept = [item for item in stands if not (_in(item, old) and not _in(item, new))]
        wanted = [*kept, *(item for item in new if not _in(item, old) and not _in(item, kept))]
        self.text = self.text.set(path, wanted) if wanted else self.text.remove(path)

    def _change_targets(self, path: Path, change: Difference) -> None:
        """The targets of a rule are known by whom they reach: their ids are their owner's."""
        old, new = (
            {spelt(item.get("Arn")): item for item in side if isinstance(item, dict)} if isinstance(side, list) else {}
            for side in (change.old, change.new)
        )
        for arn, item in new.items():
            there = [spelt(t.get("Arn")) if isinstance(t, dict) else "" for t in self.text.get(path)]
            if arn not in there:
                self.text = self.text.add(path, len(there), item)
            elif arn in old:
                place = (*path, there.index(arn))
                for difference in differences(old[arn], item, place):
                    if difference.path == (*place, "Id"):
                        continue
                    if not difference.removed:
                        self._put(difference.path, difference.new)
                    elif difference.path in self.text:
                        self.text = self.text.remove(difference.path)
        for arn in old:
            there = [spelt(t.get("Arn")) if isinstance(t, dict) else "" for t in self.text.get(path)]
            if arn not in new and arn in there:
                self.text = self.text.remove((*path, there.index(arn)))

    def _event(self, function: str, generated: str) -> str | None:
        """The template's name for an event that is generated under another."""
        events: Mapping[str, Any] = self.text.section("Resources", function, "Properties", "Events")
        model = self.old.resources[function]["Properties"]["Events"].get(generated)
        if model is None:
            return None
        named = {id_ for _, id_ in references(model, self.text.value["Resources"])}
        same = [
            name
            for name, event in events.items()
            if isinstance(event, Mapping)
            and event.get("Type") == model["Type"]
            and named <= {id_ for _, id_ in references(event, named)}
        ]
        alike = [name for name in same if _is_alike(events[name], model)]
        same = alike or same
        if generated in same:
            return generated
        return same[0] if len(same) == 1 else None


# What tells events of one source apart.
_TELLING = ("EventPattern", "Events", "Method", "Path", "Pattern", "Trigger")


def _is_alike(event: Mapping[str, Any], model: Mapping[str, Any]) -> bool:
    mine, other = (e.get("Properties") for e in (event, model))
    if not isinstance(mine, Mapping) or not isinstance(other, Mapping):
        return False
    return all(_same(_plain(mine.get(word)), _plain(other[word])) for word in _TELLING if word in other)


def _plain(value: Any) -> Any:
    """SAM takes methods in any case, and one item without its list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value.lower() if isinstance(value, str) else value


def _in(item: Any, items: list[Any]) -> bool:
    return any(_same(item, other) for other in items)
