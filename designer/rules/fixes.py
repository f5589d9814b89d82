"""What quick fixes do: pure functions from a Design to the next.

A fix is made when its finding is and applied later, perhaps to a newer design: each looks things up by id when it is
applied and leaves the design alone when they are gone.  New cards stand on a free place beside what they belong to,
or half-way between the two that they join.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from designer.model.design import Design, Edge, Group, Node, Point, Subject
from designer.model.detour import apply_detour, in_region
from designer.model.finding import QuickFix
from designer.model.places import COLUMN, ROW, free_place
from designer.model.specs import Detour
from designer.rules.view import EdgeView, NodeView


def set_property(subject: Subject, path: str, value: Any, label: str) -> QuickFix:
    """Set one property of a node or edge; None removes it."""

    def apply(design: Design) -> Design:
        return design.set_property(subject, path, value) if subject.id in design else design

    return QuickFix(label, apply)


def set_via(edge: str, via: str | None, label: str, properties: Mapping[str, Any] | None = None) -> QuickFix:
    """Make an edge another of its pair's integrations, with properties by their dotted paths.

    Those of the former one would be wrong and go.
    """

    def apply(design: Design) -> Design:
        if edge not in design.edges:
            return design
        design = design.change(Subject("edge", edge), via=via, properties={})
        for path, value in (properties or {}).items():
            design = design.set_property(Subject("edge", edge), path, value)
        return design

    return QuickFix(label, apply)


def remove(subject: Subject, label: str) -> QuickFix:
    return QuickFix(label, lambda design: design.remove([subject]) if subject.id in design else design)


def reverse(edge: str, label: str = "Turn the connection round") -> QuickFix:
    return take_detour(edge, Detour(title=label, reverse=True))


def add_node_with_edge(
    beside: str,
    node: Node,
    label: str,
    *,
    via: str | None = None,
    properties: Mapping[str, Any] | None = None,
    incoming: bool = False,
    then: Callable[[Design, str], Design] | None = None,
) -> QuickFix:
    """A new node on a free place beside another, and an edge to it (or from it, `incoming`).

    `then(design, new node's id)` may change more.
    """

    def apply(design: Design) -> Design:
        if beside not in design.nodes:
            return design
        neighbour = design.nodes[beside]
        placed = node.replace(at=free_place(design, _shifted(neighbour.at, COLUMN, ROW)), group=neighbour.group)
        design, new = design.add_node(placed)
        ends = {"from": new, "to": beside} if incoming else {"from": beside, "to": new}
        design, _ = design.add_edge(Edge.model_validate({**ends, "via": via, "properties": dict(properties or {})}))
        return then(design, new) if then else design

    return QuickFix(label, apply)


def add_queue_for(edge: EdgeView, queue: Node, path: str, label: str) -> QuickFix:
    """A new queue below an edge's target, named by a property of the edge: `{"Fn::GetAtt": [queue, "Arn"]}`."""

    def apply(design: Design) -> Design:
        if edge.id not in design.edges or edge.target.id not in design.nodes:
            return design
        neighbour = design.nodes[edge.target.id]
        placed = queue.replace(at=free_place(design, _shifted(neighbour.at, 0, ROW)), group=neighbour.group)
        design, new = design.add_node(placed)
        return design.set_property(edge.subject, path, {"Fn::GetAtt": [new, "Arn"]})

    return QuickFix(label, apply)


def insert_on(edge: EdgeView, through: tuple[str, ...], label: str) -> QuickFix:
    """Lead an edge through further services, each connected by its pair's default."""
    return take_detour(edge.id, Detour(title=label, through=through))


def move_target(edge: EdgeView, node: Node, label: str) -> QuickFix:
    """Lead an edge to a new node beside its present target."""

    def apply(design: Design) -> Design:
        if edge.id not in design.edges or edge.target.id not in design.nodes:
            return design
        neighbour = design.nodes[edge.target.id]
        placed = node.replace(at=free_place(design, _shifted(neighbour.at, 0, ROW)), group=neighbour.group)
        design, new = design.add_node(placed)
        return design.change(edge.subject, target=new)

    return QuickFix(label, apply)


def fan_out(queue: str, edges: tuple[str, ...]) -> QuickFix:
    """Put a topic in a queue's place as receiver, and give each consumer but the first a queue of its own."""

    def apply(design: Design) -> Design:
        here = [id_ for id_ in edges if id_ in design.edges]
        if queue not in design.nodes or len(here) < 2:
            return design
        old = design.nodes[queue]
        topic = Node(service="sns", title=old.title, at=free_place(design, _shifted(old.at, -COLUMN / 2, -ROW)))
        design, new = design.add_node(topic.replace(group=old.group))
        for id_, edge in tuple(design.edges.items()):
            if edge.target == queue and edge.via not in ("redrive", "dead-letter", "on-failure"):
                design = design.remove([Subject("edge", id_)])
                design, _ = design.add_edge(edge.replace(target=new, via=None, properties={}))
        design, _ = design.add_edge(Edge(source=new, target=queue))
        for id_ in here[1:]:
            edge = design.edges[id_]
            consumer = design.nodes[edge.target]
            place = free_place(design, _shifted(old.at, 0, ROW))
            own = old.replace(title=f"{old.title or queue} for {consumer.title or edge.target}"[:80], at=place)
            design, own_id = design.remove([Subject("edge", id_)]).add_node(own)
            design, _ = design.add_edge(Edge(source=new, target=own_id))
            design, _ = design.add_edge(edge.replace(source=own_id))
        return design

    return QuickFix("Insert SNS topic", apply)


def dead_letter_queue(title: str, *, fifo: bool = False) -> Node:
    """A queue for what has failed, which keeps it for 14 days, the longest that SQS can."""
    kept = {"MessageRetentionPeriod": 1_209_600, **({"FifoQueue": True} if fifo else {})}
    return Node(service="sqs", title=title[:80], properties=kept)


def take_detour(edge: str, detour: Detour) -> QuickFix:
    """Replace an edge by the way that a refusal proposes."""

    def apply(design: Design) -> Design:
        return apply_detour(design, edge, detour) if edge in design.edges else design

    return QuickFix(detour.title, apply)


def switch_kind(node: NodeView, fifo: bool) -> QuickFix:
    """Make a FIFO queue or topic a standard one, or the other way round."""
    path = "FifoQueue" if node.is_a("sqs") else "FifoTopic"
    name = "QueueName" if node.is_a("sqs") else "TopicName"
    subject = Subject("node", node.id)

    def apply(design: Design) -> Design:
        if node.id not in design.nodes:
            return design
        design = design.set_property(subject, path, None if fifo else True)
        given = design.nodes[node.id].properties.get(name)
        if isinstance(given, str):  # the name of an ordered one must end in .fifo
            design = design.set_property(subject, name, given.removesuffix(".fifo") + ("" if fifo else ".fifo"))
        for only in ("ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit") if fifo else ():
            design = design.set_property(subject, only, None)
        return design

    return QuickFix(f"Make {node.title} {'standard' if fifo else 'FIFO'}", apply)


def _shifted(at: Point | None, dx: float, dy: float) -> Point | None:
    return at and (at[0] + dx, at[1] + dy)


def take_out(before: EdgeView, after: EdgeView, label: str, through: tuple[str, ...] = ()) -> QuickFix:
    """Remove the node between two edges and connect its neighbours, by way of further services where given."""

    def apply(design: Design) -> Design:
        if before.id not in design.edges or after.id not in design.edges:
            return design
        middle = design.nodes.get(before.target.id)
        if middle is None:
            return design
        design = design.remove([before.target.subject])
        source = before.source.id
        for service in through:
            node = Node(service=service, at=middle.at, group=middle.group)
            design, new = design.add_node(node)
            design, _ = design.add_edge(Edge(source=source, target=new))
            source = new
        design, _ = design.add_edge(Edge(source=source, target=after.target.id))
        return design

    return QuickFix(label, apply)


def put_in_region(node: NodeView, region: str, label: str = "") -> QuickFix:
    """Put a node into the frame of a region."""

    def apply(design: Design) -> Design:
        return in_region(design, node.id, region) if node.id in design.nodes else design

    return QuickFix(label or f"Put {node.title} into {region}", apply)


def put_in_vpc(node: NodeView, label: str, *, beside: NodeView | None = None) -> QuickFix:
    """Put a node into the VPC that another stands in, or into a new one."""

    def apply(design: Design) -> Design:
        if node.id not in design.nodes:
            return design
        around = design.ancestors(design.nodes[beside.id].group) if beside and beside.id in design.nodes else ()
        frame = next((g for g in around if design.groups[g].kind in ("vpc", "subnet")), None)
        if frame is None:
            frame = design.new_id("vpc")
            own = design.nodes[node.id].group
            design = design.put(Subject("group", frame), Group(kind="vpc", title="VPC", group=own))
        return design.change(node.subject, group=frame)

    return QuickFix(label, apply)


def share(node: NodeView, edges: tuple[EdgeView, ...], through: tuple[str, ...], label: str) -> QuickFix:
    """Lead one way from a node through further services, and let some of its receivers take from the last of them."""

    def apply(design: Design) -> Design:
        here = [e for e in edges if e.id in design.edges]
        if node.id not in design.nodes or not here:
            return design
        last = node.id
        for service in through:
            neighbour = design.nodes[last]
            place = free_place(design, _shifted(neighbour.at, COLUMN / 2, ROW))
            design, new = design.add_node(Node(service=service, at=place, group=neighbour.group))
            design, _ = design.add_edge(Edge(source=last, target=new))
            last = new
        for edge in here:
            design = design.remove([edge.subject])
            design, _ = design.add_edge(Edge(source=last, target=edge.target.id))
        return design

    return QuickFix(label, apply)
