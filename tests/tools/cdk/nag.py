"""What cdk-nag's AwsSolutions say of many CDK Python projects, in one process, because starting jsii costs seconds.

`nag.py ROOT PROJECT…`: a project is a folder below ROOT.  Its app is run as `cdk synth` runs it, with the rules added
and its assembly in nag.out.  Prints one line of JSON: project to findings, each a rule's id and the construct's path.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")
os.environ.setdefault("JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION", "1")

import aws_cdk
from cdk_nag import AwsSolutionsChecks

_APP = aws_cdk.App


def findings(project: Path) -> list[tuple[str, str]]:
    context = json.loads((project / "cdk.json").read_text(encoding="utf-8"))["context"]

    def app(**given: Any) -> aws_cdk.App:
        made = _APP(outdir=str(project / "nag.out"), context=context, **given)
        aws_cdk.Validations.of(made).add_plugins(AwsSolutionsChecks(made))
        return made

    aws_cdk.App = app
    sys.path.insert(0, str(project))
    try:
        runpy.run_path(str(project / "app.py"), run_name="__main__")
    except RuntimeError as error:  # synthesis ends so where there is a finding
        if "Validation failed" not in str(error):
            raise
    finally:
        sys.path.remove(str(project))
        for name in [name for name in sys.modules if name.split(".")[0] == "infrastructure"]:
            del sys.modules[name]
    report = json.loads((project / "nag.out" / "validation-report.json").read_text(encoding="utf-8"))
    return [
        (violation["ruleName"], construct["constructPath"])
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    ]


if __name__ == "__main__":
    root, said = Path(sys.argv[1]), os.dup(1)
    os.dup2(2, 1)  # what the validation prints is not the answer
    found = {project: findings(root / project) for project in sys.argv[2:]}
    os.write(said, (json.dumps(found) + "\n").encode())
