"""What changed in a design, written into the template that it is linked to.

The changes are taken one by one (edges that went, nodes that went, changed and came, edges that came and changed).
Each is written, and the template is read back: a change that would disturb anything else is taken back and told, as is
one that the template does not show afterwards.  Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from designer.linked.allow import allowed
from designer.linked.carry import Carrier, add_resources
from designer.linked.generate import Generated, generated
from designer.linked.match import Matcher
from designer.linked.merge import TELLING, EdgeKey
from designer.linked.names import in_template
from designer.linked.references import references, without
from designer.linked.remove import remove_edge, remove_node
from designer.linked.state import Conflict, Edges, NotWrittenError, Reader, State
from designer.linked.steps import around, deployed, leaves, steps
from designer.linked.template import EditError, TemplateText
from designer.linked.tree import Path
from designer.model.catalogue import Catalogue
from designer.model.design import Design, Edge, Node, Subject
from designer.model.frozen import freeze
from designer.storage.errors import FileError

_ACCESS = {"read": "reading", "write": "writing", "read-write": "reading and writing"}


@dataclass(frozen=True, slots=True)
class Transfer:
    """The template with the changes.  `names` has the logical ids of nodes that are called otherwise in the design."""

    text: TemplateText
    names: Mapping[str, str]
    conflicts: tuple[Conflict, ...] = ()


def transfer(
    text: TemplateText, old: Design, new: Design, catalogue: Catalogue, read: Reader, names: Mapping[str, str]
) -> Transfer:
    """The template that says what `new` does, where `text` says what `old` does.  Never raises on what a person did."""
    return _Transfer(text, catalogue, read, names).run(deployed(old), deployed(new))


class _Transfer(State):
    """Writes the changes, each whole or not at all."""

    # -- one change after the other

    def run(self, old: Design, new: Design) -> Transfer:
        self.names = {id_: name for id_, name in self.names.items() if id_ in new.nodes or id_ in old.nodes}
        self._waiting: list[str] = []
        self._matcher = Matcher(self)
        self._unseen: list[tuple[Subject, Design]] = []
        design = old
        for subject, after in steps(old, new):
            before = self.text, self.names
            try:
                self._write(subject, design, after)
            except (NotWrittenError, EditError, FileError) as error:
                self.text, self.names = before
                self.conflicts.append(Conflict(subject, str(error)))
            design = after
        self._look_again()
        names = {id_: name for id_, name in self.names.items() if id_ in new.nodes}
        return Transfer(self.text, names, tuple(self.conflicts))

    def _look_again(self) -> None:
        """What did not show when it was written, because something was to come yet, shows now or is told."""
        for id_ in self._waiting:
            if self.logical(id_) not in self.imported().design.nodes:
                said = f"{id_} has no resource of its own as it is drawn, so the template does not show it"
                self.conflicts.append(Conflict(Subject("node", id_), said))
        for subject, design in self._unseen:
            key = self.key(design, design.edges[subject.id])
            if key not in self.keys():
                said = f"{key[0]} -> {key[1]} is written, but not recognised when the template is read again"
                self.conflicts.append(Conflict(subject, said))

    def _write(self, subject: Subject, old: Design, new: Design) -> None:
        records = old.nodes, new.nodes
        if subject.kind == "edge":
            if subject.id not in new.edges:
                remove_edge(self, old, old.edges[subject.id])
            elif subject.id not in old.edges:
                self._add_edge(subject, old, new)
            else:
                self._change_edge(subject, old, new)
        elif subject.id not in records[1]:
            remove_node(self, old, subject.id)
        elif subject.id not in records[0]:
            self._add_node(subject, old, new)
        else:
            self._change_node(subject.id, records[0][subject.id], records[1][subject.id])

    # -- nodes

    def _add_node(self, subject: Subject, old: Design, new: Design) -> None:
        if not self.is_deployed(new.nodes[subject.id]):
            return
        ends = (subject.id,)
        before, made = self._generated(old, ends), self._generated(new, ends)
        mine = [
            name
            for name, resource in made.owners.items()
            if (resource.subject == subject or name not in before.resources)
            and made.needed(name)
            and ("Resources", name) not in self.text
        ]
        name = made.logical.get(subject.id)
        if name is None or name not in made.resources:
            self._waiting.append(subject.id)  # a pipe has no resource before it has both ends
            return
        self.text = add_resources(self.text, made, mine)
        if name != subject.id:
            self.names = {**self.names, subject.id: name}
        if name not in self.imported().design.nodes:
            raise NotWrittenError(f"{name} would not be recognised when the template is read again")

    def _change_node(self, id_: str, old: Node, new: Node) -> None:
        name = self.logical(id_)
        if not self.is_deployed(new):
            return
        type_ = self.text.get(("Resources", name, "Type"))
        if not isinstance(type_, str):
            if any(self._is_own(new, path) for path, _ in leaves(old.properties, new.properties)):
                return
            raise NotWrittenError(f"{name} has no resource of its own in the template to hold its properties")
        for path, value in leaves(old.properties, new.properties):
            if self._is_own(new, path):
                continue
            found = in_template(type_, path, value)
            if found is None:
                raise NotWrittenError(f"{type_} has no {'.'.join(path)}; make {name} a plain resource first")
            self._put(("Resources", name, "Properties", *found[0]), self.named(found[1]))
            again = self.imported().design.nodes.get(name)
            if again is None or not _holds(again.properties, path, self.named(value)):
                said = f"{'.'.join(path)} of {name} is written, but reads otherwise when the template is read again"
                self.conflicts.append(Conflict(Subject("node", id_), said))

    def _is_own(self, node: Node, path: tuple[str, ...]) -> bool:
        """A property with a name of ours, which no template has."""
        spec = self.catalogue.service(node)
        known = spec.properties.get(path[0]) if spec is not None else None
        return known is not None and known.own

    def _put(self, path: Path, value: Any) -> None:
        if value is None:
            if path in self.text:
                self.text = without(self.text, path)
            elif len(path) > 3:
                raise NotWrittenError(f"{path[-1]} does not stand at {path[1]}; it comes from Globals or a default")
            return
        around = len(path) - 1
        while around > 2 and not isinstance(self.text.get(path[:around]), (dict, list)):
            around -= 1
        for step in reversed(path[around + 1 :]):
            value = {step: value}
        self.text = self.text.set(path[: around + 1], value)

    # -- edges

    def _add_edge(self, subject: Subject, old: Design, new: Design) -> None:
        edge = new.edges[subject.id]
        ends = [new.nodes[end] for end in (edge.source, edge.target)]
        if not all(map(self.is_deployed, ends)):
            return  # people and the like: drawn, not deployed
        before = self.keys()
        key = self.key(new, edge)
        drawn = sum(self.key(old, other) == key for other in old.edges.values())
        if before[key] > drawn:
            return
        self._carry(old, new, subject, asked=False)
        key = self.key(new, edge)  # an end may have got its logical id only now
        after = self.keys()
        lost = before - after
        if lost:
            raise NotWrittenError(f"with it the template would lose the connection {' -> '.join(next(iter(lost))[:2])}")
        if after[key] <= before[key]:
            self._unseen.append((subject, new))  # half a pipe is none; it may be seen when the other half is there

    def _change_edge(self, subject: Subject, old: Design, new: Design) -> None:
        edge = new.edges[subject.id]
        key = self.key(new, edge)
        if not all(self.is_deployed(new.nodes[end]) for end in (edge.source, edge.target)):
            return
        if key not in self.keys():
            raise NotWrittenError(f"{key[0]} -> {key[1]} does not stand in the template")
        before, known = self.edges(), old.edges[subject.id]
        self._carry(old, new, subject, asked=True)
        self._check_access(key, before, known, edge)
        self._check_edge(key, known, edge)
        self._check_others(key, before, known)

    def _check_others(self, key: EdgeKey, before: Edges, old: Edge) -> None:
        """One edge has changed and no other, but for those that share its rule."""
        after = self.edges()
        words = self._telling(old)
        for each, properties in (before - after) if before != after else ():
            shared = properties.get("Rule") is not None and properties.get("Rule") == old.properties.get("Rule")
            if not shared and (each != key or any(properties.get(k) != v for k, v in words.items())):
                raise NotWrittenError(
                    f"{each[0]} -> {each[1]} would change with it; part the two in the template first"
                )

    def _telling(self, edge: Edge) -> Mapping[str, Any]:
        """What tells an edge apart from others between the same nodes."""
        return {word: freeze(self.named(edge.properties[word])) for word in TELLING if word in edge.properties}

    def _check_edge(self, key: EdgeKey, old: Edge, new: Edge) -> None:
        """What was changed must stand there when the template is read again; a name of ours only where it says it.

        What an export writes by default is the same for both designs; it is put in where the edge stands.
        """
        spec = self.catalogue.integrations.get(key[2])
        changed = {path[0] for path, _ in leaves(old.properties, new.properties)}
        words = {word: value for word, value in self._telling(old).items() if word not in changed}
        for path, value in leaves(old.properties, new.properties):
            known = spec.properties.get(path[0]) if spec is not None else None
            own = known is not None and known.own
            if own and all(path[0] not in properties for each, properties in self.edges() if each == key):
                continue
            wanted = self.named(value)
            silent = known is not None and known.default == wanted  # what holds where nothing is said
            if self._is_held(key, path, wanted, words) or (silent and self._is_held(key, path, None, words)):
                continue
            place = self._place(key)
            if place is not None and not own:
                self._put((*place, "Properties", *path), wanted)
            if not self._is_held(key, path, wanted, words):
                raise NotWrittenError(
                    f"{'.'.join(path)} of {key[0]} -> {key[1]} cannot be written into the template as it stands"
                )

    def _check_access(self, key: EdgeKey, before: Edges, old: Edge, new: Edge) -> None:
        """What an actor may do is more than one place may say: it must read as asked, and for nobody else otherwise."""
        access = new.properties.get("Access")
        if access == old.properties.get("Access") or not isinstance(access, str):
            return
        after = self.edges()
        told = {properties.get("Access") for each, properties in after if each == key}
        if told - {None, access}:
            raise NotWrittenError(
                f"{key[0]} keeps more access to {key[1]} than {_ACCESS.get(access, access)}: a policy that speaks of "
                "more than this connection, or of any resource, gives it; change that policy in the template"
            )
        other = next((each for each, _ in (before - after) + (after - before) if each != key), None)
        if other is not None:
            raise NotWrittenError(
                f"{other[0]} -> {other[1]} has its access from the same policy as {key[0]} -> {key[1]}; "
                "part the two in the template first"
            )

    def _is_held(self, key: EdgeKey, path: tuple[str, ...], value: Any, words: Mapping[str, Any]) -> bool:
        return any(
            each == key and _holds(properties, path, value) and all(properties.get(k) == v for k, v in words.items())
            for each, properties in self.edges()
        )

    def _place(self, key: EdgeKey) -> Path | None:
        """The event or resource that is this edge in the template; None where there is none or several."""
        found = self.imported()
        source, events = self.parts(found, key[0]), ("Resources", key[1], "Properties", "Events")
        places: list[Path] = [
            (*events, name)
            for name, event in self.text.section(*events).items()
            if any(id_ in source for _, id_ in references(event, source))
        ]
        kinds = ("AWS::Lambda::EventSourceMapping", "AWS::SNS::Subscription")
        between = [("Resources", name) for name in self.between(found, key)]
        places += [place for place in between if self.text.get((*place, "Type")) in kinds]
        return places[0] if len(places) == 1 else None

    def _carry(self, old: Design, new: Design, subject: Subject, *, asked: bool) -> None:
        """Carry the difference of what is generated; in SAM's words, else in CloudFormation's own."""
        start = self.text
        left: list[str] = []
        edge, known = new.edges[subject.id], old.edges.get(subject.id)
        ends = (edge.source, edge.target)
        far = {part for end in ends for part in self.parts(self.imported(), self.logical(end))}
        given = edge.properties.get("Access")
        access = (
            given if known is not None and given != known.properties.get("Access") and isinstance(given, str) else None
        )
        for sam in (True, False) if self._is_sam() else (False,):
            before, after = self._generated(old, ends, sam=sam), self._generated(new, ends, sam=sam)
            carrier = Carrier(start, before, after, asked=asked)
            text = carrier.carry()
            text = allowed(text, before, after, subject.id, far, access, carrier.fresh, carrier.left)
            if not carrier.left:
                self.text = text
                made = [(after.owners[name], name) for name in carrier.fresh]
                self.names = {**self.names, **{r.id: name for r, name in made if r.id in new.nodes and name != r.id}}
                return
            left = left or carrier.left
        raise NotWrittenError("; ".join(dict.fromkeys(left)))

    def _is_sam(self) -> bool:
        return "Transform" in self.text.value

    def _generated(self, design: Design, ends: tuple[str, ...], *, sam: bool | None = None) -> Generated:
        """What is generated for these nodes and their neighbours: nothing further away says anything about them."""
        design = around(design, ends)
        resources = self.text.section("Resources")
        known = {id_: self.logical(id_) for id_ in design.nodes if self.logical(id_) in resources}
        known |= self._matcher.roles(known)
        taken = {*resources, *self.text.section("Parameters")}
        return generated(
            design, self.catalogue, known, taken, self._matcher.match, sam=self._is_sam() if sam is None else sam
        )


def _holds(properties: Mapping[str, Any], path: tuple[str, ...], wanted: Any) -> bool:
    value: Any = properties
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return bool(freeze(value) == freeze(wanted))
