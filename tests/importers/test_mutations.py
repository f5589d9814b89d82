"""Files with parts cut out, doubled and replaced: every importer gives a design or one line, and nothing else."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.catalogue import load
from designer.importers.registry import Kind, Source, read
from designer.storage.errors import FileError
from tests.importers.cdk.test_cdk import FILES
from tests.importers.drawio.test_drawio import FORMS
from tests.importers.reading import lay
from tests.importers.serverless.test_serverless import SERVICE
from tests.importers.terraform.test_terraform import MAIN, WORKER

ROUNDS = 120
BITS = [
    "null", "[]", "{}", '""', "[null]", "1", "true", '"${', "}", "{", "=", ":", ",", "each.value", "var.x", "${self:a}",
    "aws_sqs_queue.dead", "module.worker", "data.x.y.z", "[for x in 1 : x]", '{"Ref": "A"}', "<a>", "-1.5",
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.randint(0, 30))
        middle = chance.choice([chance.choice(BITS), "", text[start:end] * 2])
        text = f"{text[:start]}{middle}{text[end:]}" or "{}"
    return text


def _terraform(folder: Path, chance: random.Random) -> Path:
    return lay(folder, {"main.tf": mutated(MAIN, chance), "worker/main.tf": mutated(WORKER, chance)})


def _cdk(folder: Path, chance: random.Random) -> Path:
    texts = {name: json.dumps(data, indent=1) for name, data in FILES.items()}
    name = chance.choice(list(texts))
    return lay(folder, {**texts, name: mutated(texts[name], chance)})


def _serverless(folder: Path, chance: random.Random) -> Path:
    return lay(folder, {"serverless.yml": mutated(SERVICE, chance)}) / "serverless.yml"


def _drawio(folder: Path, chance: random.Random) -> Path:
    return lay(folder, {"a.drawio": mutated(FORMS["plain"], chance)}) / "a.drawio"


MAKERS: dict[Kind, Callable[[Path, random.Random], Path]] = {
    "terraform": _terraform,
    "cdk": _cdk,
    "serverless": _serverless,
    "drawio": _drawio,
}


@pytest.mark.parametrize("kind", MAKERS)
def test_mutations(tmp_path: Path, kind: Kind) -> None:
    drawn = 0
    for seed in range(ROUNDS):
        path = MAKERS[kind](tmp_path / str(seed), random.Random(seed))  # noqa: S311
        try:
            design = read(Source(kind, path), load()).design
        except FileError as error:
            said = error.line
            assert said.isprintable()
            continue
        assert all(end in design.nodes for edge in design.edges.values() for end in (edge.source, edge.target))
        drawn += 1
    assert drawn >= ROUNDS // 10
