"""Tells how new the data of an OpenStreetMap extract are, by what its first bytes say."""

import gzip
import re
import struct
import zlib
from datetime import UTC, datetime

from gis.files.extract_source import ExtractSource
from gis.files.protobuf import read_fields

_MOST_BYTES = 1024 * 1024
_STATED = re.compile(rb'(?:timestamp|osm_base)="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)')
# Fields of a blob's head, of a blob and of the header block (wiki.openstreetmap.org, PBF Format).
_SIZE, _RAW, _PACKED, _TIMESTAMP = 3, 1, 3, 32


def date_of_extract(extract: ExtractSource) -> datetime | None:
    """Return the time of the data, None where the extract does not tell it."""
    try:
        return _of_pbf(extract) if extract.packed else _of_xml(extract)
    except (ValueError, OverflowError, EOFError, OSError, IndexError, struct.error, zlib.error):
        return None


def _of_xml(extract: ExtractSource) -> datetime | None:
    with extract.stream() as stream, gzip.open(stream) if extract.zipped else stream as file:
        stated = _STATED.search(file.read(2048))
    return datetime.fromisoformat(stated[1].decode()).replace(tzinfo=UTC) if stated else None


def _of_pbf(extract: ExtractSource) -> datetime | None:
    with extract.stream() as file:
        (length,) = struct.unpack(">I", file.read(4))
        head = dict(read_fields(file.read(min(length, _MOST_BYTES))))
        blob = dict(read_fields(file.read(min(int(head[_SIZE]), _MOST_BYTES))))
    packed = blob.get(_PACKED)
    if isinstance(packed, bytes):
        content = zlib.decompressobj().decompress(packed, _MOST_BYTES)
    else:
        content = bytes(blob.get(_RAW, b""))
    stated = dict(read_fields(content)).get(_TIMESTAMP)
    return datetime.fromtimestamp(stated, UTC) if isinstance(stated, int) else None
