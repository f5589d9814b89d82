"""Text of a design as literals and comments of a program: quoted, and with nothing in it that hides or reorders."""

from __future__ import annotations

import re
from typing import Literal

Language = Literal["python", "typescript"]

_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str, language: Language) -> str:
    """A string literal of one line.  Takes the quotes that need fewer escapes, the double ones if equal."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + escaped(text, language, quote) + quote


def escaped(text: str, language: Language, quote: str) -> str:
    """The inside of a string literal between `quote`s."""
    if text.isprintable() and "\\" not in text and quote not in text:
        return text
    return "".join(f"\\{char}" if char == quote else _escape(char, language) for char in text)


def _escape(char: str, language: Language) -> str:
    if char in _SHORT:
        return _SHORT[char]
    # Not printable are controls, separators, marks of direction and lone surrogates: nothing that a reader could see.
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    if language == "python":
        return f"\\U{code:08x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def one_line(text: str) -> str:
    """Text for a comment: blanks drawn together, everything that cannot be seen written out."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in re.sub(r"\s+", " ", text).strip())


def snake(name: str) -> str:
    """`visibilityTimeout` -> `visibility_timeout`, as jsii spells the CDK's members in Python."""
    name = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", name)
    return re.sub(r"([A-Z])([A-Z][a-z])", r"\1_\2", name).lower()


def words(text: str) -> list[str]:
    """The words of an id, lower case: `ordersAPI_stage-2` -> orders, api, stage, 2."""
    return [word for word in re.split(r"[^a-z0-9]+", snake(text)) if word]


def pascal(text: str) -> str:
    """`orders_api` -> `OrdersApi`."""
    return "".join(word[0].upper() + word[1:] for word in words(text))
