"""Running a verb in this process, as the command line does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from designer import cli
from designer.resources import resources

EXAMPLES = resources() / "examples"


@dataclass(frozen=True, slots=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("check", path)`: status, standard output and standard error."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Ran:
        status = cli.run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Ran(status, out, err)

    return call


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write("a", {...})` makes a design file in the temporary folder."""

    def make(name: str, document: Mapping[str, Any] | bytes) -> Path:
        path = tmp_path / f"{name}.skydraft.json"
        path.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
        return path

    return make


BAD = {
    "nodes": {"up": {"service": "s3"}, "q": {"service": "sqs", "properties": {"FifoQueue": True}}},
    "edges": {"up-q": {"from": "up", "to": "q"}},
}
FINE = {"nodes": {"a": {"service": "lambda", "title": "One"}}}
