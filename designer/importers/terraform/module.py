"""A Terraform configuration as the resources that it would make, with their arguments evaluated as far as known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from designer.importers.base import Place, Progress, no_progress
from designer.importers.terraform.documents import policy_document
from designer.importers.terraform.evaluate import Budget, Evaluator, Step
from designer.importers.terraform.files import Files
from designer.importers.terraform.hcl import Block, tree
from designer.importers.terraform.values import MOST_ITEMS, Json, Pseudo, Reference, Unknown, Unread
from designer.storage.errors import FileError

MOST_MODULES = 8  # in each other
MOST_RESOURCES = 5_000
MOST_INSTANCES = 50  # of one resource, drawn one by one; more are drawn once

# What only the place of deployment knows, by data source and attribute.
_PLACES: Mapping[str, Mapping[str, str]] = {
    "aws_region": {"name": "Region", "id": "Region", "region": "Region"},
    "aws_caller_identity": {"account_id": "AccountId", "id": "AccountId"},
    "aws_partition": {"partition": "Partition", "id": "Partition", "dns_suffix": "UrlSuffix"},
}
_META = frozenset({"for_each", "count", "depends_on", "lifecycle", "provider", "provisioner", "connection"})


@dataclass(frozen=True, slots=True)
class Resource:
    """One instance of a resource: its address, its type, its evaluated arguments (blocks as lists of objects)."""

    address: str
    type: str
    name: str
    values: Mapping[str, Any]
    place: Place | None = None
    modules: tuple[str, ...] = ()  # the modules that it lies in, from the outside
    absent: bool = False  # `count` is 0: written, not made


@dataclass(slots=True)
class Module:
    """One instance of a module: the scope of the expressions in its files."""

    files: Files
    folder: Path
    budget: Budget
    inputs: Mapping[str, Callable[[], Any]] = field(default_factory=dict)  # by variable, worked out when asked for
    path: tuple[str, ...] = ()  # the addresses of the modules around it
    place: Place | None = None  # of what lies in it, where its files are not the person's own
    bodies: list[Block] = field(default_factory=list)
    _variables: dict[str, Block] = field(default_factory=dict)
    _locals: dict[str, Any] = field(default_factory=dict)
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)
    _resources: dict[tuple[str, str], Block] = field(default_factory=dict)
    _data: dict[tuple[str, str], Block] = field(default_factory=dict)
    _outputs: dict[str, Block] = field(default_factory=dict)
    _calls: dict[str, Block] = field(default_factory=dict)
    _busy: set[tuple[str, str]] = field(default_factory=set)

    def load(self) -> None:
        """Read the files of the folder.  Raises FileError."""
        self.bodies = self.files.module(self.folder)
        for block in (block for body in self.bodies for block in body.blocks):
            label = block.labels[0] if block.labels else ""
            if block.type == "locals":
                self._locals |= block.attributes
            elif block.type == "resource" and len(block.labels) == 2:
                self._resources[label, block.labels[1]] = block
            elif block.type == "data" and len(block.labels) == 2:
                self._data[label, block.labels[1]] = block
            elif block.type in ("variable", "output", "module") and label:
                table = {"variable": self._variables, "output": self._outputs, "module": self._calls}[block.type]
                table[label] = block

    @property
    def evaluator(self) -> Evaluator:
        return Evaluator(self, self.budget)

    # -- what names stand for (evaluate.Scope)

    def root(self, name: str, steps: Sequence[Step]) -> tuple[Any, int]:
        """The value behind a name and its first attributes, and how many of these it took."""
        first = steps[0] if steps and isinstance(steps[0], str) else ""
        if name in ("var", "local") and first:
            return self._once(name, first), 1
        second = steps[1] if len(steps) > 1 and isinstance(steps[1], str) else ""
        if name == "module" and first:
            return self._output(first, second)
        if name == "path":
            return str(self.folder if first == "module" else self.files.start), 1
        if name == "terraform":
            return "default", 1
        if name == "data" and second:
            return self._data_value(first, second, steps)
        if (name, first) in self._resources:
            return self._instances_value(name, first), 1
        return Unknown(".".join(str(s) for s in (name, *steps) if s is not None)[:80]), len(steps)

    def file(self, name: str) -> str | None:
        path = Path(name)
        return self.files.text(path if path.is_absolute() or path.is_relative_to(self.folder) else self.folder / path)

    def template(self, name: str, variables: Any, evaluator: Evaluator) -> Any:
        text = self.file(name)
        if text is None:
            return Unread(f"file {name[:80]}", variables)
        return self._rendered(text, name, variables, evaluator)

    @staticmethod
    def _rendered(text: str, name: str, variables: Any, evaluator: Evaluator) -> Any:
        """A template's text with its variables put in."""
        if "\nSKYDRAFT_END" in text or not isinstance(variables, Mapping):
            return Unknown(f"file {name[:80]}")
        wrapped = f"template = <<SKYDRAFT_END\n{text}\nSKYDRAFT_END\n".encode()
        try:
            todo = [tree(wrapped, Path(name))]
        except FileError:
            return Unknown(f"file {name[:80]}")
        while todo:  # down to the first expression
            node = todo.pop()
            if node.type == "expression":
                return evaluator.inside(variables).value(node)
            todo.extend(reversed(node.children))
        return Unknown(f"file {name[:80]}")

    def _once(self, kind: str, name: str) -> Any:
        """The value of a variable, a local or an output, worked out once; one that needs itself is unknown."""
        key = (kind, name)
        if key not in self._known:
            if key in self._busy:
                return Unknown(f"{kind}.{name}, which refers to itself")
            self._busy.add(key)
            work = {
                "var": self._variable, "local": self._local, "output": self._output_value, "data": self._given,
            }  # fmt: skip
            self._known[key] = work[kind](name)
            self._busy.discard(key)
        return self._known[key]

    def _variable(self, name: str) -> Any:
        if name in self.inputs:
            return self.inputs[name]()
        block = self._variables.get(name)
        if block is None or "default" not in block.attributes:
            return Unknown(f"var.{name}")
        return self.evaluator.value(block.attributes["default"].expression)

    def _local(self, name: str) -> Any:
        found = self._locals.get(name)
        return Unknown(f"local.{name}") if found is None else self.evaluator.value(found.expression)

    def _output(self, name: str, output: str) -> tuple[Any, int]:
        """What a module gives out; of one that is repeated all outputs of all instances.

        Output by output, since two modules may each need something of the other.
        """
        made = self._modules(name)
        if len(made) == 1 and made[0][0] is None and output:
            return made[0][1].output(output), 2
        if not made:
            return Unknown(f"module.{name}"), 1
        every = {str(key): module.outputs() for key, module in made}
        return (list(every.values()) if all(isinstance(key, int) for key, _ in made) else every), 1

    def _data_value(self, type_: str, name: str, steps: Sequence[Step]) -> tuple[Any, int]:
        attribute = str(steps[2]) if len(steps) > 2 else ""
        if type_ in _PLACES:
            word = _PLACES[type_].get(attribute)
            return (Pseudo(word) if word else Unknown(f"data.{type_}.{attribute}")), 3
        block = self._data.get((type_, name))
        if block is not None and type_ == "aws_iam_policy_document":
            return self._document(block), 2
        if block is not None and type_ == "template_file" and attribute == "rendered":
            return self._template_file(block), 3
        if block is not None and type_ == "archive_file":
            return Unknown(f"data.{type_}.{name}.{attribute}"), len(steps)
        if block is not None and len(steps) == 3 and attribute in block.attributes and not _is_repeated(block):
            given = self._once("data", f"{type_}.{name}.{attribute}")  # what it is looked up by
            if isinstance(given, (str, int, float)):
                return given, 3
        return Reference(f"{self.prefix}data.{type_}.{name}"), 2

    def _given(self, path: str) -> Any:
        type_, name, attribute = path.split(".", 2)
        return self.evaluator.value(self._data[type_, name].attributes[attribute].expression)

    def _template_file(self, block: Block) -> Any:
        """What the data source of before `templatefile` makes of a template; a repeated one is not known."""
        key = ("data", ".".join(block.labels))
        if key in self._busy or _is_repeated(block):
            return Unknown(".".join(key))
        if key not in self._known:
            self._busy.add(key)
            values = self._arguments(block, self.evaluator)
            text, variables = values.get("template"), values.get("vars", {})
            name = block.labels[1]
            if isinstance(text, str):
                self._known[key] = self._rendered(text, name, variables, self.evaluator)
            else:
                self._known[key] = Unread(f"file {name[:80]}", variables)
            self._busy.discard(key)
        return self._known[key]

    def _document(self, block: Block) -> Any:
        key = ("data", ".".join(block.labels))
        if key in self._busy:
            return Unknown(".".join(key))
        if key not in self._known:
            self._busy.add(key)
            repeated = [policy_document(values) for _, values, _ in self._evaluated_blocks(block)]
            found = [{"json": Json(document), "minified_json": Json(document)} for document in repeated]
            plural = "for_each" in block.attributes or "count" in block.attributes
            keys = [k for k, _, _ in self._evaluated_blocks(block)] if plural else []
            if not found:
                self._known[key] = Unknown(".".join(key))
            elif keys and all(isinstance(k, str) for k in keys):
                self._known[key] = dict(zip(keys, found, strict=True))
            else:
                self._known[key] = found if plural else found[0]
            self._busy.discard(key)
        return self._known[key]

    # -- resources

    @property
    def prefix(self) -> str:
        return "".join(f"{module}." for module in self.path)

    def _instances_value(self, type_: str, name: str) -> Any:
        """A reference to a resource; to all of its instances where it is repeated."""
        key = ("resource", f"{type_}.{name}")
        if key in self._busy:
            return Reference(f"{self.prefix}{type_}.{name}")
        if key not in self._known:
            self._busy.add(key)
            address = f"{self.prefix}{type_}.{name}"
            keys = [k for k, _, _ in self._repeats(self._resources[type_, name])]
            made = [Reference(_instance(address, k)) for k in keys]
            if keys == [None]:
                self._known[key] = made[0]
            elif all(isinstance(k, int) for k in keys):
                self._known[key] = made
            else:
                self._known[key] = {str(k): m for k, m in zip(keys, made, strict=True)}
            self._busy.discard(key)
        return self._known[key]

    def _repeats(self, block: Block) -> list[tuple[str | int | None, Mapping[str, Any], bool]]:
        """(key, names, absent) of each instance: one without key where the block is not repeated, or one that stands
        for all where nobody knows of how many."""
        if "count" in block.attributes:
            number = self.evaluator.value(block.attributes["count"].expression)
            if isinstance(number, bool) or not isinstance(number, (int, float)) or number > MOST_INSTANCES:
                return [(None, {"count": {"index": 0}}, False)]
            if number < 1:
                return [(0, {"count": {"index": 0}}, True)]
            return [(i, {"count": {"index": i}}, False) for i in range(int(number))]
        if "for_each" in block.attributes:
            over = self.evaluator.value(block.attributes["for_each"].expression)
            pairs = list(over.items()) if isinstance(over, Mapping) else None
            if isinstance(over, list) and all(isinstance(item, (str, int)) for item in over):
                pairs = [(str(item), item) for item in over]
            if pairs is None or len(pairs) > MOST_INSTANCES:
                instance = isinstance(over, Reference) and not over.path  # of a resource repeated as unknowably
                each = {"key": Unknown("each.key"), "value": over if instance else Unknown("each.value")}
                return [(None, {"each": each}, False)]
            if not pairs:
                each = {"key": Unknown("each.key"), "value": Unknown("each.value")}
                return [(None, {"each": each}, True)]
            return [(str(key), {"each": {"key": key, "value": value}}, False) for key, value in pairs]
        return [(None, {}, False)]

    def _evaluated_blocks(self, block: Block) -> Iterator[tuple[str | int | None, dict[str, Any], bool]]:
        for key, names, absent in self._repeats(block):
            yield key, self._arguments(block, self.evaluator.inside(names)), absent

    def _arguments(self, block: Block, evaluator: Evaluator, level: int = 0) -> dict[str, Any]:
        """The arguments of a block; blocks in it as lists of objects, dynamic ones written out."""
        skipped = _META if level == 0 else frozenset()
        made = {n: evaluator.value(a.expression) for n, a in block.attributes.items() if n not in skipped}
        for inner in block.blocks:
            if inner.type == "dynamic" and inner.labels:
                rounds = list(self._rounds(inner, evaluator, level))
                if rounds:
                    made.setdefault(inner.labels[0], []).extend(rounds)
            elif inner.type not in skipped:
                place = made.setdefault(inner.type, [])
                if isinstance(place, list):
                    place.append(self._arguments(inner, evaluator, level + 1))
        return made

    def _rounds(self, block: Block, evaluator: Evaluator, level: int) -> Iterator[dict[str, Any]]:
        content = next(block.of_type("content"), None)
        if content is None or "for_each" not in block.attributes:
            return
        name = block.labels[0]
        if "iterator" in block.attributes:
            name = (block.attributes["iterator"].expression.text or b"").decode(errors="replace").strip()
        over = evaluator.value(block.attributes["for_each"].expression)
        pairs: list[tuple[Any, Any]] = [(Unknown(f"{name}.key"), Unknown(f"{name}.value"))]
        if isinstance(over, Mapping):
            pairs = list(over.items())
        elif isinstance(over, list):
            pairs = list(enumerate(over))
        for key, value in pairs[:MOST_ITEMS]:
            if self.budget.steps < 0:
                return
            yield self._arguments(content, evaluator.inside({name: {"key": key, "value": value}}), level + 1)

    def resources(self) -> Iterator[Resource]:
        """All resources of this module and of those in it, in the order of the files."""
        for (type_, name), block in self._resources.items():
            address = f"{self.prefix}{type_}.{name}"
            for key, values, absent in self._evaluated_blocks(block):
                place = self.place or Place(block.path, block.line)
                if not (absent and self.place):  # what a module of somebody else leaves out is no matter
                    yield Resource(_instance(address, key), type_, name, values, place, self.path, absent)
        for name in self._calls:
            for _, module in self._modules(name):
                yield from module.resources()

    def _modules(self, name: str) -> list[tuple[str | int | None, Module]]:
        """The instances of a module that this one calls."""
        key = ("call", name)
        if key in self._busy or len(self.path) >= MOST_MODULES or name not in self._calls:
            return []
        if key not in self._known:
            self._busy.add(key)
            self._known[key] = list(self._instances_of(name, self._calls[name]))
            self._busy.discard(key)
        found: list[tuple[str | int | None, Module]] = self._known[key]
        return found

    def _instances_of(self, name: str, block: Block) -> Iterator[tuple[str | int | None, Module]]:
        place = Place(block.path, block.line)
        folder, borrowed = self._folder(name, block)
        if folder is None:
            return
        for key, names, absent in self._repeats(block):
            if absent:
                self.files.remark(f"module {name} has no instance with the variables' defaults and is not drawn", place)
                continue
            evaluator = self.evaluator.inside(names)
            inputs = {n: partial(evaluator.value, a.expression) for n, a in block.attributes.items()}
            path = (*self.path, _instance(f"module.{name}", key))
            module = Module(self.files, folder, self.budget, inputs, path, place if borrowed else self.place)
            module.load()
            yield key, module

    def _folder(self, name: str, block: Block) -> tuple[Path | None, bool]:
        """Where a module's files lie, and whether they are stand-ins; None (and a remark) where they are absent."""
        place = Place(block.path, block.line)
        source = self.evaluator.value(block.attributes["source"].expression) if "source" in block.attributes else None
        if isinstance(source, str) and source.startswith(("./", "../")):
            folder = self.folder / source
            if not self.files.inside(folder):
                self.files.remark(f"module {name} lies outside {self.files.root.name}/ and was not read", place)
                return None, False
        else:
            key = ".".join([*(m.removeprefix("module.").partition("[")[0] for m in self.path), name])
            found = self.files.downloaded().get(key)
            if found is None and isinstance(source, str) and (ours := self.files.stand_in(source)) is not None:
                return ours, True
            if found is None or not self.files.inside(found):
                what = f"module {name} ({source})" if isinstance(source, str) else f"module {name}"
                self.files.remark(f"{what} is not on this machine; `terraform init` lays it beside the files", place)
                return None, False
            folder = found
        if not folder.is_dir():
            self.files.remark(f"module {name}: there is no folder {source}", place)
            return None, False
        return folder, False

    def output(self, name: str) -> Any:
        return self._once("output", name)

    def outputs(self) -> dict[str, Any]:
        return {name: self.output(name) for name in self._outputs}

    def _output_value(self, name: str) -> Any:
        block = self._outputs.get(name)
        if block is None or "value" not in block.attributes:
            return Unknown(f"output {name}")
        return self.evaluator.value(block.attributes["value"].expression)


def _is_repeated(block: Block) -> bool:
    return "count" in block.attributes or "for_each" in block.attributes


def _instance(address: str, key: str | int | None) -> str:
    if key is None:
        return address
    return f"{address}[{key}]" if isinstance(key, int) else f'{address}["{key}"]'


def read_directory(folder: Path, progress: Progress = no_progress) -> tuple[list[Resource], Files]:
    """The resources of a Terraform directory, and what was remarkable.  Raises FileError."""
    files = Files.of(folder)
    module = Module(files, folder, Budget())
    module.load()
    if not module.bodies:
        raise FileError(folder, "there are no .tf files in this folder")
    module.inputs = {
        name: partial(module.evaluator.value, attribute.expression)
        for body in files.values(folder)
        for name, attribute in body.attributes.items()
    }
    found: list[Resource] = []
    for resource in module.resources():
        found.append(resource)
        progress(f"Reading {resource.address}", len(found), 0)
        if len(found) > MOST_RESOURCES:
            raise FileError(folder, f"more than {MOST_RESOURCES:,} resources; import a part of them")
    if module.budget.steps < 0:
        files.remark("the expressions take too long to evaluate; the last of them are left unknown")
    return found, files
