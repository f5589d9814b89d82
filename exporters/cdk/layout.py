"""Breaks code into lines as the languages' formatters (ruff, prettier) would, so that a first format changes nothing.

A document is text and brackets.  What fits on the line stays on it; else the last bracket is opened, one item a line,
with a comma behind the last.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Bracket:
    """`open`, items parted by commas, `close`.

    `pad` stands inside the brackets on one line ("{ a: 1 }").  `hug` lets the last item, a bracket, open instead
    (`f(a, {` … `})`).  `forced` opens it even where it would fit.
    """

    open: str
    items: tuple[Doc, ...]
    close: str
    pad: str = ""
    hug: bool = False
    forced: bool = False
    line: str | None = field(init=False)  # all of it on one line; None when it must be open

    def __post_init__(self) -> None:
        inside = _joined(self.items, ", ")
        closed = None if self.forced or inside is None else f"{self.open}{self.pad}{inside}{self.pad}{self.close}"
        object.__setattr__(self, "line", f"{self.open}{self.close}" if closed and not self.items else closed)


@dataclass(frozen=True, slots=True)
class Seq:
    """Documents one after the other."""

    parts: tuple[Doc, ...]
    line: str | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "line", _joined(self.parts, ""))


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and its value, which goes to a line of its own if not even its beginning fits (prettier does that), or,
    where it is `whole`, if all of it does not."""

    head: str  # "const queue = ", "comparisonOperator: "
    value: Doc
    whole: bool = False
    line: str | None = field(init=False)

    def __post_init__(self) -> None:
        line = flat(self.value)
        object.__setattr__(self, "line", None if line is None else self.head + line)


Doc: TypeAlias = str | Bracket | Seq | Pair


def seq(*parts: Doc) -> Doc:
    return Seq(parts)


def flat(doc: Doc) -> str | None:
    """The document on one line; None when a bracket in it must be open.  Known since it was made: it is asked often."""
    return doc if isinstance(doc, str) else doc.line


def _joined(docs: tuple[Doc, ...], between: str) -> str | None:
    texts = [flat(doc) for doc in docs]
    return None if None in texts else between.join(text for text in texts if text is not None)


@dataclass(frozen=True, slots=True)
class Layout:
    """`width` is the longest line and `indent` the step, both in characters."""

    width: int
    indent: int

    def render(self, doc: Doc, margin: int, tail: int = 0) -> str:
        """The document as text that begins at column `margin`, with `tail` characters to follow on its last line."""
        return self._fit(doc, margin, margin, tail)

    def _fit(self, doc: Doc, margin: int, column: int, tail: int) -> str:
        line = flat(doc)
        if line is not None and column + len(line) + tail <= self.width:
            return line
        match doc:
            case str():
                return doc
            case Seq(parts):
                return self._sequence(parts, margin, column, tail)
            case Pair(head, value, whole):
                after = 0 if _can_open(value) else tail
                stays = isinstance(value, str) and value.startswith("`")  # as prettier leaves template literals
                if whole or (column + len(head) + _beginning(value) + after > self.width and not stays):
                    inner = margin + self.indent
                    return f"{head.rstrip()}\n{' ' * inner}{self._fit(value, inner, inner, tail)}"
                return head + self._fit(value, margin, column + len(head), tail)
            case Bracket():
                return self._open(doc, margin, column)

    def _sequence(self, parts: tuple[Doc, ...], margin: int, column: int, tail: int) -> str:
        """On one line up to the last bracket that has something in it, which is opened."""
        last = max((n for n, part in enumerate(parts) if _can_open(part)), default=-1)
        after = sum(len(flat(part) or "") for part in parts[last + 1 :])
        out = ""
        for number, part in enumerate(parts):
            line = flat(part)
            if number == last or line is None:
                here = column + len(out) if "\n" not in out else len(out.rsplit("\n", 1)[1])
                line = self._fit(part, margin, here, after + tail)
            out += line
        return out

    def _open(self, bracket: Bracket, margin: int, column: int) -> str:
        if bracket.hug and bracket.items:
            hugged = self._hug(bracket, margin, column)
            if hugged is not None:
                return hugged
        inner = margin + self.indent
        pad = " " * inner
        items = "".join(f"{pad}{self._fit(item, inner, inner, 1)},\n" for item in bracket.items)
        return (
            f"{bracket.open}\n{items}{' ' * margin}{bracket.close}" if bracket.items else bracket.open + bracket.close
        )

    def _hug(self, bracket: Bracket, margin: int, column: int) -> str | None:
        *before, last = bracket.items
        if not isinstance(last, Bracket) or not last.items:
            return None
        texts = [flat(item) for item in before]
        if None in texts:
            return None
        head = bracket.open + "".join(f"{text}, " for text in texts)
        if column + len(head) + len(last.open) > self.width:
            return None
        return head + self._open(last, margin, column + len(head)) + bracket.close


def _can_open(doc: Doc) -> bool:
    match doc:
        case str():
            return False
        case Seq(parts):
            return any(_can_open(part) for part in parts)
        case Pair(_, value):
            return _can_open(value)
        case Bracket(items=items):
            return bool(items)


def _beginning(doc: Doc) -> int:
    """The length up to the first place where a line can be broken."""
    match doc:
        case str():
            return len(doc)
        case Pair(head, value):
            return len(head) + _beginning(value)
        case Bracket(open_, items, close):
            return len(open_) if items else len(open_) + len(close)
        case Seq(parts):
            total = 0
            for part in parts:
                total += _beginning(part)
                if _can_open(part):
                    break
            return total
