"""What an exporter is, and the files that it makes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from designer.model.design import Subject
from exporters.plan import Omission, Plan


class ExportError(Exception):
    """The design cannot be exported; the message is for the person who asked."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of whole lines that exists for one subject (None: for the project as a whole)."""

    text: str  # ends with a newline
    subject: Subject | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Lines `first` to `last` (from 1, inclusive) of a file belong to a subject."""

    first: int
    last: int
    subject: Subject


@dataclass(frozen=True, slots=True)
class File:
    """One generated file: a POSIX path relative to the target's folder, and its text in blocks."""

    path: str
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, path: str, text: str, subject: Subject | None = None) -> File:
        return cls(path, (Block(text, subject),))

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.blocks)

    def spans(self) -> Iterator[Span]:
        """Which lines belong to whom, for the code preview and for mapping a linter's findings back."""
        line = 1
        for block in self.blocks:
            count = block.text.count("\n")
            if block.subject is not None and count:
                yield Span(line, line + count - 1, block.subject)
            line += count


def as_json(path: str, content: Mapping[str, Any]) -> File:
    return File.of(path, json_text(content))


def json_text(content: Any) -> str:
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return re.sub(r'\[\s+("[^\[\]]{1,60}")\s+\]', _on_one_line, text) + "\n"


def _on_one_line(found: re.Match[str]) -> str:
    """A short list of texts, as prettier leaves it."""
    return f"[{', '.join(part.strip() for part in found[1].split(','))}]"


class Exporter(Protocol):
    """A target.  `id` is its word on the command line, `title` its name in the window."""

    id: str
    title: str
    language: str  # of its main file, for highlighting: "yaml", "python", "typescript", "terraform"
    main_file: str  # the file that the preview opens

    def export(self, plan: Plan) -> tuple[File, ...]:
        """The target's project; the same plan always gives the same files."""
        ...

    def lost(self, plan: Plan) -> tuple[Omission, ...]:
        """What this target alone has no words for, found when its idioms are chosen."""
        ...
