"""Templates and folders go through `check`, `render` and `diff` as designs do, many at once and with places."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from designer.checking import Checked, Fault, check_all, pool
from tests.cli.conftest import Run, Write

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      FifoQueue: true
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        QueueConfigurations:
          - Event: s3:ObjectCreated:*
            Queue: !GetAtt Jobs.Arn
"""
TERRAFORM = """\
resource "aws_sqs_queue" "jobs" {
  fifo_queue = true
}

resource "aws_s3_bucket" "uploads" {
}

resource "aws_s3_bucket_notification" "uploads" {
  bucket = aws_s3_bucket.uploads.id
  queue {
    queue_arn = aws_sqs_queue.jobs.arn
    events    = ["s3:ObjectCreated:*"]
  }
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a template, a Terraform folder and things that are none of our business."""
    for name, text in {
        "service/template.yaml": TEMPLATE,
        "infra/main.tf": TERRAFORM,
        "docker-compose.yml": "services: {web: {image: x}}\n",
        "package.json": '{"name": "x"}\n',
        "node_modules/x/template.yaml": TEMPLATE,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_template_and_a_terraform_folder(run: Run, folder: Path) -> None:
    ran = run("check", "service/template.yaml", "infra", "--format", "json")
    assert ran.status == 1
    template, terraform = map(json.loads, ran.out.splitlines())
    for record, place in ((template, "service/template.yaml"), (terraform, "infra/main.tf")):
        (error,) = [f for f in record["findings"] if f["severity"] == "error"]
        lines = Path(place).read_text().splitlines()
        assert "Uploads" in lines[error["line"] - 1] or "uploads" in lines[error["line"] - 1]
        assert error.get("file", place) == place


def test_a_folder_stands_for_what_lies_in_it(run: Run, folder: Path) -> None:
    ran = run("check", folder, "--format", "json")
    names = [Path(json.loads(line)["file"]).relative_to(folder).as_posix() for line in ran.out.splitlines()]
    assert names == ["infra", "service/template.yaml"]


def test_sarif_points_into_the_files(run: Run, folder: Path) -> None:
    (log,) = run("check", "service/template.yaml", "infra", "--format", "sarif").json["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in log["results"] if result["level"] == "error"]
    assert [place["artifactLocation"]["uri"] for place in places] == ["service/template.yaml", "infra/main.tf"]
    assert all(place["region"]["startLine"] > 1 for place in places)


def test_junit(run: Run, folder: Path, write: Write) -> None:
    """Errors fail, advice does not, a file at fault is an error; what XML cannot hold does no harm."""
    (folder / "odd.yaml").write_text("Resources: [\n")
    nodes = {
        "a": {"service": "s3", "title": "<&\x01\"'\ufffe"},
        "q": {"service": "sqs", "properties": {"FifoQueue": True}},
    }
    write("odd", {"nodes": nodes, "edges": {"e": {"from": "a", "to": "q"}}})
    ran = run("check", "service/template.yaml", "odd.yaml", "odd.skydraft.json", "--format", "junit")
    assert ran.status == 2
    root = ET.fromstring(ran.out)  # noqa: S314 - our own
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites] == ["service/template.yaml", "odd.yaml", "odd.skydraft.json"]
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(root.get(attribute, "")) == len(list(root.iter(tag)))
        for suite in suites:
            assert int(suite.get(attribute, "")) == len(list(suite.iter(tag)))
    assert len(list(root.iter("failure"))) == 2
    assert len(list(root.iter("error"))) == 1


def test_baseline(run: Run, folder: Path) -> None:
    """What is known does not fail, what is new does; the file does not depend on where one stands."""
    checked = ("service/template.yaml", "infra", "--baseline", "known.json")
    assert run("check", *checked).status == 2  # there is none yet
    assert run("check", *checked, "--update-baseline").status == 0
    first = Path("known.json").read_text()
    assert run("check", *checked).status == 0
    assert run("check", folder, "--baseline", folder / "known.json").status == 0
    more = TEMPLATE.replace(
        "  Uploads:", "  Second:\n    Type: AWS::SQS::Queue\n    Properties: {FifoQueue: true}\n  Uploads:"
    )
    more += "          - {Event: s3:ObjectRemoved:*, Queue: !GetAtt Second.Arn}\n"
    Path("service/template.yaml").write_text("# one more line\n" + more)
    ran = run("check", *checked, "--format", "json")
    assert ran.status == 1
    errors = [f for f in json.loads(ran.out.splitlines()[0])["findings"] if f["severity"] == "error"]
    assert sorted((bool(e.get("accepted")), e["subject"]) for e in errors) == [
        (False, "edge:Uploads-Second"), (True, "edge:Uploads-Jobs"),
    ]  # fmt: skip
    Path("service/template.yaml").write_text("Resources: {Jobs: {Type: AWS::SQS::Queue}}\n")
    assert re.search(r"\d+ findings of the baseline are gone", run("check", *checked).out)
    run("check", "service/template.yaml", "--baseline", "known.json", "--update-baseline")
    left = json.loads(Path("known.json").read_text())["files"]
    assert left["infra"] == json.loads(first)["files"]["infra"]  # what was not looked at stays


@pytest.mark.parametrize("content", ["{", "[]", '{"format": "skydraft-baseline/1", "files": {"a": 1}}', "\x00"])
def test_a_file_that_is_no_baseline(run: Run, folder: Path, content: str) -> None:
    Path("known.json").write_text(content)
    ran = run("check", "infra", "--baseline", "known.json")
    assert ran.status == 2
    (line,) = ran.err.splitlines()
    assert line.startswith("skydraft: known.json: ")


def test_update_needs_a_file(run: Run, folder: Path) -> None:
    assert run("check", "infra", "--update-baseline").status == 2


def test_summary(run: Run, folder: Path) -> None:
    out = run("check", folder, "--summary").out
    assert re.match(r"2 files in \d+\.\d s: 2 errors", out)
    assert "2 with errors" in out
    assert str(folder / "infra") in out


# -- many at once


def _many(folder: Path, number: int) -> list[Path]:
    paths = [folder / f"t{index}.yaml" for index in range(number)]
    for path in paths:
        path.write_text(TEMPLATE)
    return paths


def test_processes_say_the_same_in_the_same_order(folder: Path) -> None:
    paths = _many(folder, 14)
    paths[3].write_text("Resources: [\n")
    here = list(check_all(paths, jobs=1))
    there = list(check_all(paths, jobs=2))
    assert [result.path for result in there] == paths
    assert here == there
    assert isinstance(there[3], Fault)


def _dies(path: Path, wanted: object) -> Checked | Fault:
    """Stands in for a check that takes its process with it."""
    if path.name == "t5.yaml":
        os._exit(9)
    return Fault(path, "was looked at")


def test_a_crash_does_not_stop_the_others(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "check_one", _dies)
    found = list(check_all(_many(folder, 14), jobs=2))
    crashed = [result.path.name for result in found if isinstance(result, Fault) and "crashed" in result.message]
    assert crashed == ["t5.yaml"]
    assert len(found) == 14


# -- render and diff


def test_render_a_template(folder: Path) -> None:
    """In a process of its own, since a picture needs an application of Qt's."""
    arguments = (str(ROOT / "main.py"), "render", "service/template.yaml", "--out", "a.svg")
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, timeout=120)
    assert "Uploads" in Path("a.svg").read_text()


def _git(*arguments: str) -> None:
    names = {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], check=True, capture_output=True, env={**os.environ, **names})


def test_diff_of_revisions(run: Run, folder: Path) -> None:
    _git("init", "-q")
    _git("add", "service", "infra")
    _git("commit", "-q", "-m", "first")
    assert run("diff", "--git", "HEAD", "infra").status == 0
    Path("service/template.yaml").write_text(TEMPLATE.replace("true", "true\n      VisibilityTimeout: 77"))
    Path("infra/main.tf").write_text(TERRAFORM.partition('resource "aws_s3')[0])
    for arguments in (
        ("HEAD:service/template.yaml", "service/template.yaml"),
        ("--git", "HEAD", "service/template.yaml"),
    ):
        ran = run("diff", *arguments, "--format", "json")
        assert ran.status == 1
        (changed,) = ran.json["changed"]
        assert changed["changes"] == [{"path": "properties.VisibilityTimeout", "new": 77}]
    ran = run("diff", "HEAD:infra", "infra", "--format", "markdown")
    assert ran.out.startswith("### Architecture: 2 removed\n")
    assert "**Removed**\n- Uploads" in ran.out
    for words in ("HEAD:nope.yaml", "nope:infra", "--git=--output=x"):
        ran = run("diff", words, "infra")
        assert ran.status == 2
        assert len(ran.err.splitlines()) == 1
    assert not Path("x").exists()


def test_a_revision_has_the_names_of_its_path(run: Run, folder: Path) -> None:
    """A file in the working folder that says no name of its own is called after the folder, then as now."""
    Path("template.yaml").write_text("Resources: {Jobs: {Type: 'AWS::SQS::Queue'}}\n")
    _git("init", "-q")
    _git("add", "template.yaml")
    _git("commit", "-q", "-m", "first")
    ran = run("diff", "HEAD:template.yaml", "template.yaml", "--format", "json")
    assert (ran.status, any(ran.json.values())) == (0, False)


def test_a_template_is_exported_and_its_permissions_are_told(run: Run, folder: Path) -> None:
    assert run("export", "service/template.yaml", "--to", "terraform", "--out", "out").status == 0
    assert "aws_sqs_queue" in "".join(path.read_text() for path in Path("out/terraform").glob("*.tf"))
    assert run("permissions", "service/template.yaml").status == 0


def test_a_folder_has_its_own_configuration(run: Run, folder: Path) -> None:
    Path("infra/skydraft.toml").write_text('[rules]\nall = "off"\n')
    assert run("check", "infra").status == 0


def test_what_is_accepted_in_the_linked_design_counts_for_the_template(run: Run, folder: Path) -> None:
    template, design = Path("service/template.yaml"), Path("service/template.skydraft.json")
    assert run("check", template).status == 1
    assert run("import", template, "--link", "--out", design).status == 0
    document = json.loads(design.read_text())
    (error,) = [f for f in run("check", template, "--format", "json").json["findings"] if f["severity"] == "error"]
    document["accepted"] = {"a1": {"rule": error["rule"], "subject": error["subject"], "reason": "A sketch."}}
    design.write_text(json.dumps(document))
    assert run("check", template).status == 0
    document["settings"]["template"] = "another.yaml"
    design.write_text(json.dumps(document))
    assert run("check", template).status == 1
