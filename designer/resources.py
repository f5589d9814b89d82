"""Where the program's own files lie: beside the packages in a checkout, inside the package in a wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def resources() -> Path:
    """The folder with services/, integrations/, icons/, examples/ and schema/."""
    for folder in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        if (folder / "services").is_dir():
            return folder
    raise FileNotFoundError(f"The installation is incomplete: no resources beside {_PACKAGE}")
