"""The proof of an export: what tools say becomes findings on the drawing; a missing tool is said, and is no failure."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.catalogue import load
from designer.model.design import Design, Subject
from exporters.base import Block, File
from exporters.registry import export
from exporters.verify import Cancel, Result, verify
from exporters.verify.process import CancelledError, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the doubles of the tools are shell scripts")
QUEUE = Subject("node", "jobs")
DESIGN = Design.model_validate({"nodes": {"jobs": {"service": "sqs"}, "work": {"service": "lambda"}}})
Tool = Callable[[str, str], None]


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """`tool(name, script)` puts a double on the path, which holds nothing else but the shell's own commands."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))

    def make(name: str, script: str) -> None:
        path = programs / name
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        path.chmod(0o755)

    return make


def proven(target: str, out: Path, files: list[File] | None = None) -> dict[str, Result]:
    made = {target: files} if files else export(DESIGN, load(), [target])
    begun: list[str] = []
    found = list(verify(made, out, "eu-west-1", Cancel(), lambda _target, step: begun.append(step)))
    assert begun == [result.step for result in found]
    return {result.step: result for result in found}


def file(path: str, *owned: str) -> File:
    return File(path, (Block("first line\n"), *(Block(f"{text}\n", QUEUE) for text in owned)))


def test_every_tool_that_is_missing_is_said_with_what_to_do(
    tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for target, words in {
        "cdk-python": {"synth": "install Node.js"},
        "cdk-typescript": {"tsc": "install Node.js", "synth": "install Node.js"},
        "terraform": {"terraform fmt": "install Terraform", "terraform validate": "install Terraform"},
    }.items():
        found = proven(target, tmp_path / "out")
        assert {step: result.status for step, result in found.items()} == dict.fromkeys(words, "missing")
        for step, told in words.items():
            assert told in found[step].words
    tool("node", "exit 0")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert "install requirements.txt" in proven("cdk-python", tmp_path / "out")["synth"].words
    assert "run `npm install` in" in proven("cdk-typescript", tmp_path / "out")["tsc"].words
    tool("terraform", "exit 0")
    assert "run `terraform init` in" in proven("terraform", tmp_path / "out")["terraform validate"].words


def test_sam_is_linted_for_good_and_ill(tool: Tool, tmp_path: Path) -> None:
    tool("sam", 'echo "$@" > args.txt; test -f template.yaml')
    found = proven("sam", tmp_path)
    assert {step: result.status for step, result in found.items()} == {"cfn-lint": "passed", "sam validate": "passed"}
    broken = File("template.yaml", (
        Block("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"),
        Block("  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      VisibilityTimeout: long\n", QUEUE),
    ))  # fmt: skip
    result = proven("sam", tmp_path, [broken])["cfn-lint"]
    assert result.status == "failed"
    assert [finding.subject for finding in result.findings] == [QUEUE]
    tool("sam", "echo 'E: not valid at all'; exit 1")
    assert proven("sam", tmp_path)["sam validate"].words == "E: not valid at all"


def test_what_the_compiler_says_stands_on_the_node(tool: Tool, tmp_path: Path) -> None:
    home = tmp_path / "out" / "cdk-typescript" / "node_modules"
    for package in ("typescript/bin", "tsx/dist"):
        (home / package).mkdir(parents=True)
    (home / "tsx" / "dist" / "cli.mjs").write_text("")
    tool("node", "test -L node_modules && echo \"lib/stack.ts(2,5): error TS2322: Type 'x' is not a 'y'.\" && exit 2")
    files = [file("lib/stack.ts", "const jobs = x;")]
    found = proven("cdk-typescript", tmp_path / "out", files)
    (finding,) = found["tsc"].findings
    assert (found["tsc"].status, finding.subject) == ("failed", QUEUE)
    assert finding.message == "TS2322: Type 'x' is not a 'y'."
    assert finding.fix == "Look at lib/stack.ts, line 2."
    assert found["synth"].status == "failed"


def test_what_python_says_stands_on_the_node(tool: Tool, tmp_path: Path) -> None:
    tool("node", "exit 0")
    python = tmp_path / "out" / "cdk-python" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nprintf '  File \"app.py\", line 2, in x\\nValueError: no such thing\\n'; exit 1\n")
    python.chmod(0o755)
    result = proven("cdk-python", tmp_path / "out", [file("app.py", "x = jobs")])["synth"]
    assert (result.status, result.words) == ("failed", "ValueError: no such thing")
    assert [finding.subject for finding in result.findings] == [QUEUE]


def test_what_bundles_the_functions_must_be_there(tool: Tool, tmp_path: Path) -> None:
    tool("node", "exit 0")
    home = tmp_path / "out" / "cdk-python"
    python = home / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\ntest -f package-lock.json && esbuild\n")
    python.chmod(0o755)
    files = [file("app.py"), file("src/work/index.ts", "export const handler = 1;")]
    missing = proven("cdk-python", tmp_path / "out", files)["synth"]
    assert (missing.status, "npm install" in missing.words) == ("missing", True)
    (home / "node_modules" / ".bin").mkdir(parents=True)
    bundler = home / "node_modules" / ".bin" / "esbuild"
    bundler.write_text("#!/bin/sh\nexit 0\n")
    bundler.chmod(0o755)
    assert proven("cdk-python", tmp_path / "out", files)["synth"].status == "passed"


def test_what_terraform_says_stands_on_the_node(tool: Tool, tmp_path: Path) -> None:
    (tmp_path / "out" / "terraform" / ".terraform").mkdir(parents=True)
    answer = json.dumps(
        {
            "valid": False,
            "diagnostics": [
                {
                    "severity": "error",
                    "summary": "Unsupported argument",
                    "detail": "No size.",
                    "range": {"filename": "messaging.tf", "start": {"line": 2}},
                },
                {"severity": "warning", "summary": "w"},
            ],
        }
    )
    tool("terraform", f"""[ "$1" = fmt ] && exit 0\n[ -d "$TF_DATA_DIR" ] && echo '{answer}'; exit 1""")
    found = proven("terraform", tmp_path / "out", [file("messaging.tf", "size = 1")])
    assert found["terraform fmt"].status == "passed"
    result = found["terraform validate"]
    assert (result.status, result.words) == ("failed", "Unsupported argument")
    assert [(f.subject, f.message) for f in result.findings] == [(QUEUE, "Unsupported argument: No size.")]
    tool("terraform", 'echo \'{"valid": true, "diagnostics": []}\'')
    assert proven("terraform", tmp_path / "out")["terraform validate"].status == "passed"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_cancel_ends_a_tool_and_its_children(tmp_path: Path) -> None:
    cancel = Cancel()
    threading.Timer(0.3, cancel.set).start()
    with pytest.raises(CancelledError):
        run(["/bin/sh", "-c", "sleep 60 & echo $! > child; wait"], tmp_path, {}, cancel)
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        state = Path(f"/proc/{child}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the tool's child goes on")


def test_a_tool_that_does_not_end_is_ended_and_its_output_is_bounded(tmp_path: Path) -> None:
    assert run(["/bin/sh", "-c", "sleep 60"], tmp_path, {}, Cancel(), 0.2).status == -1
    ran = run(["/bin/sh", "-c", "head -c 3000000 /dev/zero; echo end"], tmp_path, {}, Cancel())
    assert len(ran.output) == 1 << 20
    assert ran.output.endswith("end\n")
    assert run(["/no/such/tool"], tmp_path, {}, Cancel()).status == -1


def test_credentials_do_not_reach_a_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "AWS_SECRET_ACCESS_KEY", "secret")
    assert "secret" not in run(["/usr/bin/env"], tmp_path, {"CDK_OUTDIR": "x"}, Cancel()).output


def test_cancelled_before_it_begins(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.set()
    assert not list(verify({"sam": [file("template.yaml")]}, tmp_path, "eu-west-1", cancel, lambda _t, _s: None))
