"""What the tests of all targets share: the examples as plans, the golden files, a folder for generated projects."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from designer.catalogue.loader import load
from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.base import File
from exporters.plan import Plan
from exporters.planner import plan

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
EXAMPLES = tuple(sorted((ROOT / "resources" / "examples").glob("*.skydraft.json")))
SEED = 20_240_501  # of the whole proof's random designs; a design's name tells it and its number
EXAMPLE_NAMES = tuple(path.name.removesuffix(".skydraft.json") for path in EXAMPLES)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def example_designs() -> Mapping[str, Design]:
    """All examples by name."""
    texts = {name: path.read_text(encoding="utf-8") for name, path in zip(EXAMPLE_NAMES, EXAMPLES, strict=True)}
    return {name: Design.model_validate(json.loads(text)) for name, text in texts.items()}


@pytest.fixture(scope="session")
def example_plans(example_designs: Mapping[str, Design], catalogue: Catalogue) -> Mapping[str, Plan]:
    """The plans of all examples by name."""
    return {name: plan(design, catalogue) for name, design in example_designs.items()}


@pytest.fixture(scope="session")
def random_designs(catalogue: Catalogue) -> Mapping[str, Design]:
    """The designs of the whole proof by name: seeded, random, legal, every integration at least five times."""
    from tests.exporters.legal import without_errors

    return {design.name: design for design in without_errors(catalogue, SEED)}


@pytest.fixture(scope="session")
def random_plans(random_designs: Mapping[str, Design], catalogue: Catalogue) -> Mapping[str, Plan]:
    """The plans of the whole proof by name."""
    return {name: plan(design, catalogue) for name, design in random_designs.items()}


@pytest.fixture(scope="session")
def bundled(catalogue: Catalogue) -> Plan:
    """The plan of an example whose functions are written in TypeScript, all but one."""
    record = json.loads((ROOT / "resources/examples/lambda-push.skydraft.json").read_text(encoding="utf-8"))
    record["settings"] = {**record.get("settings", {}), "runtime": "nodejs22.x"}
    record["nodes"]["check_sign_up"]["properties"]["Runtime"] = "python3.13"
    return plan(Design.model_validate(record), catalogue)


@pytest.fixture
def everything(catalogue: Catalogue) -> Plan:
    """The plan of a design that has every service and mechanism that something is generated for."""
    text = (Path(__file__).parent / "everything.skydraft.json").read_text(encoding="utf-8")
    return plan(Design.model_validate(json.loads(text)), catalogue)


@pytest.fixture
def make_plan(catalogue: Catalogue) -> Callable[..., Plan]:
    """A plan from services and edges written down in short: `make_plan({"a": "sqs"}, {"e": ("a", "b", {…})})`.

    A node is a service id or (service id, properties); an edge (from, to) with properties and `via` as further items.
    """

    def make(
        nodes: Mapping[str, object], edges: Mapping[str, tuple[object, ...]] | None = None, **more: object
    ) -> Plan:
        records = {
            id_: {"service": spec} if isinstance(spec, str) else {"service": spec[0], "properties": spec[1]}  # type: ignore[index]
            for id_, spec in nodes.items()
        }
        lines = {}
        for id_, (source, target, *rest) in (edges or {}).items():
            properties = next((r for r in rest if isinstance(r, dict)), {})
            via = next((r for r in rest if isinstance(r, str)), None)
            lines[id_] = {"from": source, "to": target, "properties": properties, **({"via": via} if via else {})}
        return plan(Design.model_validate({"name": "Test", "nodes": records, "edges": lines, **more}), catalogue)

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str, Iterable[File]], None]:
    """Compare files with tests/golden/<case>/<target>/, or write them there with --update-golden."""

    def compare(case: str, target: str, files: Iterable[File]) -> None:
        folder = GOLDEN / case / target
        made = {file.path: file.text for file in files}
        if request.config.getoption("--update-golden", default=False):
            for old in [p for p in folder.rglob("*") if p.is_file()] if folder.exists() else []:
                if old.relative_to(folder).as_posix() not in made:
                    old.unlink()
            for path, text in made.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_text(text, encoding="utf-8", newline="\n")
            return
        kept = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
        assert sorted(made) == sorted(kept), "run pytest with --update-golden and read the difference"
        for path, text in made.items():
            assert text == kept[path].read_text(encoding="utf-8"), (
                f"{case}/{target}/{path} differs from its golden file"
            )

    return compare
