"""A template becomes a design: nodes, then what folds into them, then edges, then titles, groups and the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from designer.importers.base import Became, Imported, ImportReport, Place, Progress, Remark, no_progress
from designer.importers.cloudformation.apis import Apis
from designer.importers.cloudformation.attachments import Attachments
from designer.importers.cloudformation.document import Document, parse, read
from designer.importers.cloudformation.drawing import MOST_EDGES, Drawing
from designer.importers.cloudformation.events import Events
from designer.importers.cloudformation.exported import as_drawn
from designer.importers.cloudformation.files import FileReader
from designer.importers.cloudformation.fitting import fitted
from designer.importers.cloudformation.nodes import Nodes
from designer.importers.cloudformation.policies import Policies
from designer.importers.cloudformation.returned import returned
from designer.importers.cloudformation.template import Resource, Template, as_list, as_map, get, text, with_path
from designer.importers.cloudformation.titles import title
from designer.importers.cloudformation.workflows import Workflows
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Group, Subject
from designer.storage import canonical, design_file
from designer.storage.errors import FileError
from exporters import state


def read_template(path: Path | str, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design in a SAM or CloudFormation template (YAML or JSON).  Raises FileError; `progress` may cancel.

    Files that the template names (OpenAPI bodies, state machines) are read where they lie in its own directory.  A
    template that an export wrote gives back the design that it was made from, with what was changed in it since.
    """
    path = Path(path)
    progress("Reading the template", 0, 0)
    document = read(path)
    today = import_document(document, catalogue, progress)
    drawn, texts = _remembered(path)
    if drawn is None or path.name not in texts:
        return _as_drawn(today, document, catalogue)
    exported = import_document(parse(texts[path.name].encode(), path), catalogue, progress, texts)
    return returned(drawn, exported, today)


def _as_drawn(today: Imported, document: Document, catalogue: Catalogue) -> Imported:
    """The import of a template without what an export added to it, where an export wrote it."""

    def again(design: Design) -> Design:
        from exporters.planner import plan  # loaded only for such a template
        from exporters.sam.template import Template as SamTemplate

        template = SamTemplate(plan(design, catalogue))
        text = "".join(block.text for block in template.blocks())
        return import_document(parse(text.encode(), document.path), catalogue, texts=template.workflows).design

    return as_drawn(today, document.data.get("Metadata"), catalogue, again)


def _remembered(path: Path) -> tuple[Design | None, Mapping[str, str]]:
    """The design and the files of the export that wrote a template; None where no export did."""
    drawn = state.read_design(path.parent)
    if drawn is None:
        return None, {}
    try:
        return design_file.parse(canonical.dump(drawn).encode(), path), state.read(path.parent)
    except FileError:
        return None, {}


def parse_template(data: bytes, path: Path | str, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The same for a template's bytes, as a git revision or an editor has them."""
    return import_document(parse(data, path), catalogue, progress)


def import_document(
    document: Document,
    catalogue: Catalogue,
    progress: Progress = no_progress,
    texts: Mapping[str, str] | None = None,
) -> Imported:
    """The design in a document; `texts` are the files beside it where those on disk do not count."""
    return _Importer(Template(document), catalogue, progress, texts).imported()


class _Importer:
    def __init__(
        self, template: Template, catalogue: Catalogue, progress: Progress, texts: Mapping[str, str] | None
    ) -> None:
        self._template = template
        self._texts = texts
        self._catalogue = catalogue
        self._progress = progress
        self._board = Drawing(template, catalogue)
        self._finder = Nodes(self._board)
        self._groups = self._finder.vpcs

    def imported(self) -> Imported:
        board, all_ = self._board, self._template.resources
        steps = 8
        self._progress("Finding nodes", 1, steps)
        self._finder.find()
        files = FileReader(self._template, board.remarks, self._texts)
        policies = Policies(board)
        for number, (what, draw) in enumerate(
            (
                ("Following events", Events(board).draw),
                ("Reading APIs", Apis(board, policies, files).draw),
                ("Reading state machines", Workflows(board, policies, files).draw),
                ("Following properties", Attachments(board).draw),
                ("Reading permissions", policies.draw),
            ),
            2,
        ):
            self._progress(what, number, steps)
            draw()
        self._progress("Cleaning up", 7, steps)
        self._finder.keep_the_rest()
        for id_ in board.nodes:
            self._clean(id_)
        for link in board.links:
            link.properties = self._rewritten(link.properties)
        self._join_groups()
        name = self._name()
        design = board.design(name)
        groups = {Subject("group", id_): self._group(id_) for id_ in self._groups}
        design = design.put_all(groups)
        positions: dict[Subject, Place] = {s: all_[s.id].place for s in groups}
        positions |= {Subject("node", id_): draft.place for id_, draft in board.nodes.items() if draft.place}
        edges: dict[Subject, Any] = {}
        for id_, edge, place in board.edges(design):
            edges[Subject("edge", id_)] = edge
            if place is not None:
                positions[Subject("edge", id_)] = place
        design = design.put_all(edges)
        self._progress("Done", steps, steps)
        kind = "SAM template" if self._template.is_sam else "CloudFormation template"
        return Imported(design, ImportReport(kind, tuple(self._items()), tuple(self._remarks())), positions)

    # -- properties

    def _clean(self, id_: str) -> None:
        """What edges say in full leaves the node; references to what is no node get a form that says so."""
        draft = self._board.nodes[id_]
        properties: Any = draft.properties
        for path in self._board.used.get(id_, ()):
            head = path.partition("[]")[0]
            properties = with_path(properties, head, None) if get(properties, head) is not None else properties
        if (spec := self._catalogue.services.get(draft.service)) is not None:
            properties = fitted(_without_empty(properties), spec.properties)
        draft.properties = self._rewritten(properties)

    def _rewritten(self, value: Any) -> Any:
        """With every reference to an attribute of something that is no node as what it is to a design: a value from
        outside, `{"Ref": "SecurityGroupGroupId"}`."""
        if isinstance(value, Mapping):
            if len(value) == 1:
                ((key, inner),) = value.items()
                if (
                    key == "Ref"
                    and isinstance(inner, str)
                    and inner in self._board.nodes
                    and self._board.service(inner) in _ARN_BY_REF
                ):
                    return {"Fn::GetAtt": [inner, "Arn"]}
                if key == "Fn::GetAtt" and isinstance(inner, list) and inner and str(inner[0]) not in self._board.nodes:
                    return {"Ref": _outside(".".join(str(part) for part in inner))}
                if key == "Fn::Sub" and isinstance(inner, str):
                    return {key: _NAME.sub(self._whole, _ATTRIBUTE.sub(self._attribute, inner))}
            return {k: self._rewritten(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._rewritten(item) for item in value]
        return value

    def _attribute(self, found: re.Match[str]) -> str:
        return found[0] if found[1] in self._board.nodes else f"${{{_outside(found[0])}}}"

    def _whole(self, found: re.Match[str]) -> str:
        nodes = self._board.nodes
        return f"${{{found[1]}.Arn}}" if found[1] in nodes and nodes[found[1]].service in _ARN_BY_REF else found[0]

    # -- groups

    def _join_groups(self) -> None:
        """A node stands in the VPC that its subnets or security groups belong to, if the template has it."""
        if not self._groups:
            return
        folded: dict[str, list[Resource]] = {}
        for id_, owner in self._board.owners.items():
            folded.setdefault(owner, []).append(self._template.resources[id_])
        for id_ in self._board.nodes:
            resource = self._template.resources.get(id_)
            if resource is None:
                continue
            for member in (resource, *folded.get(id_, ())):
                group = next(
                    (g for r in self._board.resources(member.properties) if (g := self._finder.vpc_of(r))), None
                )
                if group is not None and member.type.partition("::")[2].split("::")[0] not in ("Route53", "IAM"):
                    self._board.groups[id_] = group
                    break

    def _group(self, id_: str) -> Group:
        resource = self._groups[id_]
        named = next(
            (text(as_map(t).get("Value")) for t in as_list(resource.get("Tags")) if as_map(t).get("Key") == "Name"),
            None,
        )
        shown = named if named and "${" not in named else title(id_, "vpc")
        return Group.model_validate({"kind": "vpc", "title": shown, "properties": self._rewritten(resource.properties)})

    # -- the report

    def _name(self) -> str:
        description = self._template.data.get("Description")
        first = str(description).strip().splitlines()[0].strip() if description else ""
        if first and len(first) <= 60:
            return first
        path = self._template.document.path
        stem = (
            path.stem
            if path.stem not in ("template", "main", "stack", "cfn", "sam", "")
            else path.resolve().parent.name
        )
        return stem or "Imported"

    def _items(self) -> Iterator[Became]:
        for id_, resource in self._template.resources.items():
            note = f"only with the condition {resource.condition}" if resource.condition else ""
            if id_ in self._groups:
                yield Became(id_, resource.type, "node", Subject("group", id_), resource.place, note)
            elif id_ in self._board.nodes:
                generic = self._board.nodes[id_].is_generic
                why = "kept with its properties; the designer does not know this type more closely" if generic else ""
                both = "; ".join(part for part in (why, note) if part)
                yield Became(
                    id_, resource.type, "kept" if generic else "node", Subject("node", id_), resource.place, both
                )
            else:
                owner = self._finder.subject(id_)
                yield Became(id_, resource.type, "folded", owner, resource.place, note)
        for id_, place in self._template.malformed.items():
            yield Became(id_, "", "left-out", None, place, "it has no Type")

    def _remarks(self) -> Iterator[Remark]:
        for key, place in self._template.document.doubled():
            yield Remark(f"The key {key:.60} stands twice; the last one counts.", place)
        yield from self._board.remarks
        if len(self._board.links) >= MOST_EDGES:
            yield Remark(f"Only the first {MOST_EDGES} connections are drawn.", None)
        if self._template.data.get("Rules") or self._has_loop():
            yield Remark("Fn::ForEach and Rules are not carried out.", None)

    def _has_loop(self) -> bool:
        return any(id_.startswith("Fn::ForEach") for id_ in self._template.malformed)


# Services whose `Ref` is the ARN, which a design writes as such.
_ARN_BY_REF = frozenset({"msk", "sns", "stepfunctions", "secrets-manager"})
_NAME = re.compile(r"\$\{([A-Za-z0-9]+)\}")
_ATTRIBUTE = re.compile(r"\$\{([A-Za-z0-9]+)\.[^}]*\}")


def _outside(reference: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", reference)


def _without_empty(value: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in value.items() if v is not None and v != {} and v != []}


__all__ = ["import_document", "parse_template", "read_template"]
