"""A project's configuration, a team's own rules and accepted findings, by the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DESIGN = {
    "format": "skydraft/1",
    "name": "Shop",
    "nodes": {"archive": {"service": "s3"}, "work": {"service": "lambda", "properties": {"Timeout": 1200}}},
    "accepted": {"a1": {"rule": "dangling-node", "subject": "node:archive", "reason": "comes later"}},
}
RULE = '''
"""A bucket without an owner.

Example: A bucket without the property `Owner`.
Instead: `"Owner": "team-orders"`.
"""

from designer.rules.base import NodeRule


class BucketOwner(NodeRule):
    id = "acme-bucket-owner"
    severity = "error"
    category = "operations"
    title = "Bucket without owner"
    why = "Nobody can be asked."
    fix = "Set Owner."
    doc = "https://wiki.example.com/buckets"
    read = "2026-01-01"
    services = ("s3",)

    def check(self, view, node):
        if not node.get("Owner"):
            yield self.finding(node.subject, f"{node.title} has no owner.")
'''


def run(*args: str | Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    places = [str(ROOT), *([str(path)] if path else [])]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    command = [sys.executable, "main.py", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=env, cwd=ROOT)


def write(folder: Path) -> Path:
    file = folder / "shop.skydraft.json"
    file.write_text(json.dumps(DESIGN), encoding="utf-8")
    return file


def checked(file: Path, path: Path | None = None) -> tuple[int, dict[str, Any]]:
    done = run("check", "--format", "json", file, path=path)
    assert not done.stderr
    return done.returncode, json.loads(done.stdout)


def test_weights_and_counts(tmp_path: Path) -> None:
    file = write(tmp_path)
    status, report = checked(file)
    assert (status, report["counts"]) == (1, {"error": 1, "warning": 0, "info": 1, "accepted": 1})
    (tmp_path / "skydraft.toml").write_text('[rules]\nall = "warning"\ndangling-node = "off"\n')
    status, report = checked(file)
    assert (status, report["counts"]) == (0, {"error": 0, "warning": 1, "info": 0, "accepted": 0})


def test_a_faulty_configuration_is_the_callers(tmp_path: Path) -> None:
    file = write(tmp_path)
    (tmp_path / "skydraft.toml").write_text('[rules]\ndangling = "off"\n')
    done = run("check", file)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "skydraft.toml: rules.dangling: there is no rule" in done.stderr


def test_a_rule_of_a_team(tmp_path: Path) -> None:
    """An installed distribution with an entry point: its rule checks, is listed and can be weighed like ours."""
    site = tmp_path / "site"
    metadata = site / "acme_rules-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[skydraft.rules]\nbucket-owner = acme_rules:BucketOwner\n")
    (site / "acme_rules.py").write_text(RULE)
    file = write(tmp_path)
    _, report = checked(file, path=site)
    assert "acme-bucket-owner" in {f["rule"] for f in report["findings"]}
    listed = json.loads(run("catalogue", "rules", "--format", "json", path=site).stdout)
    assert "acme-bucket-owner" in {rule["id"] for rule in listed["rules"]}
    (tmp_path / "skydraft.toml").write_text('[rules]\nacme-bucket-owner = "off"\n')
    _, report = checked(file, path=site)
    assert "acme-bucket-owner" not in {f["rule"] for f in report["findings"]}
