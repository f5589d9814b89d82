"""Reads the catalogue's TOML files; an error names the file and the key.

The files are ours, but an organisation may add some of its own, so they are checked as strictly as anything else:
every id that a record names must exist, and no id may stand twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from designer.model.catalogue import Catalogue
from designer.model.specs import IntegrationSpec, Mechanism, PropertySpec, Refusal, Retry, ServiceSpec, Spec
from designer.resources import resources

S = TypeVar("S", bound=Spec)
PropertySets = dict[str, dict[str, PropertySpec]]
EVERY_EDGE, EVERY_NODE = "every-edge", "every-node"  # the sets of properties.toml that need not be asked for


class CatalogueError(Exception):
    """A catalogue file that is wrong: `FILE: KEY: what is wrong`."""


@cache
def load() -> Catalogue:
    """The catalogue that comes with the program, read once a process."""
    return load_folder(resources())


def load_folder(folder: Path) -> Catalogue:
    """The catalogue of a folder with services/, integrations/, mechanisms.toml and retries.toml."""
    retries = _by_id(_parse(Retry, "retry", [file for file in [folder / "retries.toml"] if file.exists()]))
    mechanisms = _by_id(_parse(Mechanism, "mechanism", [folder / "mechanisms.toml"]))
    sets = _property_sets(folder / "properties.toml")
    services = _by_id(_services(sorted((folder / "services").glob("*.toml")), sets))
    files = sorted((folder / "integrations").glob("*.toml"))
    tables = [(file, _read(file)) for file in files]
    for file, table in tables:
        if unknown := table.keys() - {"integration", "refusal"}:
            raise CatalogueError(f"{file.name}: {min(unknown)}: unknown key")
        for record in table.get("integration", []):
            _take_sets(record, sets, EVERY_EDGE, file)
            _take_retry(record, retries, file)
    integrations = _by_id(_records(IntegrationSpec, "integration", tables))
    refusals = _by_id(_records(Refusal, "refusal", tables))
    catalogue = Catalogue(services, integrations, refusals.values(), mechanisms)
    _check_references(catalogue)
    return catalogue


def _property_sets(file: Path) -> PropertySets:
    """The named sets of properties that records share; none where the folder has no such file."""
    if not file.exists():
        return {}
    return {
        name: {path: _validate(PropertySpec, spec, file, f"{name}.{path}: ") for path, spec in properties.items()}
        for name, properties in _read(file).items()
    }


def _take_sets(record: dict[str, Any], sets: PropertySets, every: str, file: Path) -> None:
    """Replace a record's `uses` by the properties of the sets that it names, and of those that every one has."""
    properties = dict(record.get("properties", {}))
    for name in (*record.pop("uses", ()), every):
        if name not in sets and name != every:
            raise CatalogueError(f"{file.name}: {record.get('id')}: uses: {name!r} is not in properties.toml")
        for path, spec in sets.get(name, {}).items():
            properties.setdefault(path, spec)
    record["properties"] = properties


def _take_retry(record: dict[str, Any], retries: dict[str, Retry], file: Path) -> None:
    """Replace the name of a retry by its record."""
    name = record.get("retry")
    if isinstance(name, str):
        if name not in retries:
            raise CatalogueError(f"{file.name}: {record.get('id')}: retry: {name!r} is not in retries.toml")
        record["retry"] = retries[name]


def _services(files: list[Path], sets: PropertySets) -> Iterator[tuple[Path, ServiceSpec]]:
    for file in files:
        record = _read(file)
        _take_sets(record, sets, EVERY_NODE, file)
        spec = _validate(ServiceSpec, record, file, "")
        if spec.id != file.stem:
            raise CatalogueError(f"{file.name}: id: {spec.id!r} must be the file's name")
        yield file, spec


def _parse(spec: type[S], key: str, files: list[Path]) -> Iterator[tuple[Path, S]]:
    return _records(spec, key, [(file, _read(file)) for file in files])


def _records(spec: type[S], key: str, tables: list[tuple[Path, dict[str, Any]]]) -> Iterator[tuple[Path, S]]:
    for file, table in tables:
        for number, record in enumerate(table.get(key, [])):
            name = record.get("id", number) if isinstance(record, dict) else number
            yield file, _validate(spec, record, file, f"{key} {name}: ")


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise CatalogueError(f"{file.name}: {error}") from None


def _validate(spec: type[S], record: Any, file: Path, place: str) -> S:
    try:
        return spec.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise CatalogueError(f"{file.name}: {place}{key}: {first['msg']}") from None


def _by_id(records: Iterator[tuple[Path, S]]) -> dict[str, S]:
    found: dict[str, S] = {}
    for file, record in records:
        id_: str = record.id  # type: ignore[attr-defined]
        if id_ in found:
            raise CatalogueError(f"{file.name}: id: {id_!r} stands twice")
        found[id_] = record
    return found


def _check_references(catalogue: Catalogue) -> None:
    """Every id that a record names must be there."""
    known = catalogue.variants
    kinds = [kind.id for s in catalogue.services.values() for kind in s.kinds]
    if clash := [id_ for id_ in kinds if id_ in catalogue.services or kinds.count(id_) > 1]:
        raise CatalogueError(f"variant or facet {clash[0]!r} has the id of another")

    def require(ok: Callable[[str], bool], id_: str, owner: str) -> None:
        if not ok(id_):
            raise CatalogueError(f"{owner}: {id_!r} is not in the catalogue")

    for integration in catalogue.integrations.values():
        require(known.__contains__, integration.source, integration.id)
        require(known.__contains__, integration.target, integration.id)
        require(catalogue.mechanisms.__contains__, integration.mechanism, integration.id)
    for refusal in catalogue.refusals:
        require(known.__contains__, refusal.source, refusal.id)
        require(known.__contains__, refusal.target, refusal.id)
        if refusal.mechanism:
            require(catalogue.mechanisms.__contains__, refusal.mechanism, refusal.id)
        for detour in refusal.detours:
            for service in detour.through:
                require(catalogue.services.__contains__, service, refusal.id)
