"""Plants the faults of mutants.toml into a copy of the tree, one at a time, and says which `make test` notices.

`python -m tests.exporters.prove.mutation [--jobs N] [WORD …]` tries those whose file or description holds a word, all
without one.  A test that fails without any fault is left out of the judgement.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local

ROOT = Path(__file__).resolve().parents[3]
TABLE = Path(__file__).with_name("mutants.toml")
FOLDERS = ("designer", "docs", "exporters", "resources", "tests")
# Quick and telling first: a fault is judged by the first test that notices it.
FIRST = (
    "planner/test_details.py",
    "test_wording.py",
    "terraform/test_terraform.py",
    "cdk/test_stack.py",
    "sam/test_sam.py",
)
TESTS = (
    "planner", "terraform/test_terraform.py", "cdk/test_stack.py", "terraform/test_hcl.py", "cdk/test_printers.py",
    "cdk/test_naming.py", "cdk/test_stacks.py", "equivalence", "test_asl_check.py", "test_as_text.py", "handlers",
    "test_integrations.py", "sam", "test_hostile.py",
)  # fmt: skip
# What the generated TypeScript does is noticed by running it.
WITH_TOOLS = ("handlers/test_typescript.py", "handlers/test_callers.py")
# Random values that must not stop an export: long, and no judge of what is exported.
_NOT_SLOW = "not no_value_stops_an_export"


@dataclass(frozen=True)
class Mutant:
    """A fault: `old`, which stands in `file` exactly once, becomes `new`."""

    what: str
    file: str
    old: str
    new: str

    def planted(self, text: str) -> str:
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file}: {self.old!r} stands there {text.count(self.old)} times")
        return text.replace(self.old, self.new)


def mutants() -> list[Mutant]:
    return [Mutant(**entry) for entry in tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutant"]]


def copied(folder: Path) -> Path:
    """A copy of what the tests need, in a new folder."""
    folder.mkdir(parents=True)
    ignored = shutil.ignore_patterns("node_modules", "__pycache__", "gui", ".hypothesis")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "main.py", "README.md"):
        shutil.copy2(ROOT / name, folder / name)
    for packages in (ROOT / "tests" / "tools").glob("*/node_modules"):
        (folder / packages.relative_to(ROOT)).symlink_to(packages, target_is_directory=True)
    return folder


def run(tree: Path, tests: Sequence[str], chosen: str, *options: str, tools: bool = False) -> list[str]:
    """The tests that fail in a tree: those that run a tool, or those that run none."""
    env = {
        **os.environ,
        "PYTHONPATH": str(tree),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tree / ".h"),
    }
    marked = f"{'' if tools else 'not '}tool and not prove"
    command = [sys.executable, "-m", "pytest", "-n0", "-m", marked, "-k", chosen, "-rfE", "--tb=no"]
    done = subprocess.run(
        [*command, *options, *(f"tests/exporters/{name}" for name in tests)],
        cwd=tree,
        env=env,
        capture_output=True,
        text=True,
    )
    failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    if done.returncode not in (0, 1) and not failed:
        return ["nothing could be collected"]
    return failed


def judge(tree: Path, mutant: Mutant, left_out: Sequence[str]) -> str:
    """The first test that notices the fault, or nothing."""
    path = tree / mutant.file
    text = path.read_text(encoding="utf-8")
    _write(path, mutant.planted(text))
    try:
        options = ("-x", *(f"--deselect={name}" for name in left_out))
        stages = [
            lambda: run(tree, FIRST, "test_details or test_wording or test_golden", *options),
            lambda: run(tree, TESTS, _NOT_SLOW, *options),
            lambda: run(tree, WITH_TOOLS, "", *options, tools=True),
        ]
        if "typescript" in mutant.file:
            stages.reverse()
        failed = next((found for stage in stages if (found := stage())), [])
    finally:
        _write(path, text)
    return failed[0] if failed else ""


def _write(path: Path, text: str) -> None:
    """Compiled code goes too: it is known by the second in which its source was written."""
    path.write_text(text, encoding="utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        compiled.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--baseline", action="append", help="a test that is known to fail without a fault")
    given = parser.parse_args()
    chosen = [m for m in mutants() if not given.words or any(w in m.file or w in m.what for w in given.words)]
    begun = time.monotonic()
    with TemporaryDirectory(prefix="mutants-") as place:
        pristine = copied(Path(place) / "pristine")
        for mutant in chosen:
            mutant.planted((pristine / mutant.file).read_text(encoding="utf-8"))
        left_out = given.baseline
        if left_out is None:
            left_out = [*run(pristine, TESTS, _NOT_SLOW), *run(pristine, WITH_TOOLS, "", tools=True)]
        if left_out:
            print(f"fails without a fault: {', '.join(left_out)}", flush=True)
        trees = local()

        def attempt(mutant: Mutant) -> tuple[Mutant, str]:
            if not hasattr(trees, "own"):
                trees.own = Path(place) / f"tree-{id(trees)}-{os.urandom(4).hex()}"
                shutil.copytree(pristine, trees.own, symlinks=True)
            since = time.monotonic()
            noticed = judge(trees.own, mutant, left_out)
            word, seconds = "caught" if noticed else "MISSED", time.monotonic() - since
            print(f"{word}  {seconds:3.0f} s  {mutant.file}: {mutant.what}  {noticed}", flush=True)
            return mutant, noticed

        with ThreadPoolExecutor(given.jobs) as pool:
            judged = list(pool.map(attempt, chosen))
    caught = sum(bool(noticed) for _, noticed in judged)
    share = 100 * caught / len(judged) if judged else 100.0
    print(f"{caught} of {len(judged)} caught ({share:.0f} %) in {time.monotonic() - begun:.0f} s")
    return 0 if share >= 95 else 1


if __name__ == "__main__":
    raise SystemExit(main())
