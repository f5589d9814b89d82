"""The projects that are proven: all examples, everything, a hostile design; and how the tools are asked about them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.model.design import Design
from exporters.cdk.python_project import CdkPythonExporter
from exporters.cdk.typescript_project import CdkTypeScriptExporter
from exporters.equivalence import joined
from exporters.plan import Plan

ROOT = Path(__file__).resolve().parents[3]
TOOLS = ROOT / "tests" / "tools" / "cdk"
MODULES = TOOLS / "node_modules"
PYTHON, TYPESCRIPT = "cdk-python", "cdk-typescript"
EXAMPLE_NAMES = sorted(
    path.name.removesuffix(".skydraft.json") for path in (ROOT / "resources/examples").glob("*.json")
)
NAMES = [*EXAMPLE_NAMES, "everything", "bundled", "hostile", "parted"]

# What a stranger may write where a person would write a name, and every language would read as code.
HOSTILE = (
    '"; import os; os.abort(); "', "'\"\"\"\n''' # */ // ${process.exit(1)} `${x}`", "\\", "\u202etitle\u2066\u200b",
    "{self} {0} %s", "__proto__", "line\u2028separator\r\n# not a comment", "</script><!-- -->", "$${AWS::Region}",
)  # fmt: skip
RESERVED = (
    "self", "class", "None", "lambda", "this", "constructor", "events", "logs", "Stack", "props", "scope", "id",
    "construct_id", "kwargs", "default", "Default", "Resource", "path", "cast", "sqs", "S-q-s", "async", "PROJECT",
)  # fmt: skip


def hostile_design() -> Design:
    """Queues, functions, tables and a workflow whose every name is a trap."""
    services = ("lambda", "sqs", "dynamodb", "sns", "eventbridge-bus")
    nodes: dict[str, Any] = {
        id_: {"service": services[n % len(services)], "title": HOSTILE[n % len(HOSTILE)]}
        for n, id_ in enumerate(RESERVED)
    }
    nodes |= {
        "a_b": {
            "service": "lambda",
            "title": HOSTILE[0],
            "properties": {"Environment": {"Variables": {"V": HOSTILE[1]}}},
        },
        "a-b": {"service": "lambda", "title": HOSTILE[1], "properties": {"Description": HOSTILE[2]}},
        "aB": {"service": "lambda", "title": HOSTILE[5]},
        "workflow": {"service": "stepfunctions", "title": HOSTILE[3]},
        "bus": {"service": "eventbridge-bus", "properties": {"Name": "bus"}},
        "raw": {
            "service": "cfn",
            "type": "AWS::SSM::Parameter",
            "properties": {"Type": "String", "Value": "".join(HOSTILE), "Tags": {"constructor": HOSTILE[1]}},
        },
    }
    pattern = {"detail-type": list(HOSTILE[:3]), "detail": {'k"${x}': [HOSTILE[4]], "constructor": [1]}}
    edges: dict[str, Any] = {
        "one": {"from": "bus", "to": "a_b", "properties": {"EventPattern": pattern}},
        "two": {"from": "workflow", "to": "a-b", "properties": {"State": HOSTILE[8]}},
        "three": {"from": "sqs", "to": "a_b"},
    }
    edges = {i: e for i, e in edges.items() if e["from"] in nodes and nodes[e["from"]]["service"] != "lambda"}
    return Design.model_validate({"name": HOSTILE[1], "nodes": nodes, "edges": edges})


@dataclass(frozen=True)
class Proof:
    """What the tools said: `python` and `typescript` map a project to its error, `types` is the compiler's output."""

    root: Path
    python: Mapping[str, str] | None  # None: node is missing
    typescript: Mapping[str, str] | None  # None: the node packages are missing
    types: str

    def template(self, name: str, target: str) -> Mapping[str, Any]:
        """All stacks' templates as one."""
        return joined(templates(self.root / name / target).values())


def templates(project: Path) -> dict[str, Any]:
    """The synthesised templates of a project by their files' names."""
    files = sorted((project / "cdk.out").glob("*.template.json"))
    assert files, project
    return {file.name: json.loads(file.read_text(encoding="utf-8")) for file in files}


# In the name of a deployment stands a hash of its methods, in the order in which a language hands over their options.
_DEPLOYMENT = re.compile("(?<=Deployment[0-9A-F]{8})[0-9a-f]{32}")


def comparable(project: Path) -> dict[str, str]:
    """The templates as texts, without hashes: that of a bundle that was not made depends on the folder."""
    texts = {name: json.dumps(template, indent=1, sort_keys=True) for name, template in templates(project).items()}
    bundled = any(project.glob("src/*/index.ts"))
    hashes = re.compile("[0-9a-f]{64}|[0-9a-f]{32}") if bundled else _DEPLOYMENT
    return {name: hashes.sub("…", text) for name, text in texts.items()}


def prove(root: Path, plans: Mapping[str, Plan]) -> dict[str, Any]:
    for name, a_plan in plans.items():
        for exporter in (CdkPythonExporter(), CdkTypeScriptExporter()):
            for file in exporter.export(a_plan):
                path = root / name / exporter.id / file.path
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(file.text, encoding="utf-8", newline="\n")
    if shutil.which("node") is None:
        return {"python": None, "typescript": None, "types": ""}
    with ThreadPoolExecutor(2) as pool:  # the two languages know nothing of one another
        python = pool.submit(
            errors, [sys.executable, str(TOOLS / "synth.py"), "."], root, [f"{n}/{PYTHON}" for n in plans]
        )
        types, typescript = _typescript(root, list(plans))
        return {"python": python.result(), "typescript": typescript, "types": types}


def _typescript(root: Path, names: list[str]) -> tuple[str, dict[str, str] | None]:
    """What the compiler says of all projects together, and what their synthesis says of each."""
    if not (MODULES / "typescript").is_dir():
        return "", None
    (root / "node_modules").symlink_to(MODULES)
    options = json.loads((root / names[0] / TYPESCRIPT / "tsconfig.json").read_text(encoding="utf-8"))
    options["include"] = [f"{n}/{TYPESCRIPT}/{folder}" for n in names for folder in ("bin", "lib", "test")]
    (root / "tsconfig.json").write_text(json.dumps(options), encoding="utf-8")
    compile_all = ["node", str(MODULES / "typescript" / "bin" / "tsc"), "-p", "."]
    compiler = subprocess.run(compile_all, cwd=root, capture_output=True, text=True)
    shutil.copy(TOOLS / "synth.ts", root)
    run = ["node", str(MODULES / "tsx" / "dist" / "cli.mjs"), "synth.ts", str(root)]
    return compiler.stdout + compiler.stderr, errors(run, root, [f"{n}/{TYPESCRIPT}" for n in names])


def errors(command: list[str], root: Path, projects: list[str]) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CDK_", "AWS_"))}
    environment["PATH"] = f"{MODULES / '.bin'}{os.pathsep}{environment['PATH']}"  # for esbuild, as npx does
    (root / "package-lock.json").write_text("{}")  # `npm install` would write it; what bundles looks for it
    run = subprocess.run([*command, *projects], cwd=root, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]
    errors: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
    return errors
