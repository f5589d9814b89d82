"""Adding a service is one TOML file and one icon: everything else follows from them."""

import json
import shutil
from pathlib import Path

import pytest

from designer.catalogue import load_folder
from designer.editing import commands
from designer.model.design import Design, Subject
from designer.resources import resources
from designer.rules import check
from exporters.registry import export

SERVICE = """
id = "memorydb"
title = "MemoryDB cluster"
short = "MemoryDB"
category = "database"
description = "Keeps data in memory, durably."
cfn_type = "AWS::MemoryDB::Cluster"
icon = "memorydb"
doc = "https://docs.aws.amazon.com/memorydb/latest/devguide/what-is-memorydb.html"
subtitle = ["NumShards"]

[properties.NumShards]
type = "integer"
title = "Shards"
unit = "shards"
min = 1
max = 500
default = 1
"""
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="1.75"><rect x="3.5" y="3.5" width="17" height="17" rx="2"/></svg>'
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("more") / "resources"
    for name in ("services", "integrations"):
        shutil.copytree(resources() / name, folder / name)
    for name in ("mechanisms.toml", "properties.toml", "retries.toml"):
        shutil.copy(resources() / name, folder / name)
    (folder / "services" / "memorydb.toml").write_text(SERVICE)
    return load_folder(folder)


@pytest.fixture(scope="module")
def design(catalogue):
    return commands.place(catalogue, "memorydb", (0, 0)).apply(Design(name="Cache"))


def test_it_is_placed_and_explained(catalogue, design):
    (id_, node), *_ = design.nodes.items()
    assert (node.service, node.title) == ("memorydb", "MemoryDB cluster")
    assert id_ == "memorydb_cluster"
    assert catalogue.explain("lambda", "memorydb").why
    assert catalogue.ids_of("AWS::MemoryDB::Cluster") == ("memorydb",)


def test_its_bounds_are_checked(catalogue, design):
    wrong = design.set_property(Subject("node", "memorydb_cluster"), "NumShards", 501)
    assert not [f for f in check(design, catalogue) if f.severity == "error"]
    errors = [f for f in check(wrong, catalogue) if f.severity == "error"]
    assert [(f.subject.id, f.property) for f in errors] == [("memorydb_cluster", "NumShards")]


def test_every_target_exports_it(catalogue, design):
    targets = export(design, catalogue)
    for target, files in targets.items():
        text = "\n".join(file.text for file in files)
        assert "MemoryDB" in text or "memorydb" in text, target
    sam = next(f for f in targets["sam"] if f.path == "template.yaml").text
    assert "Type: AWS::MemoryDB::Cluster" in sam


def test_it_is_drawn_and_offered(catalogue, design, tmp_path, qapp):
    from designer.gui.canvas.icons import Icons
    from designer.gui.render import render

    for icon in (resources() / "icons").glob("*.svg"):
        shutil.copy(icon, tmp_path)
    (tmp_path / "memorydb.svg").write_text(ICON)
    picture = tmp_path / "picture.png"
    render(design, catalogue, (), picture, icons=Icons(tmp_path))
    assert picture.stat().st_size > 1000
    assert "memorydb" in json.dumps([s.id for s in catalogue.services.values()])
    assert Path(tmp_path / f"{catalogue.services['memorydb'].icon}.svg").exists()
