"""Files that a template names: read only within its own directory, bounded, with its parameters put in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from designer.importers.base import Remark
from designer.importers.cloudformation.document import parse, read
from designer.importers.cloudformation.template import Template, text
from designer.storage.errors import FileError

_MOST_FILES = 100


class FileReader:
    """Reads what a property names by a relative path; None, with a remark, where that is not possible."""

    def __init__(self, template: Template, remarks: list[Remark], texts: Mapping[str, str] | None = None) -> None:
        """`texts` are the directory's files where it is not the one on disk that counts."""
        self._template = template
        self._folder = template.document.path.resolve().parent
        self._texts = texts
        self._remarks = remarks
        self._count = 0

    def __call__(self, named: Any) -> Any:
        written = text(named)
        if not written or "${" in written or written.startswith(("s3://", "http://", "https://")):
            return None
        try:
            path = (self._folder / written).resolve()
            inside = path.is_relative_to(self._folder)
        except (OSError, ValueError):
            inside = False
        if not inside:
            self._remarks.append(Remark(f"{written:.100} lies outside of the template's directory and is not read."))
            return None
        self._count += 1
        if self._count > _MOST_FILES:
            return None
        try:
            if self._texts is not None:
                text_ = self._texts.get(path.relative_to(self._folder).as_posix())
                return None if text_ is None else self._template.resolve(parse(text_.encode(), path).data)
            return self._template.resolve(read(path).data)
        except FileError as error:
            self._remarks.append(Remark(f"{written:.100} is not read: {error}"))
            return None
