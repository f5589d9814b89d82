"""The workbench on which the HCL of one plan is made: blocks by file, and the conversion of a regular resource.

A regular resource is converted by the provider's schema: CloudFormation's property in snake case is an argument or a
block, unless types.toml says that it has another name.  What is irregular has a function in shapes/.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from designer.model.design import Subject
from exporters.plan import Join, Omission, Param, Plan, Pseudo, Ref, Resource
from exporters.planner.builder import kebab, short
from exporters.terraform.hcl import Block, Call, Expr, Template
from exporters.terraform.names import snake
from exporters.terraform.table import Idiom, Schema, idiom_of, renamed, schema
from exporters.terraform.values import NAME, ParameterType, Values

_TRUE = frozenset({"true", "enabled", "yes", "required"})
_LEAST_WORDS = 12  # letters of a name that tell things of one project apart
_REFERENCES = (Ref, Param, Pseudo, Join)


class Stack:
    """Collects the blocks of one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.values = Values(plan)
        self.files: dict[str, list[Block]] = {}
        self.texts: dict[str, tuple[str, Subject]] = {}  # further files: GraphQL schemas, resolvers
        self.lost: list[Omission] = []  # what the provider has no argument for
        self.policies: dict[str, str] = {}  # who acts -> the address of the policy of its role

        self._labels = {self.values.address(id_) for id_ in plan.resources}

    # -- making blocks

    def label(self, kind: str, name: str) -> str:
        """`name`, or with a number where a block of this kind has it already."""
        free, number = name, 2
        while f"{kind}.{free}" in self._labels:
            free, number = f"{name}_{number}", number + 1
        self._labels.add(f"{kind}.{free}")
        return free

    def emit(self, file: str, block: Block, subject: Subject | None = None) -> Block:
        block.subject = block.subject or subject
        self.files.setdefault(file, []).append(block)
        return block

    def resource(self, of: Resource, type_: str = "", name: str = "", file: str = "") -> Block:
        """An empty block for a resource of the plan, or for one more resource that belongs to it."""
        idiom = idiom_of(of)
        further = bool(type_)
        type_ = type_ or idiom.type
        own = self.values.names[of.id]
        block = Block("resource", (type_, self.label(type_, name or own) if further else own))
        return self.emit(file or idiom.file, block, of.subject)

    def regular(self, of: Resource, **arguments: Any) -> Block:
        """A resource by table and schema.  `arguments` come first and win over the plan's properties."""
        idiom = idiom_of(of)
        block = self.resource(of)
        block.attributes |= self._named(of, idiom, {*arguments})
        block.attributes |= arguments
        self.fill(block, schema(idiom.type), of.properties, idiom.properties, of.subject, keep={*arguments})
        self._ask_for_missing(block, of)
        self.finish(block, of)
        return block

    def _ask_for_missing(self, block: Block, of: Resource) -> None:
        """What the provider requires and the design does not say becomes a variable."""
        required = idiom_of(of).required
        for name, spec in schema(block.labels[0]).items():
            if not isinstance(spec, str) or block.attributes.get(name) is not None:
                continue
            if spec.startswith("!") or name in required:
                type_: ParameterType = (
                    "CommaDelimitedList" if spec.startswith("![") else "Number" if spec == "!n" else "String"
                )
                own = self.values.names[of.id]
                label = f"{name.replace('_', ' ').capitalize()} of {own}, which the design leaves open"
                block.attributes[name] = self.values.further_variable(f"{own}_{name}", type_, label)

    def finish(self, block: Block, of: Resource) -> None:
        block.attributes = {k: v for k, v in block.attributes.items() if v is not None}
        block.comment = block.comment or of.comment
        first = [self.values.address(id_) for id_ in of.depends_on if id_ not in self.values.absorbed]
        block.depends_on += [address for address in first if address not in block.depends_on]
        if of.deletion == "Retain" and of.role == "main":
            block.last.append(Block("lifecycle", (), {"prevent_destroy": True}))

    def policy_of(self, principal: Any) -> list[str]:
        """The address of the policy of who acts, in a list: AWS looks at once whether he may do what he needs."""
        id_ = principal.resource if isinstance(principal, Ref) else principal
        return [self.policies[id_]] if id_ in self.policies else []

    def _named(self, of: Resource, idiom: Idiom, given: set[str]) -> dict[str, Any]:
        """The name of a thing that the plan leaves to CloudFormation."""
        if not idiom.name or idiom.name in given:
            return {}
        if any(self._rename(idiom, key) == idiom.name for key in of.properties):
            return {idiom.name: None}  # its place: the name comes first
        return {idiom.name: self.physical_name(of, idiom.limit)}

    @staticmethod
    def _rename(idiom: Idiom, key: str) -> str:
        return idiom.properties.get(key, snake(key))

    def physical_name(self, of: Resource, limit: int) -> Template:
        """A name that begins with the project's, and fits into `limit` however long that is."""
        fifo = ".fifo" if of.properties.get("FifoQueue") or of.properties.get("FifoTopic") else ""
        words = kebab(self.values.names[of.id])
        if of.role.endswith("-alarm"):
            words = kebab(of.id.removesuffix("_alarm"))
        room = limit - self.values.name_limit - 1 - len(fifo)
        if room >= max(8, min(len(words), _LEAST_WORDS)):
            return Template((Expr(f"var.{NAME}"), f"-{short(words, room)}{fifo}"))
        whole = limit - _LEAST_WORDS - 1 - len(fifo)
        return Template((Expr(f"substr(var.{NAME}, 0, {whole})"), f"-{short(words, _LEAST_WORDS)}{fifo}"))

    # -- conversion

    def fill(
        self,
        block: Block,
        known: Schema,
        properties: Mapping[str, Any],
        rename: Mapping[str, str],
        subject: Subject,
        path: str = "",
        keep: Iterable[str] = (),
    ) -> None:
        """CloudFormation's properties as arguments and blocks of `block`; what has no place is remembered as lost."""
        for key, value in properties.items():
            where = f"{path}.{key}" if path else key
            target = renamed(rename, where, key)
            if target == "" or value is None:
                continue
            if target == ".":
                for item in value if isinstance(value, (list, tuple)) else [value]:
                    if isinstance(item, Mapping):
                        self.fill(block, known, item, rename, subject, where, keep)
                continue
            if target and "." in target:
                outer, _, inner = target.partition(".")
                self.fill(block.only(outer), known[outer], {key: value}, {key: inner}, subject)
                continue
            name = next((n for n in ([target] if target else _candidates(key)) if _settable(known, n)), None)
            if name is None:
                self.lose(subject, where)
            elif name not in keep:
                self._put(block, known, name, value, rename, subject, where)

    def _put(
        self,
        block: Block,
        known: Schema,
        name: str,
        value: Any,
        rename: Mapping[str, str],
        subject: Subject,
        where: str,
    ) -> None:
        spec = known[name]
        if isinstance(spec, str):
            block.attributes[name] = self.coerced(value, spec.removeprefix("!"))
            return
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(item, Mapping):
                self.fill(block.add(name), spec, item, rename, subject, where)
            else:
                self.lose(subject, where)

    def lose(self, subject: Subject, path: str) -> None:
        reason = f"hashicorp/aws has no argument for {path}: set it by hand or leave it out."
        if not any(o.subject == subject and o.reason == reason for o in self.lost):
            self.lost.append(Omission(subject, "terraform", reason))

    def coerced(self, value: Any, kind: str) -> Any:
        """A plan's value as one of the kind that the schema asks for; documents become `jsonencode`."""
        chosen = self.values.chosen(value) if isinstance(value, Mapping) else None
        if chosen is not None:
            return [chosen] if kind.startswith("[") else chosen
        if kind.startswith("["):
            if self.values.is_list(value):
                items = value if isinstance(value, (list, tuple)) else None
                return [self.coerced(v, kind[1:]) for v in items] if items is not None else self.values.value(value)
            return [self.coerced(value, kind[1:])]
        if kind.startswith("{"):
            return {k: self.coerced(v, kind[1:]) for k, v in _pairs(value).items()}
        if isinstance(value, _REFERENCES):
            return self._text_of(value) if kind == "s" else self.values.value(value)
        if kind == "s":
            if isinstance(value, (Mapping, list, tuple)):
                return Call("jsonencode", (self.values.value(value),))
            return _text(value)
        if kind == "n" and isinstance(value, str):
            return _number(value)
        if kind == "b" and not isinstance(value, bool):
            return str(value).lower() in _TRUE
        return self.values.value(value)

    def _text_of(self, value: Any) -> Any:
        if isinstance(value, Param) and self.values.is_list(value):
            return Call("join", (",", self.values.value(value)))
        return self.values.value(value)


def _candidates(key: str) -> tuple[str, ...]:
    """What Terraform may call a property: the same, or in the singular where it is a block that may stand often."""
    name = snake(key)
    singular = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
    return (name, singular)


def _settable(known: Schema, name: str) -> bool:
    spec = known.get(name)
    return spec is not None and not (isinstance(spec, str) and spec.startswith("="))


def _pairs(value: Any) -> Mapping[str, Any]:
    """A map, or CloudFormation's list of pairs, as a map."""
    if isinstance(value, Mapping):
        return {str(k): v for k, v in value.items()}
    found: dict[str, Any] = {}
    for item in value if isinstance(value, (list, tuple)) else ():
        if isinstance(item, Mapping):
            keys = [k for k in ("Name", "Key") if k in item]
            found[str(item[keys[0]]) if keys else str(len(found))] = item.get("Value", "")
    return found


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _number(text: str) -> Any:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number if abs(number) < 1e300 else text
