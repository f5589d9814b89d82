"""What checkov says of many exported projects, in one process, because starting it costs seconds.

`scan.py FOLDER…`: each is scanned as by `checkov -d .` in it, so that its own `.checkov.yaml` is read.  Prints one line
of JSON: folder to findings, each a check's id, the resource and the file.  Run by the Python that has checkov; without
an API key and with --skip-download nothing is fetched.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from checkov.main import Checkov

_WORDS = ("-d", ".", "--skip-download", "--quiet", "--compact", "--output", "json")


def findings(folder: Path) -> list[tuple[str, str, str]]:
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said):
        sys.argv = ["checkov", *_WORDS]  # where it looks for the settings of the folder
        Checkov(argv=list(_WORDS)).run(banner="", tool="checkov")
    reports: Any = json.loads(said.getvalue())
    return [
        (failed["check_id"], failed["resource"], failed["file_path"])
        for report in (reports if isinstance(reports, list) else [reports])
        for failed in report.get("results", {}).get("failed_checks", ())
    ]


if __name__ == "__main__":
    found = {folder: findings(Path(folder).resolve()) for folder in sys.argv[1:]}
    sys.stdout.write(json.dumps(found) + "\n")
