"""Every verb, for people and for programs, as the contract of the command line has it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from designer import __version__
from tests.cli.conftest import BAD, EXAMPLES, FINE, Run, Write

REST = EXAMPLES / "rest-api.skydraft.json"
ORDERS = EXAMPLES / "order-flow.skydraft.json"
ODD = {"nodes": {"odd": {"service": "sqs", "title": "Jobs", "properties": {"NoSuchProperty": 3}}}}
KEYS = ["composition", "counts", "file", "findings"]
ORDERS = EXAMPLES / "order-flow.skydraft.json"


# -- check


def test_check_text(run: Run, write: Write) -> None:
    path = write("bad", BAD)
    ran = run("check", path)
    assert ran.status == 1
    assert ran.out.startswith(f"{path}\n  error    up → q (edge up-q)  [")
    assert "Why: " in ran.out
    assert "https://" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 130  # only addresses are longer than the paragraphs
    assert run("check", ORDERS).out == f"{ORDERS}\n  nothing to report\n"


def test_check_several(run: Run, write: Write) -> None:
    """A file at fault does not stop the others, and its status wins."""
    bad, broken = write("bad", BAD), write("broken", b"{")
    ran = run("check", REST, bad, "--format", "text")
    assert ran.status == 1
    assert re.search(r"^2 files in \d+\.\d s: 1 error", ran.out, re.MULTILINE)
    ran = run("check", bad, broken, REST, "--format", "json")
    assert ran.status == 2
    records = [json.loads(line) for line in ran.out.splitlines()]
    assert [record["file"] for record in records] == [str(bad), str(broken), str(REST)]
    assert [sorted(record) for record in records] == [KEYS, ["error", "file"], KEYS]


def test_check_json(run: Run, write: Write) -> None:
    (finding, *_) = run("check", write("bad", BAD), "--format", "json").json["findings"]
    keys = ["rule", "severity", "subject", "message", "why", "fix", "quick_fix", "doc"]
    assert list(finding)[:8] == keys
    assert finding["subject"] == "edge:up-q"
    assert finding["severity"] == "error"
    assert finding["quick_fix"] is True
    assert finding["doc"].startswith("https://")


def test_check_accepted(run: Run, write: Write) -> None:
    """What a person has accepted is shown as such and does not count."""
    found = run("check", write("bad", BAD), "--format", "json").json["findings"]
    accepted = {
        f"a{number}": {"rule": f["rule"], "subject": f["subject"], "reason": "It is a sketch."}
        for number, f in enumerate(found)
    }
    path = write("accepted", {**BAD, "accepted": accepted})
    ran = run("check", path, "--format", "json")
    assert ran.status == 0
    assert all(finding["accepted"] for finding in ran.json["findings"])
    assert f"  {len(found)} accepted\n" in run("check", path).out
    (log,) = run("check", path, "--format", "sarif").json["runs"]
    assert {s["justification"] for r in log["results"] for s in r["suppressions"]} == {"It is a sketch."}


def test_check_steers_no_terminal(run: Run, write: Write) -> None:
    nodes = {**BAD["nodes"], "up": {"service": "s3", "title": "\x1b[31mred\n\x07"}}
    out = run("check", write("bad", {**BAD, "nodes": nodes})).out
    assert "red" in out
    assert all(line.isprintable() for line in out.splitlines())


# -- explain and catalogue


def test_explain_json(run: Run) -> None:
    ran = run("explain", "s3", "sqs-fifo", "--format", "json")
    assert ran.status == 0
    assert list(ran.json) == ["source", "target", "legal", "integrations", "why", "fix", "doc"]
    assert (ran.json["source"], ran.json["target"], ran.json["legal"]) == ("s3", "sqs-fifo", False)
    assert "EventBridge" in ran.json["fix"]
    direct = run("explain", "AWS::SQS::Queue", "AWS::Lambda::Function", "--format", "json").json
    assert direct["legal"] is True
    assert direct["integrations"]


@pytest.mark.parametrize(
    ("source", "target", "answer"),
    [("sqs", "lambda", "yes"), ("s3", "sqs-fifo", "not directly"), ("alb", "sms", "no")],
)
def test_explain_text(run: Run, source: str, target: str, answer: str) -> None:
    first, *rest = run("explain", source, target).out.splitlines()
    assert first.endswith(f": {answer}")
    assert rest[-1].startswith("  https://")


def test_catalogue_json(run: Run) -> None:
    tables = run("catalogue", "--format", "json").json
    assert list(tables) == ["services", "integrations", "rules"]
    for record in tables["services"]:
        assert {"id", "title", "category", "cfn_type", "doc"} <= record.keys()
    for record in tables["integrations"]:
        assert {"id", "source", "target", "mechanism", "model", "invocation", "doc"} <= record.keys()
        assert record["model"] in ("push", "event", "poll", "attached")
        assert record["invocation"] in ("sync", "async", "poll")
    for record in tables["rules"]:
        assert {"id", "severity", "category", "doc"} <= record.keys()
    assert list(run("catalogue", "rules", "--format", "json").json) == ["rules"]


def test_catalogue_text(run: Run) -> None:
    lines = run("catalogue", "services").out.splitlines()
    assert lines[0] == f"{len(lines) - 1} services"
    assert any(line.split()[:2] == ["sqs", "integration"] for line in lines)


# -- export


def test_export(run: Run, tmp_path: Path) -> None:
    ran = run(
        "export", REST, "--to", "sam, cdk-python", "--to", "cdk-typescript", "--to", "sam", "--out", tmp_path / "out"
    )
    assert ran.status == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["sam", "cdk-python", "cdk-typescript"]
    assert not ran.err
    for place in (
        "sam/template.yaml",
        "cdk-python/cdk.json",
        "cdk-typescript/cdk.json",
        "cdk-typescript/tsconfig.json",
    ):
        assert (tmp_path / "out" / place).is_file()


def test_documents_to_take_home(run: Run, tmp_path: Path) -> None:
    ran = run("export", REST, "--to", "mermaid,drawio,markdown,diagrams,sam", "--out", tmp_path / "out")
    assert (ran.status, ran.err) == (0, "")
    places = ("mermaid/architecture.mmd", "drawio/architecture.drawio", "markdown/ARCHITECTURE.md")
    for place in (*places, "diagrams/architecture.py", "sam/template.yaml"):
        assert (tmp_path / "out" / place).is_file(), place
    picture = (tmp_path / "out" / "markdown" / "architecture.svg").read_text(encoding="utf-8")
    assert picture.startswith("<?xml")
    assert "](architecture.svg)" in (tmp_path / "out" / "markdown" / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_export_again_keeps_edits_and_merges(run: Run, write: Write, tmp_path: Path) -> None:
    small = {"nodes": {"jobs": {"service": "sqs", "title": "Jobs"}}}
    out = tmp_path / "out"
    template = out / "sam" / "template.yaml"
    assert run("export", write("a", small), "--to", "sam", "--out", out).status == 0
    generated = template.read_text()
    template.write_text("# Our own line.\n" + generated)

    kept = run("export", write("a", small), "--to", "sam", "--out", out)
    assert (kept.status, template.read_text()) == (0, "# Our own line.\n" + generated)
    assert "kept      template.yaml  (edited by you)" in kept.out

    small["nodes"]["done"] = {"service": "sns", "title": "Done"}
    dry = run("export", write("a", small), "--to", "sam", "--out", out, "--dry-run", "--diff")
    assert (dry.status, template.read_text()) == (0, "# Our own line.\n" + generated)
    assert "merged    template.yaml" in dry.out
    assert "AWS::SNS::Topic" in dry.out
    assert run("export", write("a", small), "--to", "sam", "--out", out).status == 0
    merged = template.read_text()
    assert merged.startswith("# Our own line.\n")
    assert "AWS::SNS::Topic" in merged


def test_a_conflict_is_marked_and_must_be_settled(run: Run, write: Write, tmp_path: Path) -> None:
    design = {"nodes": {"jobs": {"service": "sqs", "properties": {"VisibilityTimeout": 60}}}}
    out = tmp_path / "out"
    template = out / "sam" / "template.yaml"
    run("export", write("a", design), "--to", "sam", "--out", out)
    template.write_text(template.read_text().replace("VisibilityTimeout: 60", "VisibilityTimeout: 90"))
    design["nodes"]["jobs"]["properties"]["VisibilityTimeout"] = 120
    ran = run("export", write("a", design), "--to", "sam", "--out", out)
    assert (ran.status, ran.err) == (1, "")
    assert "conflict  template.yaml  (you and the design changed the same lines)" in ran.out
    marked = template.read_text()
    for text in ("<<<<<<< yours", "VisibilityTimeout: 90", "VisibilityTimeout: 120", ">>>>>>> generated"):
        assert text in marked
    again = run("export", write("a", design), "--to", "sam", "--out", out)
    assert (again.status, template.read_text()) == (2, marked)
    line = marked.split("\n").index("<<<<<<< yours") + 1
    assert f"{template}: line {line}: a conflict of an earlier export is not settled yet" in again.err
    assert run("export", write("a", design), "--to", "sam", "--out", out, "--force").status == 0
    assert "<<<<" not in template.read_text()


def test_export_says_first_what_a_target_cannot_do(run: Run, write: Write, tmp_path: Path) -> None:
    path = write("odd", ODD)
    out = tmp_path / "out"
    ran = run("export", path, "--to", "sam", "--out", out, "--dry-run")
    assert ran.out.startswith("sam "), "a template can say it"
    ran = run("export", path, "--to", "sam,terraform", "--out", out, "--dry-run")
    assert (ran.status, out.exists()) == (0, False)
    assert ran.out.startswith("Before this export\n  warning  Jobs (node odd)  [export:terraform]\n")
    assert f"at {path}:" in ran.out
    assert ran.out.index("  1 warning\n") < ran.out.index("sam ")
    rules = {f["rule"]: f for f in run("check", path, "--deep", "--format", "json").json["findings"]}
    assert rules["export:terraform"]["subject"] == "node:odd"
    accepted = {"a": {"rule": "export:terraform", "subject": "node:odd", "reason": "We know."}}
    ran = run("export", write("odd", {**ODD, "accepted": accepted}), "--to", "terraform", "--out", out, "--dry-run")
    assert "  accepted Jobs (node odd)  [export:terraform]\n" in ran.out


def test_export_with_errors_says_so(run: Run, write: Write, tmp_path: Path) -> None:
    path = write("bad", BAD)
    ran = run("export", path, "--to", "sam", "--out", tmp_path / "out")
    assert ran.status == 0
    assert ran.err == f"skydraft: {path}: the design has 1 error; `skydraft check` names them\n"


# -- new


def test_new(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    assert run("new", "rest-api", "--out", out).status == 0
    assert out.read_bytes() == REST.read_bytes()
    assert run("new", "rest-api", "--out", out).status == 0  # the very same: nothing is lost
    ran = run("new", "order-flow", "--out", out)
    assert ran.status == 2
    assert f"{out}: is there already" in ran.err
    assert run("new", "order-flow", "--out", out, "--force").status == 0
    assert out.read_bytes() == ORDERS.read_bytes()


def test_new_lists(run: Run) -> None:
    ran = run("new", "--list")
    assert ran.status == 0
    ids = [line.split()[0] for line in ran.out.splitlines()]
    assert sorted(ids) == sorted(path.name.removesuffix(".skydraft.json") for path in EXAMPLES.glob("*.skydraft.json"))


# -- diff


def test_diff(run: Run, write: Write) -> None:
    old = {**FINE, "edges": {"e": {"from": "a", "to": "a"}}, "name": "x"}
    new = {
        "nodes": {"a": {"service": "lambda", "title": "Two", "properties": {"Timeout": 3}}, "q": {"service": "sqs"}},
        "x-k": 1,
    }
    files = write("old", old), write("new", new)
    ran = run("diff", *files, "--format", "json")
    assert ran.status == 1
    assert ran.json["added"] == ["node:q"]
    assert ran.json["removed"] == ["edge:e"]
    (changed,) = ran.json["changed"]
    assert changed["subject"] == "node:a"
    assert {"path": "title", "old": "One", "new": "Two"} in changed["changes"]
    assert [change["path"] for change in ran.json["design"]] == ["name", "x-k"]
    text = run("diff", *files).out
    assert '+ node q\n- One → One (edge e)\n~ Two (node a)\n    title: "One" → "Two"\n' in text
    same = run("diff", files[0], files[0])
    assert (same.status, same.out) == (0, "No difference.\n")


# -- help


def test_version_and_help(run: Run) -> None:
    assert run("--version").out == f"skydraft, version {__version__}\n"
    ran = run("--help")
    assert ran.status == 0
    for word in (
        "check",
        "export",
        "import",
        "explain",
        "catalogue",
        "render",
        "new",
        "diff",
        "--exit-after-first-frame",
    ):
        assert word in ran.out
    for verb in ("check", "export", "import", "explain", "catalogue", "render", "new", "diff"):
        assert run(verb, "--help").status == 0
