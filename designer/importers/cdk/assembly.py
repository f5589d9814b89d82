"""A CDK app's cloud assembly (cdk.out): its stacks with their templates, and the tree of constructs.

The manifest's format is https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html.  Every file that
a manifest names must lie in its folder; assets are not looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.importers.base import Place, Remark
from designer.storage.design_file import read_bytes
from designer.storage.errors import FileError

MOST_BYTES = 16 * 1024 * 1024  # of one template
MOST_TREE = 128 * 1024 * 1024
MOST_STACKS = 200
MOST_LEVELS = 4  # of assemblies (stages) in each other
_KEY = re.compile(r'^\s*"([A-Za-z0-9]+)": \{', re.MULTILINE)


@dataclass(slots=True)
class Stack:
    """One stack: its name, its template, and where each of its resources stands."""

    id: str
    title: str
    path: Path
    template: Mapping[str, Any]
    text: str = ""
    paths: dict[str, str] = field(default_factory=dict)  # logical id -> construct path

    def places(self) -> dict[str, Place]:
        """The place of each resource in the template."""
        start = self.text.find('"Resources"')
        resources = self.resources
        found: dict[str, Place] = {}
        line, at = 1 + self.text.count("\n", 0, max(start, 0)), max(start, 0)
        for match in _KEY.finditer(self.text, at):
            if match[1] in resources and match[1] not in found:
                line += self.text.count("\n", at, match.start(1))
                at = match.start(1)
                found[match[1]] = Place(self.path, line)
        return found

    @property
    def resources(self) -> Mapping[str, Any]:
        return _map(self.template.get("Resources"))


@dataclass(slots=True)
class Assembly:
    """All stacks of an app, and the class of each construct by its path."""

    stacks: list[Stack] = field(default_factory=list)
    constructs: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def read_assembly(folder: Path) -> Assembly:
    """The assembly in a folder.  Raises FileError."""
    made = Assembly()
    _read_manifest(folder, made, 0)
    if not made.stacks:
        raise FileError(folder / "manifest.json", "this app has no stacks; run `cdk synth`")
    return made


def _read_manifest(folder: Path, made: Assembly, level: int) -> None:
    artifacts = _map(_json(folder / "manifest.json", MOST_BYTES)[0].get("artifacts"))
    for id_, artifact in artifacts.items():
        kind, properties = _map(artifact).get("type"), _map(_map(artifact).get("properties"))
        if kind == "aws:cloudformation:stack":
            made.stacks.append(_stack(folder, str(id_), _map(artifact), properties))
            if len(made.stacks) > MOST_STACKS:
                raise FileError(folder, f"more than {MOST_STACKS} stacks; import one of their templates")
        elif kind == "cdk:cloud-assembly" and level < MOST_LEVELS:
            inner = _inside(folder, properties.get("directoryName"))
            if (inner / "manifest.json").is_file():
                _read_manifest(inner, made, level + 1)
        elif kind == "cdk:tree" and level == 0:
            tree = _inside(folder, properties.get("file", "tree.json"))
            if tree.is_file():
                made.constructs |= dict(_constructs(_map(_json(tree, MOST_TREE)[0].get("tree"))))


def _stack(folder: Path, id_: str, artifact: Mapping[str, Any], properties: Mapping[str, Any]) -> Stack:
    path = _inside(folder, properties.get("templateFile"))
    template, text = _json(path, MOST_BYTES)
    title = str(properties.get("stackName") or artifact.get("displayName") or id_)
    stack = Stack(id_, title, path, template, text)
    metadata = {**_map(artifact.get("metadata")), **_metadata_file(folder, artifact)}
    for construct, entries in metadata.items():
        for entry in entries if isinstance(entries, list) else ():
            if _map(entry).get("type") == "aws:cdk:logicalId" and isinstance(_map(entry).get("data"), str):
                stack.paths[entry["data"]] = str(construct).lstrip("/")
    for logical, resource in stack.resources.items():
        said = _map(_map(resource).get("Metadata")).get("aws:cdk:path")
        if isinstance(said, str):
            stack.paths[logical] = said
    return stack


def _metadata_file(folder: Path, artifact: Mapping[str, Any]) -> Mapping[str, Any]:
    """Newer versions of the CDK keep the metadata of a stack in a file beside the manifest."""
    name = artifact.get("additionalMetadataFile")
    if not isinstance(name, str) or not (path := _inside(folder, name)).is_file():
        return {}
    return _json(path, MOST_BYTES)[0]


def nested_template(stack: Stack, resource: Mapping[str, Any]) -> Stack | None:
    """The stack that a nested stack's resource deploys, where its template lies in the folder."""
    name = _map(resource.get("Metadata")).get("aws:asset:path")
    if not isinstance(name, str) or not (path := _inside(stack.path.parent, name)).is_file():
        return None
    template, text = _json(path, MOST_BYTES)
    found = Stack(stack.id, stack.title, path, template, text)
    for logical, inner in found.resources.items():
        said = _map(_map(inner).get("Metadata")).get("aws:cdk:path")
        if isinstance(said, str):
            found.paths[logical] = said
    return found


def _constructs(tree: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(path, class) of each construct; without recursion."""
    todo: list[Any] = [tree]
    while todo:
        construct = todo.pop()
        if not isinstance(construct, Mapping):
            continue
        path, info = construct.get("path"), _map(construct.get("constructInfo"))
        if isinstance(path, str):
            yield path, str(info.get("fqn", ""))
        todo.extend(_map(construct.get("children")).values())


def _inside(folder: Path, name: Any) -> Path:
    """A file of the folder that a manifest names.  Raises FileError for one outside."""
    path = folder / str(name)
    if not isinstance(name, str) or not path.resolve().is_relative_to(folder.resolve()):
        raise FileError(folder / "manifest.json", f"names a file outside the folder: {str(name)[:80]!r}")
    return path


def _json(path: Path, most: int) -> tuple[Mapping[str, Any], str]:
    try:
        text = read_bytes(path, most).decode("utf-8-sig")
        document = json.loads(text)
    except UnicodeDecodeError:
        raise FileError(path, "this is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise FileError(path, f"this is not JSON: {error.msg.lower()}", f"{error.lineno}:{error.colno}") from None
    except (RecursionError, ValueError):
        raise FileError(path, "nested too deeply, or with numbers that are too long") from None
    if not isinstance(document, dict):
        raise FileError(path, "must be a JSON object; run `cdk synth`")
    return document, text


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
