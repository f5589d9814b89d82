"""A project's own settings for the checks: `skydraft.toml`, or `[tool.skydraft]` in a pyproject.toml.

The nearest file upward from a design counts, so that a team writes once what it wants for all of its designs.  What a
design says itself (`settings.rules`) wins.  See docs/configuration.md.
"""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.rules import policy
from designer.storage.errors import FileError, reason

NAME = "skydraft.toml"
PYPROJECT = "pyproject.toml"
MOST_BYTES = 1024 * 1024
KEYS = ("rules",)


@dataclass(frozen=True, slots=True)
class Config:
    """What a project says: where it stands (None: nowhere) and how it weighs the rules (see rules/policy.py)."""

    path: Path | None = None
    rules: dict[str, str] = field(default_factory=dict)


def config_of(design: Path | str) -> Config:
    """The configuration for a design file; an empty one where there is none.  Raises FileError."""
    for folder in Path(design).absolute().parents:
        for name in (NAME, PYPROJECT):
            path = folder / name
            if path.is_file():
                table = _read(path)
                if name == NAME:
                    return _config(path, table, "")
                tool = table.get("tool")
                ours = tool.get("skydraft") if isinstance(tool, dict) else None
                if ours is not None:
                    return _config(path, ours, "tool.skydraft.")
    return Config()


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileError(path, reason(error)) from None
    if len(data) > MOST_BYTES:
        raise FileError(path, f"this is larger than {MOST_BYTES // 1024**2} MB, too large for a configuration")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FileError(path, "this is not UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(path, f"this is not TOML: {error}") from None


def _config(path: Path, table: Any, prefix: str) -> Config:
    """The table of a file, checked.  A mistake in it must not silently switch nothing off."""
    if not isinstance(table, dict):
        raise FileError(path, "must be a table", prefix.rstrip("."))
    for key in table:
        if key not in KEYS:
            meant = difflib.get_close_matches(key, KEYS, 1)
            hint = f"; did you mean “{meant[0]}”?" if meant else f"; known: {', '.join(KEYS)}"
            raise FileError(path, f"there is no setting “{key}”{hint}", prefix + key)
    weights = table.get("rules", {})
    for fault in policy.faults(weights):
        place = prefix + ("rules" if fault.key == "rules" else f"rules.{fault.key}")
        raise FileError(path, fault.message, place)
    return Config(path, dict(weights))
