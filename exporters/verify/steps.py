"""Which tools prove which target, and what their words mean in the design."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import sys
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

from designer.model.design import DESIGN, Subject
from designer.model.finding import Finding
from exporters.base import ExportError, File
from exporters.verify.process import Cancel, CancelledError, Ran, run

Status = Literal["passed", "failed", "missing"]

_TSC = re.compile(r"(?m)^(?P<file>[\w./-]+)\((?P<line>\d+),\d+\): error (?P<words>.+)$")
_TRACE = re.compile(r'(?m)^\s*File "(?P<file>[^"\n]+)", line (?P<line>\d+)')


@dataclass(frozen=True)
class Result:
    """How one step ended: `words` say why it failed or what is missing, `findings` stand on what was drawn."""

    target: str
    step: str
    status: Status
    words: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Site:
    """What a step works on: the generated files, written to `folder`; `home` is where the person's export lies."""

    target: str
    files: Sequence[File]
    folder: Path
    home: Path
    region: str
    cancel: Cancel

    def run(self, *command: str | Path, environment: Mapping[str, str] | None = None) -> Ran:
        return run(command, self.folder, environment or {}, self.cancel)

    def finding(self, path: str, line: int, words: str) -> Finding | None:
        """A tool's word about a line, as a finding on what the line was generated for; None: no file of ours."""
        file = next((f for f in self.files if path in (f.path, str(self.folder / f.path))), None)
        if file is None:
            return None
        return Finding(
            rule=f"verify:{self.target}",
            severity="error",
            subject=_owner(file, line),
            message=f"{' '.join(words.split())[:400].rstrip('.')}.",
            why="A tool refuses what was generated.",
            fix=f"Look at {file.path}, line {line}.",
            doc="",
        )


class _Missing(Exception):  # noqa: N818  # an answer, not a fault
    """A tool that a step needs is not on this machine; the words say how to get it."""


class _Failed(Exception):  # noqa: N818
    def __init__(self, words: str, findings: Sequence[Finding | None] = ()) -> None:
        super().__init__(words)
        self.findings = tuple(dict.fromkeys(finding for finding in findings if finding is not None))


Check = Callable[[_Site], Sequence[Finding]]


def verify(
    targets: Mapping[str, Sequence[File]], out: Path, region: str, cancel: Cancel, begin: Callable[[str, str], None]
) -> Iterator[Result]:
    """Prove each target's files, step by step; `begin(target, step)` is called before each.

    `out` is the folder of the export, where tools of a project may have been installed.  Ends early when `cancel` is
    set.
    """
    for target, files in targets.items():
        with tempfile.TemporaryDirectory(prefix="skydraft-") as name:
            folder = Path(name).resolve()
            for file in files:
                path = folder / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text, encoding="utf-8", newline="\n")
            site = _Site(target, files, folder, out / target, region, cancel)
            for step, check in _STEPS.get(target, {}).items():
                if cancel.is_set():
                    return
                begin(target, step)
                try:
                    yield Result(target, step, "passed", "", tuple(check(site)))
                except _Missing as missing:
                    yield Result(target, step, "missing", str(missing))
                except _Failed as failed:
                    yield Result(target, step, "failed", str(failed), failed.findings)
                except CancelledError:
                    return


# -- SAM


def _cfn_lint(site: _Site) -> Sequence[Finding]:
    from exporters.sam.lint import lint

    try:
        found = lint(site.files, site.region)
    except ExportError as error:
        raise _Failed(str(error)) from None
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise _Failed(f"{len(errors)} error{'s' * (len(errors) > 1)} in template.yaml.", found)
    return found


def _sam(site: _Site) -> Sequence[Finding]:
    sam = _tool("sam", "install the AWS SAM CLI")
    ran = site.run(sam, "validate", "--template", "template.yaml", "--region", site.region, "--lint")
    return _passed(ran)


# -- CDK


def _synthesis(site: _Site) -> Mapping[str, str]:
    """The environment of a synthesis.  Nothing is bundled, but the CDK wants to see what it would bundle with."""
    environment = {"CDK_OUTDIR": "cdk.out"}
    if not any(fnmatch(file.path, "src/*/index.ts") for file in site.files):
        return environment
    path = f"{site.home / 'node_modules' / '.bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    if shutil.which("esbuild", path=path) is None:
        raise _Missing(f"esbuild is not installed; run `npm install` in {site.home}")
    (site.folder / "package-lock.json").write_text("{}", encoding="utf-8")
    return {**environment, "PATH": path, "CDK_CONTEXT_JSON": '{"aws:cdk:bundling-stacks": []}'}


def _synth_python(site: _Site) -> Sequence[Finding]:
    _tool("node", "install Node.js, which the CDK runs on")
    own = site.home / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if own.is_file():
        python: str | Path = own
    elif importlib.util.find_spec("aws_cdk") is not None:
        python = sys.executable
    else:
        raise _Missing(f"aws-cdk-lib is not installed; install requirements.txt into {own.parent.parent}")
    ran = site.run(python, "app.py", environment={**_synthesis(site), "PYTHONDONTWRITEBYTECODE": "1"})
    if ran.status:
        places = list(_TRACE.finditer(ran.output))
        raise _Failed(_told(ran.output), [site.finding(p["file"], int(p["line"]), _told(ran.output)) for p in places])
    return ()


def _node_modules(site: _Site) -> Path:
    """The packages of the person's export, lent to the proof."""
    _tool("node", "install Node.js")
    modules = site.home / "node_modules"
    if not (modules / "typescript").is_dir():
        raise _Missing(f"the packages are not installed; run `npm install` in {site.home}")
    lent = site.folder / "node_modules"
    if not lent.exists():
        lent.symlink_to(modules.resolve(), target_is_directory=True)
    return modules


def _tsc(site: _Site) -> Sequence[Finding]:
    modules = _node_modules(site)
    ran = site.run("node", modules / "typescript" / "bin" / "tsc", "--noEmit", "--pretty", "false")
    if ran.status:
        places = list(_TSC.finditer(ran.output))
        raise _Failed(_told(ran.output), [site.finding(p["file"], int(p["line"]), p["words"]) for p in places])
    return ()


def _synth_typescript(site: _Site) -> Sequence[Finding]:
    modules = _node_modules(site)
    tsx = modules / "tsx" / "dist" / "cli.mjs"
    if not tsx.is_file():
        raise _Missing(f"tsx is not installed; run `npm install` in {site.home}")
    return _passed(site.run("node", tsx, "bin/app.ts", environment=_synthesis(site)))


# -- Terraform


def _fmt(site: _Site) -> Sequence[Finding]:
    terraform = _tool("terraform", "install Terraform 1.5 or newer")
    return _passed(site.run(terraform, "fmt", "-check", "-diff", "-recursive", "-no-color"))


def _validate(site: _Site) -> Sequence[Finding]:
    terraform = _tool("terraform", "install Terraform 1.5 or newer")
    data = site.home / ".terraform"
    environment = {"TF_IN_AUTOMATION": "1"}
    if data.is_dir():  # `terraform init` was run there: its providers are lent, and nothing is fetched
        environment["TF_DATA_DIR"] = str(data.resolve())
        lock = site.home / ".terraform.lock.hcl"
        if lock.is_file():
            shutil.copy(lock, site.folder)
    else:
        raise _Missing(f"the providers are not installed; run `terraform init` in {site.home}")
    ran = site.run(terraform, "validate", "-json", "-no-color", environment=environment)
    try:
        answer: dict[str, Any] = json.loads(ran.output)
    except ValueError:
        return _passed(ran)
    errors = [d for d in answer.get("diagnostics", ()) if d.get("severity") == "error"]
    if not answer.get("valid", False):
        findings = [
            site.finding(d["range"]["filename"], d["range"]["start"]["line"], f"{d['summary']}: {d.get('detail', '')}")
            for d in errors
            if d.get("range")
        ]
        raise _Failed("; ".join(str(d.get("summary", "")) for d in errors)[:400], findings)
    return ()


_STEPS: Mapping[str, Mapping[str, Check]] = {
    "sam": {"cfn-lint": _cfn_lint, "sam validate": _sam},
    "cdk-python": {"synth": _synth_python},
    "cdk-typescript": {"tsc": _tsc, "synth": _synth_typescript},
    "terraform": {"terraform fmt": _fmt, "terraform validate": _validate},
}


def _tool(name: str, remedy: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise _Missing(f"{name} is not on this machine; {remedy}")
    return found


def _passed(ran: Ran) -> Sequence[Finding]:
    if ran.status:
        raise _Failed(_told(ran.output))
    return ()


def _told(output: str) -> str:
    """The last line of what a tool said that says something."""
    lines = [line.strip() for line in output.splitlines() if any(char.isalnum() for char in line)]
    return lines[-1][:400] if lines else "It ended with an error and said nothing."


def _owner(file: File, line: int) -> Subject:
    """Whose lines a file's are; the design, where a line stands for all."""
    spans = list(file.spans())
    place = bisect_right([span.first for span in spans], line) - 1
    return spans[place].subject if place >= 0 and line <= spans[place].last else DESIGN
