"""HCL's texts: escapes, and the indentation of heredocs."""

from __future__ import annotations

import re
from typing import Any

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def unescaped(source: str, *, quoted: bool) -> str:
    if quoted:
        source = re.sub(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U0*([0-9a-fA-F]{1,6}))', _escape, source)
    return source.replace("$${", "${").replace("%%{", "%{")


def _escape(match: re.Match[str]) -> str:
    if match[1]:
        return _ESCAPES[match[1]]
    code = int(match[2] or match[3], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\N{REPLACEMENT CHARACTER}"


def without_first_break(parts: list[Any]) -> list[Any]:
    if parts and isinstance(parts[0], str):
        parts[0] = re.sub(r"\A[ \t]*\r?\n", "", parts[0])
    return parts


def dedented(parts: list[Any]) -> list[Any]:
    """`<<-`: without the indentation that all lines share."""
    lines = "".join(part if isinstance(part, str) else "x" for part in parts).split("\n")[1:]
    margin = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
    made = [re.sub(rf"\n[ \t]{{0,{margin}}}", "\n", p) if isinstance(p, str) else p for p in parts]
    return without_first_break(made)
