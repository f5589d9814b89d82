"""What a file is follows from its content; what is nothing is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.importers.registry import recognise
from designer.storage.errors import FileError
from tests.importers.reading import lay

CONTENTS = [
    ("x.yaml", "Resources:\n  A: {Type: AWS::SQS::Queue}\n", "cloudformation"),
    ("x.txt", 'AWSTemplateFormatVersion: "2010-09-09"\n', "cloudformation"),
    ("x.json", '{"Resources": {}}', "cloudformation"),
    ("x.json", '{"format": "skydraft/1", "nodes": {}}', "design"),
    ("x.json", '{"nodes": {}}', "design"),
    ("x.skydraft.json", "", "design"),
    ("x.json", '{"format_version": "1.2", "planned_values": {}}', "terraform-plan"),
    ("serverless.yml", "service: x\nprovider: {name: aws}\n", "serverless"),
    ("x.drawio", "<mxfile></mxfile>", "drawio"),
    ("x.xml", '<?xml version="1.0"?>\n<mxGraphModel/>', "drawio"),
    ("main.tf", 'resource "aws_sqs_queue" "q" {}', "terraform"),
    ("manifest.json", '{"artifacts": {}}', "cdk"),
]


@pytest.mark.parametrize(("name", "text", "kind"), CONTENTS, ids=[f"{c[0]} {c[2]}" for c in CONTENTS])
def test_files(tmp_path: Path, name: str, text: str, kind: str) -> None:
    assert recognise(lay(tmp_path, {name: text}) / name).kind == kind


FOLDERS = [
    ({"main.tf": ""}, "terraform", "."),
    ({"manifest.json": '{"artifacts": {}}', "template.yaml": "Resources: {}"}, "cdk", "."),
    ({"cdk.out/manifest.json": '{"artifacts": {}}', "package.json": "{}"}, "cdk", "cdk.out"),
    ({"template.yaml": "Resources: {}", "src/app.py": ""}, "cloudformation", "template.yaml"),
]


@pytest.mark.parametrize(("files", "kind", "within"), FOLDERS)
def test_folders(tmp_path: Path, files: dict[str, str], kind: str, within: str) -> None:
    source = recognise(lay(tmp_path, files))
    assert (source.kind, source.path) == (kind, tmp_path / within)


FAULTS = [
    ({"a.yaml": "services: {}\n"}, "a.yaml", "this is not recognised"),
    ({"a.xml": "<html/>"}, "a.xml", "this is not recognised"),
    ({"a.md": "# Resources:\n"}, "a.md", "this is not recognised"),
    ({"src/a.py": ""}, ".", "nothing is recognised"),
    ({"template.yaml": "Resources: {}", "serverless.yml": "service: x"}, ".", "several templates"),
    ({}, "nope", "there is no such file"),
]


@pytest.mark.parametrize(("files", "name", "says"), FAULTS)
def test_faults(tmp_path: Path, files: dict[str, str], name: str, says: str) -> None:
    with pytest.raises(FileError, match=says):
        recognise(lay(tmp_path, files) / name)
