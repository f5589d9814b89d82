"""What the storage tests share: a state folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's state folder is a temporary one."""
    folder = tmp_path / "state"
    monkeypatch.setenv("SKYDRAFT_STATE", str(folder))
    return folder
