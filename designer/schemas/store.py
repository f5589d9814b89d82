"""Where the schemas lie: an index of all types (a few milliseconds to read), and a file for each schema.

cfn-lint keeps `providers/REGION.json`, which maps each type that the region offers to the hash of its schema, and the
schemas as `resources/HASH.json`.  A newer set that cfn-lint has downloaded into its cache is not looked at, so that
a design is judged alike on every machine with the same packages.
"""

from __future__ import annotations

import json
import re
from functools import cache, cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from designer.schemas.shape import Resource

if TYPE_CHECKING:
    from collections.abc import Mapping

# Three parts, and a fourth for a module; or a custom resource's own word.
TYPE_NAME = r"[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}(::MODULE)?|Custom::[A-Za-z0-9_@-]{1,60}"
HOME = "us-east-1"  # the region whose schema is taken where regions differ: it offers the most
LARGEST = 4_000_000  # bytes of a schema file; the largest of AWS's is a tenth of it
KEPT = 64  # schemas in memory


@cache
def schemas() -> Schemas:
    """The schemas of the installed cfn-lint; without it there are no types."""
    spec = find_spec("cfnlint")  # of a top-level package, so nothing is imported
    places = spec.submodule_search_locations if spec else None
    return Schemas(Path(next(iter(places))) / "data" / "schemas" if places else None)


class Schemas:
    """The types under a folder of cfn-lint's layout; one that is missing or damaged has none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self.resource = lru_cache(maxsize=KEPT)(self._resource)
        self._offered = lru_cache(maxsize=None)(self._types_of)

    @property
    def at_hand(self) -> bool:
        return bool(self.types)

    @cached_property
    def types(self) -> Mapping[str, str]:
        """Every resource type of every region, by name -> the file of its schema."""
        found: dict[str, str] = {}
        if self._folder is not None:
            files = sorted((self._folder / "providers").glob("*.json"), key=lambda path: path.stem != HOME)
            for path in files:
                for type_, file in _read(path).items():
                    if isinstance(file, str) and file.isalnum():
                        found.setdefault(type_, file)
        return MappingProxyType(dict(sorted(found.items())))

    def offered(self, type_: str, region: str) -> bool:
        """Whether a region offers a type; True too where the region, or what it offers, is not known."""
        types = self._offered(region)
        return not types or type_ in types or type_ not in self.types or not type_.startswith("AWS::")

    def _types_of(self, region: str) -> frozenset[str]:
        if self._folder is None or not re.fullmatch(r"[a-z0-9-]{1,32}", region):
            return frozenset()
        here = _read(self._folder / "providers" / f"{region}.json")
        return frozenset(here) | frozenset(_read(self._folder / "providers" / "sam.json")) if here else frozenset()

    @cached_property
    def date(self) -> str:
        """The day of the schemas, ISO; empty where it is not known."""
        date = _read(self._folder / "version.json").get("schema_date") if self._folder else None
        return date[:10] if isinstance(date, str) else ""

    def _resource(self, type_: str) -> Resource | None:
        """The description of a type; None for one that is not known.  The last 64 are kept."""
        file = self.types.get(type_)
        if file is None or self._folder is None:
            return None
        schema = _read(self._folder / "resources" / f"{file}.json")
        return Resource(type_, schema) if schema else None

    def find(self, text: str, most: int = 50) -> list[str]:
        """The types that have every word of a search in their names, the closest first."""
        words = [word for word in text.casefold().replace("::", " ").split() if word]
        if not words:
            return []
        found: list[tuple[int, int, str]] = []
        for type_, folded in self._folded:
            if all(word in folded for word in words):
                parts = folded.split("::")
                exact = sum(word in parts for word in words)
                begun = sum(any(part.startswith(word) for part in parts) for word in words)
                found.append((-2 * exact - begun, len(type_), type_))
        return [type_ for *_, type_ in sorted(found)[:most]]

    @cached_property
    def _folded(self) -> list[tuple[str, str]]:
        return [(type_, type_.casefold()) for type_ in self.types]


def _read(path: Path) -> dict[str, Any]:
    """A JSON object from a file; empty where there is none."""
    try:
        if path.stat().st_size > LARGEST:
            return {}
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
