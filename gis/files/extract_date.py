"""Tells how new the data of an OpenStreetMap extract are, by what its first bytes say."""

import gzip
import re
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

_MOST_BYTES = 1024 * 1024
_STATED = re.compile(rb'(?:timestamp|osm_base)="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)')
# Fields of a blob's head, of a blob and of the header block (wiki.openstreetmap.org, PBF Format).
_SIZE, _RAW, _PACKED, _TIMESTAMP = 3, 1, 3, 32


def date_of_extract(path: Path) -> datetime | None:
    """Return the time of the data, None where the extract does not tell it."""
    try:
        return _of_pbf(path) if path.name.lower().endswith(".pbf") else _of_xml(path)
    except (ValueError, OverflowError, EOFError, OSError, IndexError, struct.error, zlib.error):
        return None


def _of_xml(path: Path) -> datetime | None:
    zipped = path.suffix.lower() == ".gz"
    with gzip.open(path) if zipped else path.open("rb") as file:
        stated = _STATED.search(file.read(2048))
    return datetime.fromisoformat(stated[1].decode()).replace(tzinfo=UTC) if stated else None


def _of_pbf(path: Path) -> datetime | None:
    with path.open("rb") as file:
        (length,) = struct.unpack(">I", file.read(4))
        head = dict(_fields(file.read(min(length, _MOST_BYTES))))
        blob = dict(_fields(file.read(min(int(head[_SIZE]), _MOST_BYTES))))
    packed = blob.get(_PACKED)
    if isinstance(packed, bytes):
        content = zlib.decompressobj().decompress(packed, _MOST_BYTES)
    else:
        content = bytes(blob.get(_RAW, b""))
    stated = dict(_fields(content)).get(_TIMESTAMP)
    return datetime.fromtimestamp(stated, UTC) if isinstance(stated, int) else None


def _fields(content: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a message of Protocol Buffers: number, and number or bytes."""
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
