"""The targets by their words on the command line; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module

from designer.model.catalogue import Catalogue
from designer.model.design import Design
from exporters.base import Exporter, ExportError, File
from exporters.planner import plan

_WHERE = {
    "sam": ("exporters.sam.project", "SamExporter"),
    "cdk-python": ("exporters.cdk", "CdkPythonExporter"),
    "cdk-typescript": ("exporters.cdk", "CdkTypeScriptExporter"),
    "terraform": ("exporters.terraform", "TerraformExporter"),
}
TARGETS = tuple(_WHERE)


class _Exporters(Mapping[str, Exporter]):
    """Reads like a dict; a target's module is imported when it is looked up."""

    def __getitem__(self, id_: str) -> Exporter:
        if id_ not in _WHERE:
            raise ExportError(f"There is no target {id_!r}; there are {', '.join(TARGETS)}.")
        return _load(id_)

    def __iter__(self) -> Iterator[str]:
        return iter(_WHERE)

    def __len__(self) -> int:
        return len(_WHERE)


@cache
def _load(id_: str) -> Exporter:
    module, name = _WHERE[id_]
    exporter: Exporter = getattr(import_module(module), name)()
    return exporter


def exporters() -> Mapping[str, Exporter]:
    """All targets by id."""
    return _Exporters()


def export(design: Design, catalogue: Catalogue, targets: Iterable[str] = TARGETS) -> dict[str, tuple[File, ...]]:
    """The files of each target, planned once.  ExportError names an unknown target."""
    known = exporters()
    chosen = {id_: known[id_] for id_ in targets}
    made = plan(design, catalogue)
    return {id_: exporter.export(made) for id_, exporter in chosen.items()}
