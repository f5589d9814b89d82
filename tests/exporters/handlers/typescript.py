"""How generated TypeScript is proven: types by tsc, tests by vitest, layout by prettier, bundles by esbuild."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from exporters.base import File
from exporters.handlers import handlers, npm
from exporters.plan import Plan

MODULES = Path(__file__).resolve().parents[2] / "tools" / "node" / "node_modules"
needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not MODULES.is_dir(), reason="node or the packages of tests/tools/node are missing"
)


def put(files: Iterable[File], folder: Path) -> None:
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


def in_typescript(plan: Plan) -> Plan:
    code = {id_: replace(c, runtime="nodejs22.x") for id_, c in plan.code.items()}
    return replace(plan, runtime="nodejs22.x", code=code)


def lend_packages(folder: Path) -> None:
    (folder / "node_modules").symlink_to(MODULES, target_is_directory=True)


def run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NO_COLOR": "1", "NODE_NO_WARNINGS": "1"}
    node = [] if program == "esbuild" else ["node"]  # a program of its own
    command = [*node, str(_PROGRAMS[program]), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)


def assert_passes(folder: Path) -> None:
    """The types are right and the unit tests pass, as a person would run them right after the export."""
    lend_packages(folder)
    _assert_passes(folder)


def assert_all_pass(root: Path, plans: Mapping[str, Plan]) -> None:
    """The projects of all plans, each in a folder of its own, by one run of each tool."""
    assert_types_are_right(root, plans)
    projects = sorted(path.parent.name for path in root.glob("*/vitest.config.mts"))
    (root / "vitest.config.mts").write_text(
        f'import {{ defineConfig }} from "vitest/config";\n'
        f"export default defineConfig({{ test: {{ projects: {json.dumps(projects)} }} }});\n"
    )
    tested = run(root, "vitest", "run")
    assert tested.returncode == 0, tested.stdout + tested.stderr


def assert_types_are_right(root: Path, plans: Mapping[str, Plan]) -> None:
    for name, plan in plans.items():
        put(handlers(in_typescript(plan)), root / name)
    options = {**npm.TSCONFIG, "include": [f"{name}/{folder}" for name in plans for folder in ("src", "tests")]}
    (root / "tsconfig.json").write_text(json.dumps(options))
    lend_packages(root)
    compiled = run(root, "tsc", "--pretty", "false")
    assert compiled.returncode == 0, compiled.stdout


def _assert_passes(folder: Path) -> None:
    compiled = run(folder, "tsc", "--pretty", "false")
    assert compiled.returncode == 0, compiled.stdout
    tested = run(folder, "vitest", "run")
    assert tested.returncode == 0, tested.stdout + tested.stderr


def assert_prettier_changes_nothing(folder: Path, *paths: str) -> None:
    found = run(folder, "prettier", "--no-config", "--list-different", *(paths or (".",)))
    assert found.stdout == ""


_PROGRAMS = {
    "tsc": MODULES / "typescript" / "bin" / "tsc",
    "vitest": MODULES / "vitest" / "vitest.mjs",
    "prettier": MODULES / "prettier" / "bin" / "prettier.cjs",
    "esbuild": MODULES / ".bin" / "esbuild",
}
