"""Evaluates the expressions of HCL as far as the files alone allow; what they do not say stays a reference or unknown.

Depth and steps are bounded; nothing is executed, and no function reaches outside (`file` reads only what the scope
hands out).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from tree_sitter import Node

from designer.importers.terraform.functions import FUNCTIONS
from designer.importers.terraform.hcl import text_of
from designer.importers.terraform.operators import OPERATORS
from designer.importers.terraform.texts import dedented, unescaped, without_first_break
from designer.importers.terraform.values import MOST_ITEMS, MOST_TEXT, Json, Reference, Text, Unknown, join, text

MOST_LEVELS = 90  # of expressions in each other, through locals and modules; each costs some seven frames
MOST_STEPS = 400_000  # of one import
_HOLES = ("template_interpolation", "template_directive")

Step = str | int | None  # an attribute, an index, or None for a splat


class Scope(Protocol):
    """What names stand for.  `steps` are the attributes after the first name; returns the value of as many of them as
    it consumed, and that number."""

    def root(self, name: str, steps: Sequence[Step]) -> tuple[Any, int]: ...

    def file(self, name: str) -> str | None: ...

    def template(self, name: str, variables: Any, evaluator: Evaluator) -> Any: ...


@dataclass(slots=True)
class Budget:
    """Steps that are left for the whole import, and how deep it is just now."""

    steps: int = MOST_STEPS
    level: int = 0


@dataclass(slots=True)
class Evaluator:
    """Evaluates in one scope; `names` are those of the place (each, count, the variables of `for`)."""

    scope: Scope
    budget: Budget
    names: Mapping[str, Any] = field(default_factory=dict)

    def inside(self, names: Mapping[str, Any]) -> Evaluator:
        return Evaluator(self.scope, self.budget, {**self.names, **names})

    def value(self, node: Node) -> Any:
        """The value of an expression."""
        self.budget.steps -= 1
        if self.budget.level >= MOST_LEVELS or self.budget.steps < 0:
            return Unknown("an expression that is too deep")
        self.budget.level += 1
        try:
            return self.sequence(_bare(node.children))
        finally:
            self.budget.level -= 1

    def sequence(self, nodes: Sequence[Node]) -> Any:
        """A term with its attributes, indices and splats."""
        if not nodes:
            return Unknown("")
        head, steps = nodes[0], [self._step(step) for step in nodes[1:]]
        if head.type == "variable_expr":
            flat: list[Step] = [step for group in steps for step in group]
            value, used = self._root(text_of(head), flat)
            return follow(value, flat[used:])
        return follow(self._term(head), [step for group in steps for step in group])

    def _root(self, name: str, steps: Sequence[Step]) -> tuple[Any, int]:
        if name in self.names:
            return self.names[name], 0
        return self.scope.root(name, steps)

    def _step(self, node: Node) -> list[Step]:
        kind = node.type
        if kind == "get_attr":
            return [text_of(node).lstrip(".").strip()]
        if kind == "index":
            inner = node.children[0]
            if inner.type == "legacy_index":
                return [int(re.sub(r"\D", "", text_of(inner))[:9] or 0)]
            expressions = [c for c in inner.children if c.type == "expression"]
            found = self.value(expressions[0]) if expressions else Unknown("")
            if isinstance(found, float) and found.is_integer():
                found = int(found)
            return [found if isinstance(found, (str, int)) else "?"]
        if kind == "splat":
            inner = node.children[0]
            return [None, *(step for c in inner.children if c.is_named for step in self._step(c))]
        return []

    def _term(self, node: Node) -> Any:
        handler = _TERMS.get(node.type)
        return handler(self, node) if handler else Unknown(text_of(node)[:80])

    # -- terms

    def wrapped(self, node: Node) -> Any:
        return self._term(node.children[0]) if node.children else Unknown("")

    def number(self, node: Node) -> Any:
        word = text_of(node)[:40]
        try:
            return int(word)
        except ValueError:
            return float(word)

    def quoted(self, node: Node) -> Any:
        """A text in quotes; one that is a single expression is worth what that is worth."""
        parts: list[Any] = []
        for child in node.children:
            if child.type == "template_literal":
                parts.append(unescaped(text_of(child), quoted=True))
            elif child.type in _HOLES:
                parts.append(self._hole(child))
        return parts[0] if len(parts) == 1 else join(parts)

    def heredoc(self, node: Node) -> Any:
        """A text over several lines: what lies between two holes is text as it stands."""
        source, base = node.text or b"", node.start_byte
        marks = [c for c in node.children if c.type == "heredoc_identifier"]
        if len(marks) < 2:
            return Unknown("")
        at = marks[0].end_byte
        parts: list[Any] = []
        for hole in (c for c in node.children if c.type in _HOLES):
            parts.append(unescaped(source[at - base : hole.start_byte - base].decode(errors="replace"), quoted=False))
            parts.append(self._hole(hole))
            at = hole.end_byte
        last = source[at - base : marks[-1].start_byte - base].decode(errors="replace").rstrip(" \t")
        parts.append(unescaped(last, quoted=False))
        return join(dedented(parts) if source.startswith(b"<<-") else without_first_break(parts))

    def _hole(self, node: Node) -> Any:
        if node.type == "template_directive":
            return self._directive(node)
        inner = [c for c in node.children if c.type == "expression"]
        return self.value(inner[0]) if inner else ""

    def _directive(self, node: Node) -> Any:
        """`%{ if … }` and `%{ for … }`: the branch that holds, or the text of all rounds."""
        inner = node.children[0]
        if inner.type == "template_if":
            return self._template_if(inner)
        return Unknown("a loop in a text")

    def _template_if(self, node: Node) -> Any:
        condition: Any = Unknown("")
        branches: dict[bool, list[Any]] = {True: [], False: []}
        branch = True
        for child in node.children:
            if child.type == "template_if_intro":
                inner = [c for c in child.children if c.type == "expression"]
                condition = self.value(inner[0]) if inner else condition
            elif child.type == "template_else_intro":
                branch = False
            elif child.type == "template_literal":
                branches[branch].append(text_of(child))
            elif child.type in _HOLES:
                branches[branch].append(self._hole(child))
        return join(branches[condition is not False])

    def string(self, node: Node) -> str:
        return unescaped("".join(text_of(c) for c in node.children if c.type == "template_literal"), quoted=True)

    def list_of(self, node: Node) -> list[Any]:
        return [self.value(c) for c in node.children if c.type == "expression"][:MOST_ITEMS]

    def map_of(self, node: Node) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for element in node.children:
            pair = [c for c in element.children if c.type == "expression"]
            if element.type != "object_elem" or len(pair) < 2:
                continue
            inner = pair[0].children
            bare = len(inner) == 1 and inner[0].type == "variable_expr"
            key = text_of(inner[0]) if bare else text(self.value(pair[0]))
            made[key if key is not None else text_of(pair[0])[:80]] = self.value(pair[1])
        return made

    def for_each(self, node: Node) -> Any:
        inner = node.children[0]
        intro = next((c for c in inner.children if c.type == "for_intro"), None)
        outs = [c for c in inner.children if c.type == "expression"]
        conditions = [c for c in inner.children if c.type == "for_cond"]
        if intro is None or not outs:
            return Unknown("")
        names = [text_of(c) for c in intro.children if c.type == "identifier"]
        over = [c for c in intro.children if c.type == "expression"]
        collection = self.value(over[0]) if over else Unknown("")
        if not isinstance(collection, (list, Mapping)):
            return Unknown(text_of(node)[:80])
        rounds: list[Any] = []
        for key, item in _items(collection):
            if self.budget.steps < 0:
                return Unknown(text_of(node)[:80])
            place = self.inside(dict(zip(names, (key, item) if len(names) == 2 else (item,), strict=False)))
            if conditions:
                held = [c for c in conditions[0].children if c.type == "expression"]
                if held and place.value(held[0]) is False:
                    continue
            rounds.append(tuple(place.value(out) for out in outs))
        if inner.type == "for_tuple_expr":
            return [row[0] for row in rounds]
        grouped = any(c.type == "ellipsis" for c in inner.children)
        made: dict[str, Any] = {}
        for row in rounds:
            key = text(row[0])
            if key is None or len(row) < 2:
                return Unknown(text_of(node)[:80])
            if grouped:
                made.setdefault(key, []).append(row[1])
            else:
                made[key] = row[1]
        return made

    def call(self, node: Node) -> Any:
        name = text_of(node.children[0])
        holders = [c for c in node.children if c.type == "function_arguments"]
        nodes = [c for c in holders[0].children if c.type == "expression"] if holders else []
        arguments = [self.value(c) for c in nodes]
        if holders and any(c.type == "ellipsis" for c in holders[0].children) and isinstance(arguments[-1], list):
            arguments[-1:] = arguments[-1]
        try:
            if name == "file" and isinstance(arguments[0], str):
                found = self.scope.file(arguments[0])
                return found if found is not None else Unknown(f"file {arguments[0][:80]}")
            if name == "templatefile" and isinstance(arguments[0], str):
                return self.scope.template(arguments[0], arguments[1], self)
            made = FUNCTIONS[name](*arguments)
        except (KeyError, ValueError, TypeError, IndexError, StopIteration, ArithmeticError, AttributeError):
            return _unknown_call(text_of(node)[:80], arguments)
        return Unknown("a text that is too long") if isinstance(made, str) and len(made) > MOST_TEXT else made

    def conditional(self, node: Node) -> Any:
        parts = [c for c in node.children if c.type == "expression"]
        if len(parts) != 3:
            return Unknown("")
        condition = self.value(parts[0])
        if condition in (True, "true"):
            return self.value(parts[1])
        if condition in (False, "false"):
            return self.value(parts[2])
        found = self.value(parts[1])  # not known: the design shows the first way that leads somewhere
        return self.value(parts[2]) if found in (None, "", []) or isinstance(found, Unknown) else found

    def operation(self, node: Node) -> Any:
        inner = node.children[0]
        children = [c for c in inner.children if c.type != "comment"]
        if inner.type == "unary_operation":
            value = self.sequence(_bare(children[1:]))
            sign = text_of(children[0])
            if sign == "!" and isinstance(value, bool):
                return not value
            return -value if sign == "-" and isinstance(value, (int, float)) else Unknown(text_of(node)[:80])
        at = next((i for i, c in enumerate(children) if i and c.type in OPERATORS), 0)
        if not at:
            return Unknown(text_of(node)[:80])
        left, right = (self.sequence(_bare(side)) for side in (children[:at], children[at + 1 :]))
        try:
            return OPERATORS[children[at].type](left, right)
        except (TypeError, ValueError, ArithmeticError):
            return Unknown(text_of(node)[:80])


_TERMS: dict[str, Callable[[Evaluator, Node], Any]] = {
    "expression": lambda e, n: e.value(n),
    "literal_value": Evaluator.wrapped,
    "collection_value": Evaluator.wrapped,
    "template_expr": Evaluator.wrapped,
    "variable_expr": lambda e, n: e.sequence([n]),
    "numeric_lit": Evaluator.number,
    "bool_lit": lambda _e, n: text_of(n) == "true",
    "null_lit": lambda _e, _n: None,
    "string_lit": Evaluator.string,
    "quoted_template": Evaluator.quoted,
    "heredoc_template": Evaluator.heredoc,
    "tuple": Evaluator.list_of,
    "object": Evaluator.map_of,
    "for_expr": Evaluator.for_each,
    "function_call": Evaluator.call,
    "conditional": Evaluator.conditional,
    "operation": Evaluator.operation,
}


def _bare(nodes: Sequence[Node]) -> list[Node]:
    return [node for node in nodes if node.type not in ("(", ")", "comment")]


def follow(value: Any, steps: Sequence[Step]) -> Any:
    """The value at the end of attributes, indices and splats."""
    for at, step in enumerate(steps):
        if step is None:
            items = list(value.values()) if isinstance(value, Mapping) else value
            if not isinstance(items, list):  # a splat of a single thing is a list of it
                items = [] if items is None else [items]
            return [follow(item, steps[at + 1 :]) for item in items]
        if isinstance(value, Reference):
            value = value.get(step)
        elif isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, Mapping) and len(value) == 1 and step == "?":
            value = next(iter(value.values()))
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        elif isinstance(value, list) and step == "?" and value:
            value = value[0]
        else:
            return Unknown(f"{value.name}.{step}" if isinstance(value, Unknown) else str(step))
    return value


def _items(collection: Any) -> Iterator[tuple[Any, Any]]:
    yield from list(collection.items() if isinstance(collection, Mapping) else enumerate(collection))[:MOST_ITEMS]


def _unknown_call(name: str, arguments: Sequence[Any]) -> Any:
    """A call whose answer is not known: what it refers to is kept, since the reference is what the design shows."""
    kept = [a for a in arguments if isinstance(a, (Reference, Text, Json))]
    return kept[0] if len(kept) == 1 and isinstance(kept[0], Reference) else Unknown(name)
