"""Whatever a design's texts hold, all four targets stay valid, and the texts stand in them as they are."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.catalogue.loader import load
from designer.model.design import Design
from exporters.base import File
from exporters.planner import plan
from exporters.planner.builder import line
from exporters.registry import TARGETS, exporters
from tests.exporters.literals import texts_of
from tests.exporters.test_hostile import NASTY

MORE = (
    "../../etc/passwd", "/etc/passwd", "..\\..\\windows", "C:\\x", "a/b/../c", "\u202eevil\u2066", "\u200f\u061c",
    "x" * 10_000, "'\"`${x}" * 1_400, "%{ for x in y }", "%%{x}", "$${x}", "{{ cookiecutter }}", "{% endraw %}",
    "!GetAtt x.y", "!!binary aGk=", "<<: *a", "---", "...", "?", "|", ">", "0x10", "1_000", "12:30:45", "Infinity",
    "${var.region}", "${file(\"/etc/passwd\")}", "EOF", "<<EOF", "\\u0041", "\\N{BULLET}", "f'{1}'", "__proto__",
    "</script>", "process.exit(1)", "\x1b[31m", "\x7f\x85", "#!/bin/sh", "@app", "%s %d {0}", "def", "import", "self",
)  # fmt: skip
RESERVED = (
    "class", "def", "import", "None", "self", "scope", "await", "function", "const", "new", "this", "constructor",
    "default", "null", "true", "for", "if", "in", "var", "local", "data", "resource", "module", "count", "for_each",
    "provider", "path", "terraform", "each", "Ref", "Resources", "Stack", "queue", "sqs", "lambda", "cdk", "type",
)  # fmt: skip
texts = st.one_of(
    st.sampled_from([*NASTY, *MORE]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
    st.lists(st.sampled_from([*NASTY, *MORE[:7]]), min_size=1, max_size=4).map("".join),
)


HANDLERS = ("src/", "tests/", "events/")
RUNTIMES = ("python3.13", "nodejs22.x")


def design_of(text: str, runtime: str) -> Design:
    """A design with the text at every place that takes any."""
    nodes: dict[str, Any] = {
        "note": {"service": "cfn", "type": "AWS::SSM::Parameter", "properties": {"Type": "String", "Value": text}},
        "worker": {"service": "lambda", "title": text, "properties": {"Environment": {"Variables": {"GIVEN": text}}}},
        "jobs": {"service": "sqs", "title": text},
        "bus": {"service": "eventbridge-bus", "title": text, "properties": {"Name": "mine"}},
        "files": {"service": "s3", "title": text},
    }
    edges: dict[str, Any] = {
        "rule": {
            "from": "bus",
            "to": "jobs",
            "properties": {"EventPattern": {"source": [text], "detail": {f"k{text}": [1]}}},
        },
        "poll": {"from": "jobs", "to": "worker"},
        "keep": {"from": "worker", "to": "files", "properties": {"KeyPrefix": text}},
        "tell": {"from": "worker", "to": "bus", "properties": {"DetailType": text}},
    }
    return Design.model_validate({"name": text, "nodes": nodes, "edges": edges, "settings": {"runtime": runtime}})


def assert_stays_text(text: str, runtime: str) -> None:
    made, calm = (plan(design_of(given, runtime), load()) for given in (text, "tame"))
    title = line(text)[:256]
    known = exporters()
    for target in TARGETS:
        files = known[target].export(made)
        assert_safe_paths(files)
        assert shape(files) == shape(known[target].export(calm)), target
        found = {file.path: texts_of(file.path, file.text) for file in files}
        ours = set[str]().union(*(read for path, read in found.items() if not path.startswith(HANDLERS)))
        assert text in ours, target
        written = set[str]().union(*(read for path, read in found.items() if path.startswith(HANDLERS[:1])))
        assert text in written, target
        assert not title or title in ours, target


def shape(files: tuple[File, ...]) -> list[str]:
    return [PurePosixPath(file.path).suffix for file in files]


def assert_safe_paths(files: tuple[File, ...]) -> None:
    for file in files:
        path = PurePosixPath(file.path)
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert file.path.isascii()
        assert "\\" not in file.path
    assert len({file.path.lower() for file in files}) == len(files)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("text", [*NASTY, *MORE], ids=lambda text: ascii(text[:20]))
def test_a_nasty_text_stays_text(text: str, runtime: str) -> None:
    assert_stays_text(text, runtime)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts, st.sampled_from(RUNTIMES))
def test_any_text_stays_text(text: str, runtime: str) -> None:
    assert_stays_text(text, runtime)


@pytest.mark.parametrize(
    "ids",
    [
        RESERVED,
        ("a-b", "a_b", "aB", "AB", "ab", "A_B", "a--b", "a-b-"),
        ("x", "x_role", "xRole", "x_logs", "x2", "x_2"),
    ],
    ids=["reserved", "alike", "suffixes"],
)
def test_ids_that_mean_or_become_something_else_stay_apart(ids: tuple[str, ...]) -> None:
    made = plan(Design.model_validate({"nodes": {id_: {"service": "lambda"} for id_ in ids}}), load())
    known = exporters()
    for target in TARGETS:
        files = known[target].export(made)
        assert_safe_paths(files)
        for file in files:
            texts_of(file.path, file.text)
        sources = {f.path.split("/")[1] for f in files if f.path.startswith("src/") and f.path.endswith("app.py")}
        assert len(sources) == len(ids), target
        code = "".join(f.text for f in files if f.path == known[target].main_file or f.path.endswith(".tf"))
        declared = {"sam": "Type: AWS::Serverless::Function", "terraform": 'resource "aws_lambda_function"'}.get(target)
        if declared:
            assert code.count(declared) == len(ids), target


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        ("a.yaml", 'a: !Sub "x${!y}"\nb: [1, "!Ref z"]\n', {"a", "b", "Sub", "x${!y}", "x${y}", "!Ref z"}),
        ("a.py", 'a = "x" "y"  # "z"\n', {"xy"}),
        ("a.tf", 'a "b" {\n  c = "$${x}${var.y}z" # "w"\n}\n', {"b", "${x}", "z"}),
        ("a.ts", "// 'a'\nconst b = /['\"`]/; const c = `d${e}\\u0066`; /* ' */ g('\\'', \"\\x41\\u{42}\");\n",
         {"d", "f", "'", "AB"}),
        ("a.json", '{"a": ["b"]}', {"a", "b"}),
        ("a.md", '"', set()),
    ],
)  # fmt: skip
def test_the_readers_read(path: str, text: str, wanted: set[str]) -> None:
    assert texts_of(path, text) - {""} == wanted


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", 'a: "x" y"'),
        ("a.py", 'a = "x" y"'),
        ("a.tf", 'a {\n  b = "x" y"\n}\n'),
        ("a.tf", 'a {\n  b = "%{if true}"\n}\n'),
        ("a.ts", 'const a = "x" y";\n'),
        ("a.ts", 'const a = "x\ny";\n'),
        ("a.json", '{"a": "x" y"}'),
    ],
)
def test_the_readers_refuse_what_is_no_code(path: str, text: str) -> None:
    with pytest.raises((AssertionError, SyntaxError, ValueError, yaml.YAMLError)):
        texts_of(path, text)
