"""Reads messages of Protocol Buffers without their schema (protobuf.dev, Encoding)."""

from collections.abc import Iterator
from typing import Any


def read_fields(content: bytes) -> Iterator[tuple[int, Any]]:
    """Yield each field's number with its value: an int of a varint, bytes of what has a length.

    Raises ValueError or IndexError for what is no message.
    """
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        value, at = _varint(content, at)
        if key & 7 == 2:
            yield key >> 3, content[at : at + value]
            at += value
        else:
            yield key >> 3, value


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while shift < 64:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
    raise ValueError("a number of more than 64 bits")
