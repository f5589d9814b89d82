"""What the last export into a folder generated, remembered beside it.

The texts themselves are kept, not digests: they are the base of the three-way merge.  The file belongs under version
control with the scaffold, so that everybody's next export merges from the same base.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

STATE = ".skydraft.json"
_FORMAT = "skydraft-export/2"
_MOST = 64 << 20  # bytes; more is not ours


def read(folder: Path) -> dict[str, str]:
    """Path -> text.  A state that cannot be read counts as none, so nothing is overwritten on its word."""
    path = folder / STATE
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST:
            return {}
        content = json.loads(path.read_text(encoding="utf-8"))
        files = content["files"] if content["format"] == _FORMAT else {}
        return {str(key): text for key, text in files.items() if isinstance(text, str)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def text(files: Mapping[str, str]) -> str:
    """The state as it is written."""
    return json.dumps({"format": _FORMAT, "files": dict(sorted(files.items()))}, indent=1, ensure_ascii=False) + "\n"
