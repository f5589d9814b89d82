"""Synthesises many CDK Python projects in one process, because starting jsii costs seconds.

`synth.py ROOT PROJECT…`: a project is a folder below ROOT; its assembly lands in its cdk.out, and the tests of its
stacks are run.  Prints one line of JSON: project to error text.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import traceback
from functools import partial
from pathlib import Path

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")
os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")

import aws_cdk

_APP = aws_cdk.App


def synthesise(project: Path) -> None:
    """What `cdk synth` does: the command sets the folder and the context, then runs the app."""
    context = json.loads((project / "cdk.json").read_text(encoding="utf-8"))["context"]
    context |= {"aws:cdk:bundling-stacks": []}  # bundles have tests of their own: here they would take long
    aws_cdk.App = partial(_APP, outdir=str(project / "cdk.out"), context=context)
    sys.path.insert(0, str(project))
    try:
        runpy.run_path(str(project / "app.py"), run_name="__main__")
        aws_cdk.App = _APP
        for path in sorted(project.glob("tests/test_*stack.py")):
            own_test = runpy.run_path(str(path)).get("test_the_stack_holds_every_service")
            if own_test is not None:  # no test of a function that is called like a stack
                own_test()
    finally:
        sys.path.remove(str(project))
        for name in [name for name in sys.modules if name.split(".")[0] == "infrastructure"]:
            del sys.modules[name]


def main(root: Path, projects: list[str]) -> None:
    errors: dict[str, str] = {}
    for project in projects:
        try:
            synthesise(root / project)
        except Exception:  # one project that fails must not hide the others
            errors[project] = traceback.format_exc(limit=-3)
    sys.stdout.write(json.dumps(errors) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
