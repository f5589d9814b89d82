"""The few rules of protobuf's wire format that a provider of Terraform needs.

https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from collections.abc import Iterator

VARINT, LENGTH = 0, 2


def varint(number: int) -> bytes:
    """An unsigned number, seven bits a byte, the lowest first."""
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def message(*fields: tuple[int, object]) -> bytes:
    """A message of (field number, value) pairs: numbers and truth values, or texts, bytes and messages."""
    return b"".join(_field(number, value) for number, value in fields)


def _field(number: int, value: object) -> bytes:
    if isinstance(value, int):
        return varint(number << 3 | VARINT) + varint(value)
    content = value.encode() if isinstance(value, str) else value
    assert isinstance(content, bytes)
    return varint(number << 3 | LENGTH) + varint(len(content)) + content


def fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in their order.  ValueError for the wire types that Terraform does not send."""
    at = 0

    def number() -> int:
        nonlocal at
        found, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            found |= (byte & 0x7F) << shift
            if byte < 0x80:
                return found
            shift += 7

    while at < len(data):
        key = number()
        if key & 7 == VARINT:
            yield key >> 3, number()
        elif key & 7 == LENGTH:
            length = number()
            yield key >> 3, data[at : at + length]
            at += length
        else:
            raise ValueError(f"wire type {key & 7}")


def field(data: bytes, wanted: int) -> bytes:
    """The last field of this number, empty where there is none."""
    found = b""
    for number, value in fields(data):
        if number == wanted and isinstance(value, bytes):
            found = value
    return found
