"""draw.io's drawings: AWS's shapes in plain and packed pages, frames, labels; and files that want to do harm."""

from __future__ import annotations

import base64
import zlib
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import pytest

from designer.catalogue import load
from designer.editing.layout import place
from designer.importers.drawio.pages import MOST_BYTES
from designer.model.design import Subject
from designer.resources import resources
from designer.storage.design_file import read
from designer.storage.errors import FileError
from exporters.documents import documents
from tests.importers.reading import imported, pairs, services

ICON = "shape=mxgraph.aws4.resourceIcon;resIcon=mxgraph.aws4"


def _shape(id_: str, label: str, style: str, parent: str = "1") -> str:
    return f'<mxCell id="{id_}" value={quoteattr(label)} style="{style}" vertex="1" parent="{parent}"/>'


def _line(id_: str, source: str, target: str, style: str = "") -> str:
    return f'<mxCell id="{id_}" style="{style}" edge="1" parent="1" source="{source}" target="{target}"/>'


TABLE = f'<mxCell style="{ICON}.dynamodb" vertex="1" parent="net"/>'
CELLS = [
    '<mxCell id="0"/>',
    '<mxCell id="1" parent="0"/>',
    _shape("cloud", "AWS Cloud", "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_aws_cloud"),
    _shape("net", "Network", "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_vpc2", "cloud"),
    _shape("api", "Orders<br><b>API</b>", f"{ICON}.api_gateway", "cloud"),
    _shape("fn", "AWS Lambda", "shape=mxgraph.aws4.lambda_function", "net"),
    f'<object id="table" label="Orders &amp;amp; more">{TABLE}</object>',
    _shape("old", "Old queue", "shape=mxgraph.aws3.sqs"),
    _shape("sage", "Model", f"{ICON}.sagemaker"),
    _shape("who", "Customer", "shape=mxgraph.aws4.user"),
    _shape("box", "Our own system", "rounded=1"),
    _shape("note", "Do not forget", "text;html=1"),
    _line("l1", "who", "api"),
    _line("l2", "api", "fn"),
    _line("l3", "table", "fn", "startArrow=classic;endArrow=none"),
    _line("l4", "box", "fn"),
    _line("l5", "old", "fn"),
    _shape("word", "on the line", "text", "l5"),
    _line("l6", "api", ""),
]
MODEL = f"<mxGraphModel><root>\n{chr(10).join(CELLS)}\n</root></mxGraphModel>"


def _packed(text: str) -> str:
    worker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(worker.compress(quote(text).encode()) + worker.flush()).decode()


FORMS = {
    "plain": f'<mxfile host="x"><diagram name="Page-1">{MODEL}</diagram></mxfile>',
    "packed": f"<mxfile><diagram>{_packed(MODEL)}</diagram></mxfile>",
    "bare": MODEL,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_drawing(tmp_path: Path, form: str) -> None:
    path = tmp_path / "order-intake.drawio"
    path.write_text(FORMS[form])
    found = imported(path)
    design = found.design
    assert design.name == "Order intake"
    of = services(design)
    ids = {node.title: id_ for id_, node in design.nodes.items()}
    (function,) = [id_ for id_, service in of.items() if service == "lambda"]
    assert of[ids["Orders API"]] == "apigw-rest"
    assert of[ids["Orders & more"]] == "dynamodb"
    assert of[ids["Old queue"]] == "sqs"
    assert of[ids["Customer"]] == "external-client"
    assert design.nodes[ids["Model"]].type == "AWS::SageMaker::Model"
    assert design.nodes[function].title == ""  # the shape's own name says nothing
    assert pairs(design) == {
        (ids["Customer"], ids["Orders API"]), (ids["Orders API"], function), (function, ids["Orders & more"]),
        (ids["Old queue"], function),
    }  # fmt: skip
    frames = {group.title: (group.kind, group.group) for group in design.groups.values()}
    assert frames == {"AWS Cloud": ("account", None), "Network": ("vpc", design.nodes[ids["Orders API"]].group)}
    assert design.groups[str(design.nodes[function].group)].title == "Network"
    assert [note.text for note in design.notes.values()] == ["Do not forget"]
    (left,) = [item for item in found.report.items if item.fate == "left-out"]
    assert left.name == "Our own system"
    assert len(found.report.remarks) == 2  # two lines lead to nothing that is drawn
    if form != "packed":
        line = found.positions[Subject("node", ids["Old queue"])].line
        assert "Old queue" in path.read_text().splitlines()[line - 1]


@pytest.mark.parametrize("name", ["order-flow", "web-application", "bounded-contexts"])
def test_our_own_export_comes_back(tmp_path: Path, name: str) -> None:
    known = load()
    design = place(read(resources() / "examples" / f"{name}.skydraft.json", known.services).design, known)
    (file,) = documents(design, known, (), ["drawio"])["drawio"]
    path = tmp_path / "a.drawio"
    path.write_text(file.text)
    back = imported(path).design
    titles = {id_: node.title for id_, node in design.nodes.items()}
    again = {id_: node.title for id_, node in back.nodes.items()}
    assert sorted(titles.values()) == sorted(again.values())
    assert {(titles[a], titles[b]) for a, b in pairs(design)} == {(again[a], again[b]) for a, b in pairs(back)}
    assert sorted(g.title for g in design.groups.values()) == sorted(g.title for g in back.groups.values())


ELSEWHERE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><mxfile>&a;</mxfile>'
BOMB = f"<mxfile><diagram>{_packed('x' * (MOST_BYTES + 1000))}</diagram></mxfile>"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><mxfile><diagram>&b;</diagram></mxfile>'
HOSTILE = {
    "entities": (LAUGHS, "declares entities"),
    "an outside entity": (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><mxfile>&a;</mxfile>',
        "declares entities",
    ),
    "deep": ("<mxfile>" + "<a>" * 200_000, "nested too deeply"),
    "many": ("<mxfile>" + "<a/>" * 600_000 + "</mxfile>", "too many cells"),
    "a packed bomb": (
        f"<mxfile><diagram>{_packed('x' * (MOST_BYTES + 1000))}</diagram></mxfile>",
        "when it is unpacked",
    ),
    "packed nonsense": ("<mxfile><diagram>!!!</diagram></mxfile>", "packed in a way"),
    "no XML": ("<mxfile><a></mxfile>", "1:14: this is not XML"),
    "nothing of AWS": (f"<mxGraphModel><root>{_shape('a', 'x', 'rounded=1')}</root></mxGraphModel>", "no AWS shape"),
    "empty": ("<mxfile/>", "no page"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile(tmp_path: Path, case: str) -> None:
    text, says = HOSTILE[case]
    path = tmp_path / "a.drawio"
    path.write_text(text)
    with pytest.raises(FileError, match=says):
        imported(path)


def test_frames_in_a_circle(tmp_path: Path) -> None:
    group = "shape=mxgraph.aws4.group;grIcon=mxgraph.aws4.group_vpc"
    cells = [_shape("a", "A", group, "b"), _shape("b", "B", group, "a"), _shape("q", "Q", f"{ICON}.sqs", "a")]
    path = tmp_path / "a.drawio"
    path.write_text(f"<mxGraphModel><root>{''.join(cells)}</root></mxGraphModel>")
    design = imported(path).design
    place(design, load())
    assert len(design.nodes) == 1
