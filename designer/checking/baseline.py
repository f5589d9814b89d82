"""A baseline: the findings that a team has today, so that only new ones fail.

The file is made to be read and merged: for each file (relative to the baseline's folder, with /) the rules, and for
each rule the subjects on which it stands.  Messages are not part of it, so that a finding whose numbers change stays
the same finding.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from designer.checking.one import Checked
from designer.model.finding import Finding
from designer.storage.atomic import write_atomically
from designer.storage.design_file import read_bytes
from designer.storage.errors import FileError, reason

FORMAT = "skydraft-baseline/1"
MOST_BYTES = 32 * 1024 * 1024

Key = tuple[str, str]  # rule and subject


@dataclass(slots=True)
class Baseline:
    """The findings that are known, by file; `met` counts what a run has seen of them."""

    path: Path
    files: dict[str, Counter[Key]] = field(default_factory=dict)
    gone: int = 0

    def apply(self, checked: Checked) -> Checked:
        """The same file with what is known marked as accepted."""
        left = Counter(self.files.get(self.name(checked.path), ()))
        findings: list[Finding] = []
        for finding in checked.findings:
            key = _key(finding)
            known = not finding.accepted and left[key] > 0
            left[key] -= known
            findings.append(replace(finding, accepted=True) if known else finding)
        self.gone += sum(left.values())
        return replace(checked, findings=tuple(findings))

    def name(self, path: Path) -> str:
        """A file's name in the baseline: relative to its folder, the same on every machine."""
        return Path(os.path.relpath(path.absolute(), self.path.absolute().parent)).as_posix()

    def with_files(self, checked: Iterable[Checked]) -> Baseline:
        """The baseline with what was found now; files that were not looked at keep what is said of them."""
        files = dict(self.files)
        for file in checked:
            found = Counter(_key(f) for f in file.findings if not f.accepted)
            files.pop(self.name(file.path), None)
            if found:
                files[self.name(file.path)] = found
        return Baseline(self.path, files)

    def save(self) -> None:
        """Write the file, all of it or nothing.  Raises FileError."""
        document: dict[str, Any] = {"format": FORMAT, "files": {}}
        for name in sorted(self.files):
            rules: dict[str, list[str]] = {}
            for rule, subject in sorted(self.files[name].elements()):
                rules.setdefault(rule, []).append(subject)
            document["files"][name] = rules
        try:
            write_atomically(self.path, (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode())
        except OSError as error:
            raise FileError(self.path, f"cannot be written: {reason(error)}") from None


def read_baseline(path: Path, *, missing_is_empty: bool = False) -> Baseline:
    """The baseline in a file.  Raises FileError."""
    if missing_is_empty and not path.exists():
        return Baseline(path)
    try:
        document = json.loads(read_bytes(path, MOST_BYTES).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileError(path, f"this is no baseline: {error}; `--update-baseline` writes one") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileError(path, f'this is no baseline: it lacks "format": "{FORMAT}"; `--update-baseline` writes one')
    files = document.get("files")
    if not isinstance(files, dict) or not all(_is_table(rules) for rules in files.values()):
        raise FileError(path, "must be an object of files, each with its rules and their subjects", "files")
    return Baseline(path, {name: _counted(rules) for name, rules in files.items()})


def _is_table(rules: Any) -> bool:
    return isinstance(rules, dict) and all(
        isinstance(subjects, list) and all(isinstance(s, str) for s in subjects) for subjects in rules.values()
    )


def _counted(rules: Mapping[str, list[str]]) -> Counter[Key]:
    return Counter((rule, subject) for rule, subjects in rules.items() for subject in subjects)


def _key(finding: Finding) -> Key:
    return finding.rule, str(finding.subject)
