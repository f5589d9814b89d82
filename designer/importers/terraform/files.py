"""Reads a Terraform directory's files and nothing else: within its root, of bounded number and size."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from designer.importers.base import Place, Remark
from designer.importers.terraform.hcl import Block, parse
from designer.storage.design_file import read_bytes
from designer.storage.errors import FileError

# Modules of the registry that many use, told in as many lines as a drawing needs: their variables, what they make of
# them, and their outputs.  Read where the module itself is not at hand.
STAND_INS = Path(__file__).parent / "standins"
MOST_FILES = 400  # .tf files, through all modules
MOST_BYTES = 2 * 1024 * 1024  # of one file
MOST_OF_ALL = 24 * 1024 * 1024
_REGISTRY = re.compile(
    r"(?:registry\.terraform\.io/)?(?P<owner>[a-z0-9-]+)/(?P<name>[a-z0-9-]+)/aws(?://(?P<inner>[a-z0-9-]+(?:/[a-z0-9-]+)*))?"
)
# The registry's modules lie in repositories that it prescribes the names of; many are fetched from there.
_GITHUB = re.compile(
    r"(?:git::)?(?:https://|ssh://)?(?:git@)?github\.com[/:](?P<owner>[a-z0-9-]+)/terraform-aws-(?P<name>[a-z0-9-]+)"
    r"(?:\.git)?(?://(?P<inner>[a-z0-9-]+(?:/[a-z0-9-]+)*))?(?:\?.*)?"
)


@dataclass(slots=True)
class Files:
    """The one door to the disk for an import.  `root` bounds what may be read: nothing outside, by no symlink."""

    start: Path
    root: Path
    remarks: list[Remark] = field(default_factory=list)
    _left: int = MOST_OF_ALL
    _files: int = 0

    @classmethod
    def of(cls, start: Path) -> Files:
        """Modules often lie beside the directory that uses them, so the root is the repository around it."""
        real = start.resolve()
        root = next((folder for folder in (real, *real.parents[:-1]) if (folder / ".git").exists()), real)
        return cls(start, root)

    def inside(self, path: Path) -> bool:
        real = path.resolve()
        return real.is_relative_to(self.root) or real.is_relative_to(STAND_INS.resolve())

    def text(self, path: Path) -> str | None:
        """A text file within the root; None where there is none (or it may not be read)."""
        try:
            return self._read(path).decode("utf-8-sig") if self.inside(path) and path.is_file() else None
        except (FileError, UnicodeDecodeError, OSError, ValueError):
            return None

    def module(self, folder: Path) -> list[Block]:
        """The bodies of the .tf files of one folder, in the order of their names."""
        found: list[Block] = []
        for path in sorted(folder.glob("*.tf")):
            if not path.is_file():
                continue
            if not self.inside(path):
                self.remark(f"{path.name} leads outside the directory and was not read", Place(path))
                continue
            self._files += 1
            if self._files > MOST_FILES:
                raise FileError(self.start, f"more than {MOST_FILES} .tf files; import a part of them")
            body = parse(self._read(path), path)
            for line in body.faults:
                self.remark("this is not HCL; what stands here was not understood", Place(path, line))
            found.append(body)
        return found

    def values(self, folder: Path) -> list[Block]:
        """The bodies of the files that give variables their values, in the order in which Terraform takes them."""
        names = [folder / "terraform.tfvars", *sorted(folder.glob("*.auto.tfvars"))]
        return [parse(self._read(path), path) for path in names if path.is_file() and self.inside(path)]

    def downloaded(self) -> Mapping[str, Path]:
        """The folders of modules that `terraform init` has laid beside the files, by the module's path ("a.b")."""
        text = self.text(self.start / ".terraform" / "modules" / "modules.json")
        try:
            modules: Any = json.loads(text or "{}").get("Modules", [])
            return {str(m["Key"]): self.start / str(m["Dir"]) for m in modules if m.get("Key")}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return {}

    @staticmethod
    def stand_in(source: str) -> Path | None:
        """Our own folder for `terraform-aws-modules/lambda/aws`, or its repository, if there is one."""
        match = _REGISTRY.fullmatch(source) or _GITHUB.fullmatch(source)
        if match is None:
            return None
        folder = STAND_INS / match["owner"] / match["name"]
        folder = folder / match["inner"] if match["inner"] else folder
        return folder if folder.is_dir() else None

    def remark(self, message: str, place: Place | None = None) -> None:
        if len(self.remarks) < 200:
            self.remarks.append(Remark(message, place))

    def _read(self, path: Path) -> bytes:
        data = read_bytes(path, MOST_BYTES)
        self._left -= len(data)
        if self._left < 0:
            raise FileError(self.start, f"more than {MOST_OF_ALL >> 20} MB of files; import a part of them")
        return data
