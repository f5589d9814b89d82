"""Which importer reads what: recognised by content, never by the name alone, with one look at a bounded beginning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from designer.importers.base import Imported, Progress, no_progress
from designer.model.catalogue import Catalogue
from designer.storage.design_file import SUFFIX, read_bytes
from designer.storage.errors import FileError

Kind: TypeAlias = Literal["design", "cloudformation", "cdk", "terraform", "terraform-plan", "drawio", "serverless"]
Reader: TypeAlias = Callable[[Path, Catalogue, Progress], Imported]

MOST_BYTES = 64 * 1024 * 1024  # of a file that is looked at; each reader has bounds of its own
LOOKED_AT = ("template.yaml", "template.yml", "template.json", "serverless.yml", "serverless.yaml")
WANTED = (
    "a SAM or CloudFormation template, a cdk.out folder, a Terraform folder or plan (JSON), "
    "a draw.io file or a serverless.yml"
)

# The first pattern that is found in the text says what it is.  YAML's keys begin a line, JSON's stand in quotes.
_JSON: tuple[tuple[Kind, str], ...] = (
    ("design", r'"format"\s*:\s*"skydraft/'),
    ("terraform-plan", r'"(?:planned_values|terraform_version|resource_changes)"\s*:'),
    ("cloudformation", r'"(?:Resources|AWSTemplateFormatVersion)"\s*:'),
)
_YAML: tuple[tuple[Kind, str], ...] = (
    ("cloudformation", r"(?m)^[\"']?(?:Resources|AWSTemplateFormatVersion|Transform)[\"']?\s*:"),
    ("serverless", r"(?m)^[\"']?(?:service|functions)[\"']?\s*:"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be read: what it is, and the file or folder to read (which may lie within what was named)."""

    kind: Kind
    path: Path


def recognise(path: Path, *, below: bool = True) -> Source:
    """What lies at a path, or as the only Terraform folder `below` it.  Raises FileError where it is nothing that can
    be read."""
    if path.is_dir():
        return _folder(path, below)
    data = read_bytes(path, MOST_BYTES)
    if path.suffix == ".tf" and data.lstrip()[:1] != b"{":
        return Source("terraform", path.parent)
    text = data.decode("utf-8-sig", errors="replace")
    start = text[:4096].lstrip()
    if start[:1] == "<" and re.search(r"<(?:mxfile|mxGraphModel)\b", start):
        return Source("drawio", path)
    if path.name == "manifest.json" and re.search(r'"artifacts"\s*:', text):
        return Source("cdk", path.parent)
    for kind, pattern in _JSON if start[:1] == "{" else _YAML:
        if re.search(pattern, text):
            return Source(kind, path)
    if start[:1] == "{" or not start or path.name.endswith(SUFFIX):
        return Source("design", path)  # whose reader tells best what is wrong with it
    raise FileError(path, f"this is not recognised; what can be read is {WANTED}")


def _folder(path: Path, below: bool) -> Source:
    for folder in (path, path / "cdk.out"):
        if (folder / "manifest.json").is_file() and re.search(
            rb'"artifacts"\s*:', read_bytes(folder / "manifest.json", MOST_BYTES)
        ):
            return Source("cdk", folder)
    if any(file.is_file() for file in path.glob("*.tf")):
        return Source("terraform", path)
    found = [path / name for name in LOOKED_AT if (path / name).is_file()]
    if len(found) == 1:
        return recognise(found[0])
    if found:
        raise FileError(path, f"this folder has several templates; name one: {', '.join(f.name for f in found)}")
    inner = [f for f in sorted(path.iterdir()) if below and f.is_dir() and not f.is_symlink() and any(f.glob("*.tf"))]
    if len(inner) == 1:
        return Source("terraform", inner[0])
    if inner:
        names = ", ".join(f.name for f in inner[:8])
        raise FileError(path, f"this folder has several Terraform folders; name one: {names}")
    raise FileError(path, f"this is a folder in which nothing is recognised; what can be read is {WANTED}")


def read(source: Source, catalogue: Catalogue, progress: Progress = no_progress) -> Imported:
    """The design of a source that is no design itself.  Raises FileError; CancelledError from `progress`."""
    return _READERS[source.kind](source.path, catalogue, progress)


def _cloudformation(path: Path, catalogue: Catalogue, progress: Progress) -> Imported:
    from designer.importers.cloudformation import read_template

    return read_template(path, catalogue, progress=progress)


def _terraform(path: Path, catalogue: Catalogue, progress: Progress) -> Imported:
    from designer.importers.terraform import read_terraform

    return read_terraform(path, catalogue, progress)


def _terraform_plan(path: Path, catalogue: Catalogue, progress: Progress) -> Imported:
    from designer.importers.terraform import read_plan

    return read_plan(path, catalogue, progress)


def _cdk(path: Path, catalogue: Catalogue, progress: Progress) -> Imported:
    from designer.importers.cdk import read_cdk

    return read_cdk(path, catalogue, progress)


def _drawio(path: Path, catalogue: Catalogue, progress: Progress) -> Imported:
    from designer.importers.drawio import read_drawio

    return read_drawio(path, catalogue, progress)


def _serverless(path: Path, catalogue: Catalogue, progress: Progress) -> Imported:
    from designer.importers.serverless import read_serverless

    return read_serverless(path, catalogue, progress)


_READERS: Mapping[Kind, Reader] = {
    "cloudformation": _cloudformation,
    "cdk": _cdk,
    "terraform": _terraform,
    "terraform-plan": _terraform_plan,
    "drawio": _drawio,
    "serverless": _serverless,
}
