"""A design and its template on disk: found, kept within bounds, merged, written both or neither."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from designer.catalogue import load
from designer.linked import link
from designer.linked.merge import merge
from designer.model.design import Design, Edge, Node, Subject
from designer.storage import FileError, read, save, write_all

TEMPLATES = Path(__file__).parent / "templates"
CATALOGUE = load()


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "orders.yaml"
    shutil.copy(TEMPLATES / path.name, path)
    return path


def stored(folder: Path, settings: object) -> Path:
    path = folder / "a.skydraft.json"
    path.write_text(json.dumps({"format": "skydraft/1", "settings": settings}))
    return path


@pytest.mark.parametrize(
    "named",
    ["/etc/passwd", "../orders.yaml", "a/../../orders.yaml", "", 7, ["orders.yaml"], "out/orders.yaml", "a\0b", "."],
)
def test_a_design_names_no_template_outside_its_folder(template: Path, tmp_path: Path, named: object) -> None:
    inner = tmp_path / "designs"
    inner.mkdir()
    if os.name != "nt":
        (inner / "out").symlink_to(tmp_path)
    path = stored(inner, {"template": named})
    with pytest.raises(FileError) as fault:
        link.open_design(read(path), CATALOGUE)
    assert "\n" not in fault.value.line


def test_a_template_in_a_folder_below_is_found(template: Path, tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    template.rename(tmp_path / "infra" / "t.yaml")
    linked = link.open_design(read(stored(tmp_path, {"template": "infra/t.yaml"})), CATALOGUE)
    assert "OrdersQueue" in linked.design.nodes
    done = link.save(linked, linked.design, CATALOGUE)
    assert done.linked.design.settings["template"] == "infra/t.yaml"


def test_another_design_of_that_name_is_not_overwritten(template: Path) -> None:
    other = link.design_of(template)
    other.write_text('{"format": "skydraft/1", "name": "Mine"}')
    linked = link.open_template(template, CATALOGUE)
    link.save(linked, linked.design, CATALOGUE)
    assert json.loads(other.read_text()) == {"format": "skydraft/1", "name": "Mine"}
    assert link.open_template(template, CATALOGUE).opened is not None


def test_saving_elsewhere_is_said(template: Path, tmp_path: Path) -> None:
    linked = link.open_template(template, CATALOGUE)
    (tmp_path / "else").mkdir()
    with pytest.raises(FileError, match="folder of its template"):
        link.save(linked, linked.design, CATALOGUE, tmp_path / "else" / "a.skydraft.json")


def test_both_are_written_or_neither(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    linked = link.open_template(template, CATALOGUE)
    linked = link.save(linked, linked.design, CATALOGUE).linked
    before = template.read_bytes(), linked.path.read_bytes()
    replace = Path.replace

    def fail(self: Path, target: Path) -> Path:
        if Path(target).name == template.name and self.name.endswith(".tmp") and b": 99" in self.read_bytes():
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    changed = linked.design.set_property(Subject("node", "OrdersQueue"), "VisibilityTimeout", 99)
    changed = changed.model_copy(update={"name": "Other"})
    with pytest.raises(FileError, match="no space left"):
        link.save(linked, changed, CATALOGUE)
    assert (template.read_bytes(), linked.path.read_bytes()) == before
    assert sorted(p.name for p in template.parent.iterdir()) == ["orders.skydraft.json", "orders.yaml"]


def test_a_file_that_was_not_there_goes_again_when_the_other_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="folder"):
        write_all({tmp_path / "a": b"1", tmp_path / "no" / "b": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_what_was_changed_by_hand_meanwhile_is_merged_at_the_save(template: Path) -> None:
    linked = link.open_template(template, CATALOGUE)
    text = template.read_text()
    template.write_text(text.replace("BatchSize: 10 ", "BatchSize: 20 "))
    ours = linked.design.set_property(Subject("node", "OrdersQueue"), "VisibilityTimeout", 99)
    done = link.save(linked, ours, CATALOGUE)
    assert template.read_text() == text.replace("BatchSize: 10 ", "BatchSize: 20 ").replace(
        "Timeout: 60", "Timeout: 99"
    )
    assert done.news == ("BatchSize of Orders queue → Work off is 20",)


def test_an_unreadable_template_stops_the_save_and_nothing_is_lost(template: Path) -> None:
    linked = link.open_template(template, CATALOGUE)
    template.write_text("Resources: [")
    with pytest.raises(FileError):
        link.save(linked, linked.design, CATALOGUE)
    assert template.read_text() == "Resources: ["
    assert not linked.path.exists()


def test_a_copy_belongs_to_no_template(template: Path, tmp_path: Path) -> None:
    linked = link.open_template(template, CATALOGUE)
    copy = link.unlinked(linked.design)
    path = tmp_path / "copy.skydraft.json"
    save(copy, path)
    assert link.template_of(read(path).design, path) is None


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("t.yaml", "Resources: {}", True),
        ("t.yml", "Resources:\n  - broken: [", True),
        ("t.json", '{"Resources": {}}', True),
        ("t.json", '{"format": "skydraft/1", "name": "Resources"}', False),
        ("t.skydraft.json", '{"Resources": {}}', False),
        ("t.txt", "Resources: {}", False),
    ],
)
def test_what_is_a_template(tmp_path: Path, name: str, text: str, wanted: bool) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert link.is_template(path) is wanted


# -- merging


def design(*nodes: str, edges: tuple[tuple[str, str], ...] = (), **properties: dict[str, object]) -> Design:
    found = Design()
    for id_ in nodes:
        found = found.put(Subject("node", id_), Node(service="sqs" if id_.startswith("q") else "lambda", at=(1, 2)))
        for key, value in properties.get(id_, {}).items():
            found = found.set_property(Subject("node", id_), key, value)
    for source, target in edges:
        found, _ = found.add_edge(Edge(source=source, target=target))
    return found


def test_theirs_comes_and_ours_stays() -> None:
    base = design("q1", "f1", edges=(("q1", "f1"),), q1={"DelaySeconds": 1, "VisibilityTimeout": 30})
    ours = base.set_property(Subject("node", "q1"), "DelaySeconds", 2)
    theirs = base.set_property(Subject("node", "q1"), "VisibilityTimeout", 60)
    merged = merge(base, ours, theirs, CATALOGUE)
    assert merged.design.nodes["q1"].properties == {"DelaySeconds": 2, "VisibilityTimeout": 60}
    assert merged.news == ("VisibilityTimeout of q1 is 60",)


def test_what_both_changed_stays_as_it_is_drawn_and_is_told() -> None:
    base = design("q1", q1={"DelaySeconds": 1})
    ours = base.set_property(Subject("node", "q1"), "DelaySeconds", 2)
    theirs = base.set_property(Subject("node", "q1"), "DelaySeconds", 3)
    merged = merge(base, ours, theirs, CATALOGUE)
    assert merged.design == ours
    assert "changed in both" in merged.news[0]


def test_nodes_come_without_a_place_and_go_with_their_edges() -> None:
    base = design("q1", "f1", edges=(("q1", "f1"),))
    theirs = design("f1", "q2", edges=(("q2", "f1"),))
    merged = merge(base, base, theirs, CATALOGUE)
    assert list(merged.design.nodes) == ["f1", "q2"]
    assert [node.at for node in merged.design.nodes.values()] == [(1, 2), None]
    assert list(merged.design.edges) == ["q2-f1"]
    assert merged.news == ("q1 is gone", "q2 is new", "q2 → f1 is new")


def test_what_was_removed_here_does_not_come_back() -> None:
    base = design("q1", "f1", edges=(("q1", "f1"),))
    ours = base.remove([Subject("node", "q1")])
    assert merge(base, ours, base, CATALOGUE).design == ours


def test_several_edges_between_two_nodes_stay_apart() -> None:
    base = design("f1").put(Subject("node", "api"), Node(service="apigw-rest", at=(0, 0)))
    for path in ("/a", "/b", "/c"):
        edge = Edge(source="api", target="f1", properties={"Path": path, "Method": "GET"})
        base, _ = base.add_edge(edge)
    theirs = base.remove([Subject("edge", "api-f1-2")])
    merged = merge(base, base, theirs, CATALOGUE)
    assert [e.properties["Path"] for e in merged.design.edges.values()] == ["/a", "/c"]
    assert list(merged.design.edges) == ["api-f1", "api-f1-3"]
    assert merged.news == ("api → f1 is gone",)


def test_a_merge_of_the_same_is_the_design_itself() -> None:
    base = design("q1", "f1", edges=(("q1", "f1"),))
    assert merge(base, base, base, CATALOGUE).design is base


# -- a design file that was changed outside


Records = dict[str, Any]
ByHand = Callable[[Records, Records, Callable[[str, str], None]], object]


def by_hand(template: Path, change: ByHand) -> link.Linked:
    """The orders, saved once and changed in one of their files by hand since, opened again.

    `change` gets the design file's nodes and edges, and a function that replaces a text of the template.
    """

    def edit(old: str, new: str) -> None:
        assert old in template.read_text()
        template.write_text(template.read_text().replace(old, new))

    linked = link.open_template(template, CATALOGUE)
    path = link.save(linked, linked.design, CATALOGUE).linked.path
    data = json.loads(path.read_text())
    change(data["nodes"], data["edges"], edit)
    path.write_text(json.dumps(data))
    return link.open_design(read(path), CATALOGUE)


def slower(nodes: Records, _edges: Records, _edit: object) -> object:
    return nodes["OrdersQueue"]["properties"].update(VisibilityTimeout=90)


@pytest.mark.parametrize(
    ("change", "pending", "news", "wanted"),
    [
        (
            slower,
            ("VisibilityTimeout of Orders queue is 90",),
            (),
            ["      VisibilityTimeout: 90"],
        ),
        (
            lambda nodes, edges, edit: edges["OrdersQueue-WorkOff"]["properties"].update(BatchSize=3),
            ("BatchSize of Orders queue → Work off is 3",),
            (),
            ["            BatchSize: 3   # one call to the bank takes ten"],
        ),
        (
            lambda nodes, edges, edit: nodes.update(Alerts={"service": "sns"}),
            ("Alerts is new",),
            (),
            ["  Alerts:", "    Type: AWS::SNS::Topic", "      KmsMasterKeyId: alias/aws/sns"],
        ),
        (
            lambda nodes, edges, edit: (slower(nodes, edges, edit), edit("BatchSize: 10", "BatchSize: 20")),
            ("VisibilityTimeout of Orders queue is 90",),
            ("BatchSize of Orders queue → Work off is 20",),
            ["      VisibilityTimeout: 90"],
        ),
        (
            lambda nodes, edges, edit: (slower(nodes, edges, edit), edit("Timeout: 60", "Timeout: 70")),
            ("VisibilityTimeout of Orders queue is 90",),
            ("VisibilityTimeout of Orders queue was changed in both; the design's value stands",),
            ["      VisibilityTimeout: 90"],
        ),
        (
            lambda nodes, edges, edit: edit("BatchSize: 10", "BatchSize: 20"),
            (),
            ("BatchSize of Orders queue → Work off is 20",),
            [],
        ),
        (lambda nodes, edges, edit: nodes["OrdersQueue"].update(at=[5, 5]), (), (), []),
        (lambda nodes, edges, edit: nodes["OrdersQueue"]["properties"].update(RequestsPerSecond=5), (), (), []),
    ],
)
def test_a_change_of_the_design_file_is_told_stays_and_reaches_the_template(
    template: Path, change: ByHand, pending: tuple[str, ...], news: tuple[str, ...], wanted: list[str]
) -> None:
    linked = by_hand(template, change)
    assert (linked.pending, linked.news) == (pending, news)
    before = template.read_text().splitlines()
    done = link.save(linked, linked.design, CATALOGUE)
    assert not done.conflicts
    after = template.read_text().splitlines()
    assert [line for line in after if line and line not in before] == wanted
    assert done.linked.opened is not None
    again = link.open_design(done.linked.opened, CATALOGUE)
    assert (again.pending, again.news) == ((), ())
    assert again.design == done.linked.design


@pytest.mark.parametrize(
    ("change", "said", "gone"),
    [
        (
            lambda nodes, edges, edit: edges.pop("CreateOrder-OrdersTable"),
            "Create order → Orders table is gone",
            "TABLE_NAME",
        ),
        (
            lambda nodes, edges, edit: [
                nodes.pop("OrdersTable"),
                edges.pop("CreateOrder-OrdersTable"),
                edges.pop("WorkOff-OrdersTable"),
            ],
            "Orders table is gone",
            "OrdersTable",
        ),
    ],
)
def test_what_is_taken_out_of_the_design_file_does_not_come_back(
    template: Path, change: ByHand, said: str, gone: str
) -> None:
    linked = by_hand(template, change)
    assert said in linked.pending
    assert not linked.news
    assert gone in template.read_text()
    done = link.save(linked, linked.design, CATALOGUE)
    assert not done.conflicts
    assert gone not in template.read_text()


def test_what_went_from_the_template_and_was_changed_in_the_design_stays_and_is_told(template: Path) -> None:
    def change(nodes: Records, _edges: Records, edit: Callable[[str, str], None]) -> None:
        nodes["FailedOrders"]["properties"]["MessageRetentionPeriod"] = 60
        queue = "  FailedOrders:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n"
        redrive = (
            "      RedrivePolicy:\n        deadLetterTargetArn: !GetAtt FailedOrders.Arn\n        maxReceiveCount: 3\n"
        )
        edit(queue, "")
        edit(redrive, "")

    linked = by_hand(template, change)
    assert "Failed orders is new" in linked.pending
    assert "FailedOrders" in linked.design.nodes


def test_an_edge_that_leads_elsewhere_in_the_design_file_is_moved_in_the_template(template: Path) -> None:
    linked = by_hand(template, lambda nodes, edges, edit: edges["CreateOrder-OrdersQueue"].update(to="FailedOrders"))
    assert set(linked.pending) == {"Create order → Failed orders is new", "Create order → Orders queue is gone"}
    done = link.save(linked, linked.design, CATALOGUE)
    assert not done.conflicts
    assert "!GetAtt OrdersQueue.QueueName" not in template.read_text()


def test_two_branches_of_a_design_file_merge_by_lines(template: Path) -> None:
    """Each record's digest stands on a line of its own, and only that of what was changed is another."""
    linked = link.open_template(template, CATALOGUE)
    saved = link.save(linked, linked.design, CATALOGUE).linked
    first = saved.path.read_text().splitlines()
    changed = saved.design.set_property(Subject("node", "OrdersQueue"), "VisibilityTimeout", 99)
    link.save(saved, changed, CATALOGUE)
    second = saved.path.read_text().splitlines()
    assert len([1 for a, b in zip(first, second, strict=True) if a != b]) == 2
