"""What the last export into a folder generated, and from which design, remembered beside it.

The texts themselves are kept, not digests: they are the base of the three-way merge.  The design is kept so that an
import of the scaffold gives it back, with what has been changed in the scaffold since.  The file belongs under version
control with the scaffold, so that everybody's next export merges from the same base.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from designer.model.design import Design

STATE = ".skydraft.json"
_FORMAT = "skydraft-export/2"
_MOST = 64 << 20  # bytes; more is not ours


def read(folder: Path) -> dict[str, str]:
    """Path -> text.  A state that cannot be read counts as none, so nothing is overwritten on its word."""
    try:
        return {str(key): text for key, text in _content(folder)["files"].items() if isinstance(text, str)}
    except (KeyError, AttributeError):
        return {}


def read_design(folder: Path) -> Design | None:
    """The design that the folder was exported from; None where that is not known."""
    try:
        return Design.model_validate(_content(folder)["design"])
    except (KeyError, ValidationError):
        return None


def _content(folder: Path) -> dict[str, Any]:
    path = folder / STATE
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
        return content if content["format"] == _FORMAT else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def text(files: Mapping[str, str], design: Design | None = None) -> str:
    """The state as it is written."""
    content: dict[str, Any] = {"format": _FORMAT, "files": dict(sorted(files.items()))}
    if design is not None:
        content["design"] = design.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
