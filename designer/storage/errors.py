"""What goes wrong with files that people hand us: one line with file, place and remedy."""

from __future__ import annotations

from pathlib import Path


class FileError(Exception):
    """A file is at fault.  `str()` is one line without the file's name; `place` is "3:14" or "nodes.orders.at"."""

    def __init__(self, path: Path | str, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.path = Path(path)
        self.place = place

    @property
    def line(self) -> str:
        """The whole sentence: "orders.skydraft.json: nodes.a.at: …"."""
        return f"{self.path}: {self}"


def reason(error: OSError) -> str:
    """The system's word for what went wrong, as the end of a sentence."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a folder, not a design; name the file in it"
    if isinstance(error, PermissionError):
        return "you may not read or write it"
    return (error.strerror or type(error).__name__).lower()
