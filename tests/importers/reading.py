"""Helpers of the importers' tests: files from a dict, and a design's connections as pairs that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from designer.catalogue import load
from designer.importers.base import Imported
from designer.importers.registry import read, recognise
from designer.model.design import Design


def lay(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder; gives the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def imported(path: Path) -> Imported:
    return read(recognise(path), load())


def services(design: Design) -> dict[str, str]:
    return {id_: node.service for id_, node in design.nodes.items()}


def pairs(design: Design) -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in design.edges.values()}
