"""Documents to take home: every node, group and edge is in them, and a text is never anything but text."""

from __future__ import annotations

import ast
import html
import re
import sys
import types
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designer.catalogue import load
from designer.model.catalogue import Catalogue
from designer.model.design import Accepted, Design
from designer.model.finding import Finding
from exporters.base import ExportError
from exporters.documents import DOCUMENTS, documents
from exporters.documents.drawing import Drawing, one_line
from exporters.documents.names import NAMES

CATALOGUE = load()
HOSTILE = (
    'end "x" [y] `z` <b> #35; | --> %% {{ }}',
    "a\nb\r\n\tc",
    "\u202eleft\u200b right",
    "'''\"\"\"\\",
    "${x} %{y} <!-- --> ]]> &amp; <script>",
    "| a | b |\n|---|",
    "a" * 10_000,
)
texts = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def hostile(draw: st.DrawFn) -> Design:
    kinds = ("lambda", "sqs", "s3", "external-client")
    ids = draw(st.lists(st.sampled_from(("end", "graph", "a-b", "a_b", "A_B", "class", "x")), unique=True, min_size=2))
    nodes: dict[str, Any] = {
        id_: {"service": draw(st.sampled_from(kinds)), "title": draw(texts), "in": draw(st.sampled_from((None, "g")))}
        for id_ in ids
    }
    nodes["cfn"] = {"service": "cfn", "type": draw(texts), "disabled": True}
    ends = st.sampled_from(sorted(nodes))
    edges = {f"e{n}": {"from": draw(ends), "to": draw(ends)} for n in range(draw(st.integers(0, 5)))}
    groups = {"g": {"title": draw(texts), "in": "outer"}, "outer": {"kind": "vpc", "title": draw(texts)}, "empty": {}}
    return Design.model_validate({"name": draw(texts), "nodes": nodes, "edges": edges, "groups": groups})


def made(design: Design, word: str, **more: Any) -> str:
    return documents(design, CATALOGUE, (), [word], **more)[word][0].text


def titles(design: Design) -> list[str]:
    return sorted(one_line(node.title) or id_ for id_, node in design.nodes.items())


def ends(design: Design) -> list[tuple[str, str]]:
    def title(id_: str) -> str:
        return one_line(design.nodes[id_].title) or id_

    return sorted((title(edge.source), title(edge.target)) for edge in design.edges.values())


def test_every_service_has_names(catalogue: Catalogue) -> None:
    assert set(NAMES) == set(catalogue.services)


def test_an_unknown_document_is_one_clear_line() -> None:
    with pytest.raises(ExportError, match="no document 'visio'; there are mermaid"):
        documents(Design(), CATALOGUE, (), ["visio"])


@pytest.mark.parametrize("word", DOCUMENTS)
def test_an_empty_design_and_the_examples(word: str, example_designs: Mapping[str, Design]) -> None:
    for design in (Design(), *example_designs.values()):
        assert made(design, word) == made(design, word)
        assert made(design, word).endswith("\n")


# -- Mermaid: a reader of the little that we write


@given(hostile())
def test_mermaid(design: Design) -> None:
    nodes: dict[str, str] = {}
    edges: list[tuple[str, str]] = []
    depth = 0
    text = r'"([^"\[\]{}|<>`]*(?:<br/>[^"\[\]{}|<>`]*)?)"'
    for line in map(str.strip, made(design, "mermaid").splitlines()[1:]):
        if line.startswith("subgraph "):
            assert re.fullmatch(rf"subgraph g_\w+\[{text}\]", line), line
            depth += 1
        elif line == "end":
            depth -= 1
        elif found := re.fullmatch(rf"(n_\w+)(?:\[{text}\]|\(\[{text}\]\))", line):
            nodes[found[1]] = _decoded((found[2] or found[3]).partition("<br/>")[0])
        elif found := re.fullmatch(r'(n_\w+) (?:-->|-\.->|==>|---)(?:\|"[^"|]*"\|)? (n_\w+)', line):
            edges.append((found[1], found[2]))
        else:
            assert re.fullmatch(r"(classDef|class) [\w,]+ [\w:#,\- ]+", line), line
    assert depth == 0
    assert sorted(nodes.values()) == titles(design)
    assert sorted((nodes[a], nodes[b]) for a, b in edges) == ends(design)


def _decoded(text: str) -> str:
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


# -- draw.io


@given(hostile())
def test_drawio(design: Design) -> None:
    cells = ET.fromstring(made(design, "drawio")).findall(".//mxCell")  # noqa: S314
    by_id = {cell.attrib["id"]: cell.attrib for cell in cells}
    assert len(by_id) == len(cells) == 2 + len(design.nodes) + len(design.edges) + len(design.groups)
    nodes = {id_: cell["value"] for id_, cell in by_id.items() if id_.startswith("n_")}
    assert sorted(nodes.values()) == titles(design)
    edges = [cell for cell in by_id.values() if cell.get("edge")]
    assert sorted((nodes[e["source"]], nodes[e["target"]]) for e in edges) == ends(design)
    assert all(cell["parent"] in by_id for cell in by_id.values() if "parent" in cell)
    assert all("html=0" in cell["style"] for cell in by_id.values() if "style" in cell)


def test_drawio_keeps_the_places(example_designs: Mapping[str, Design]) -> None:
    """What stands left or right of, above or below each other on the canvas does so in draw.io."""
    for design in example_designs.values():
        cells = ET.fromstring(made(design, "drawio")).findall(".//mxCell")  # noqa: S314
        by_id = {cell.attrib["id"]: cell for cell in cells}

        def place(id_: str) -> tuple[float, float]:
            x, y = 0.0, 0.0
            while id_ not in ("0", "1"):
                geometry = by_id[id_].find("mxGeometry")  # noqa: B023
                assert geometry is not None
                x, y = x + float(geometry.attrib["x"]), y + float(geometry.attrib["y"])
                id_ = by_id[id_].attrib["parent"]  # noqa: B023
            return x, y

        drawn = {id_: place(f"n_{id_}") for id_ in design.nodes}
        offsets = {
            (round(x - node.at[0], 3), round(y - node.at[1], 3))
            for (x, y), node in zip(drawn.values(), design.nodes.values(), strict=True)
            if node.at
        }
        assert len(offsets) == 1, "all are moved by the same way"


# -- diagrams: the program is run against a double of the package that notes what is drawn


class Node:
    def __init__(self, title: str) -> None:
        self.title = title
        DRAWN["nodes"].append(title)

    def __rshift__(self, other: Any) -> Any:
        if isinstance(other, Edge):
            other.source = self.title
            return other
        raise TypeError


class Edge:
    source = ""

    def __init__(self, label: str = "", style: str = "") -> None:
        assert style in ("solid", "dashed", "dotted")

    def __rshift__(self, other: Node) -> Node:
        DRAWN["edges"].append((self.source, other.title))
        return other


class Frame:
    def __init__(self, title: str, **_more: Any) -> None:
        DRAWN["frames"].append(title)

    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None: ...


DRAWN: dict[str, list[Any]] = {}


@pytest.fixture(scope="module")
def double() -> Iterator[None]:
    package, aws = types.ModuleType("diagrams"), types.ModuleType("diagrams.aws")
    vars(package).update(Diagram=Frame, Cluster=Frame, Edge=Edge, aws=aws)
    for names in [name.diagrams for name in NAMES.values()] + ["management.CloudformationStack"]:
        module, _, kind = names.partition(".")
        if not hasattr(aws, module):
            setattr(aws, module, types.ModuleType(f"diagrams.aws.{module}"))
        setattr(getattr(aws, module), kind, Node)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "diagrams", package)
        patch.setitem(sys.modules, "diagrams.aws", aws)
        yield


@pytest.mark.usefixtures("double")
@given(hostile())
def test_diagrams(design: Design) -> None:
    program = made(design, "diagrams")
    statements = ast.parse(program).body
    assert [type(s).__name__ for s in statements][-1] == "With"
    DRAWN.update(nodes=[], edges=[], frames=[])
    exec(compile(program, "architecture.py", "exec"), {})  # noqa: S102
    assert sorted(map(one_line, DRAWN["nodes"])) == titles(design)
    assert sorted(DRAWN["edges"]) == ends(design)
    assert len(DRAWN["frames"]) == 1 + len(design.groups)


# -- the page


@given(hostile())
def test_no_text_of_a_design_is_markup(design: Design) -> None:
    page = made(design, "markdown")
    start, _, rest = page.partition("```mermaid\n")
    chart, _, rest = rest.partition("```\n")
    assert start.count("\n") == 2
    assert "`" not in chart
    columns = None
    for line in rest.splitlines():
        if not line.startswith("|"):
            columns = None
            assert not re.search(r"(?<!\\)[<`]", line), line
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert columns in (None, cells), line
        columns = cells
        assert not re.search(r"(?<!\\)[<`\[]", line.replace("|---", "")), line


def test_the_page_tells_what_matters() -> None:
    design = Design.model_validate(
        {
            "name": "Jobs",
            "groups": {"ordering": {"title": "Ordering"}},
            "nodes": {
                "jobs": {"service": "sqs", "title": "Jobs", "in": "ordering", "properties": {"VisibilityTimeout": 90}},
                "work": {"service": "lambda", "title": "Work", "in": "ordering"},
                "bus": {"service": "eventbridge-bus", "title": "Bus"},
            },
            "edges": {
                "e": {"from": "jobs", "to": "work", "properties": {"BatchSize": 7}},
                "f": {"from": "work", "to": "bus", "properties": {"DetailType": "OrderPlaced"}},
            },
        }
    )
    design = design.replace(
        accepted={"a": Accepted(rule="r", subject="node:jobs", reason="as | agreed", until="2030-01-31")}
    )
    finding = Finding(rule="x", severity="warning", subject=design.subject("jobs"), message="m", why="", fix="", doc="")
    made = documents(design, CATALOGUE, [finding], ["markdown"], "<svg/>")["markdown"]
    page = made[0].text
    assert [file.path for file in made] == ["ARCHITECTURE.md", "architecture.svg"]
    for words in (
        "![The architecture](architecture.svg)",
        "| Ordering | bounded context |  | Jobs, Work |",
        "| Jobs | SQS queue | Ordering |  |",
        "up to 7 messages",
        "| Work | Bus | DetailType OrderPlaced |",
        "on Jobs",
        "| Jobs | VisibilityTimeout | 90 seconds | 0 seconds | 12 hours |",
        "1 of severity warning",
        "| r | node:jobs | as \\| agreed | 2030-01-31 |",
    ):
        assert words in page, words


def test_names_are_told_apart(catalogue: Catalogue) -> None:
    design = Design.model_validate(
        {"nodes": {"a-b": {"service": "sqs"}, "a_b": {"service": "sqs"}, "A_B": {"service": "s3"}}}
    )
    names = Drawing(design, catalogue).names
    assert len({name.lower() for name in names.values()}) == 3
    assert html.escape("".join(names.values())) == "".join(names.values())
