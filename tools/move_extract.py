"""Moves an OpenStreetMap extract elsewhere: ``python -m tools.move_extract IN OUT --to LON LAT``.

For trials only: a hromada without an extract of its own is tried with the streets of another town.
The offsets of every block are changed, nothing else (the format: wiki.openstreetmap.org, PBF).
"""

import argparse
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from gis.files.protobuf import read_fields

_LENGTH = struct.Struct(">I")
_NANO = 1_000_000_000
# Fields by number: of a blob, of a header, of a block.
_TYPE, _SIZE, _RAW, _PACKED = 1, 3, 1, 3
_BBOX, _LEFT, _RIGHT, _TOP, _BOTTOM = 1, 1, 2, 3, 4
_LAT_OFFSET, _LON_OFFSET = 19, 20


def move_extract(source: Path, target: Path, *, to: tuple[float, float]) -> tuple[float, float]:
    """Write the extract with its middle at lon, lat; return by how many degrees it has moved."""
    west, south, east, north = _bounds(source)
    by = to[0] - (west + east) / 2, to[1] - (south + north) / 2
    with target.open("wb") as out:
        for kind, content in _blobs(source):
            moved = _moved_header(content, by) if kind == b"OSMHeader" else _moved(content, by)
            _write(out, kind, moved)
    return by


def _bounds(source: Path) -> tuple[float, float, float, float]:
    _kind, header = next(_blobs(source))
    box = dict(read_fields(dict(read_fields(header)).get(_BBOX, b"")))
    if not box:
        raise ValueError(f"{source.name} does not tell its bounds")
    west, east, north, south = (
        _signed(box[side]) / _NANO for side in (_LEFT, _RIGHT, _TOP, _BOTTOM)
    )
    return west, south, east, north


def _blobs(source: Path) -> Iterator[tuple[bytes, bytes]]:
    with source.open("rb") as file:
        while length := file.read(_LENGTH.size):
            head = dict(read_fields(file.read(_LENGTH.unpack(length)[0])))
            blob = dict(read_fields(file.read(head[_SIZE])))
            yield head[_TYPE], zlib.decompress(blob[_PACKED]) if _PACKED in blob else blob[_RAW]


def _moved_header(content: bytes, by: tuple[float, float]) -> bytes:
    fields = list(read_fields(content))
    shifts = {_LEFT: by[0], _RIGHT: by[0], _TOP: by[1], _BOTTOM: by[1]}
    box = b"".join(
        _field(side, _unsigned(_signed(value) + round(shifts[side] * _NANO)))
        for side, value in read_fields(dict(fields)[_BBOX])
    )
    return b"".join(_field(n, box if n == _BBOX else value) for n, value in fields)


def _moved(content: bytes, by: tuple[float, float]) -> bytes:
    """Append the new offsets: of a field that comes twice, the last one holds."""
    own = dict(read_fields(content))
    offsets = zip((_LON_OFFSET, _LAT_OFFSET), by, strict=True)
    return content + b"".join(
        _field(n, (_int64(own.get(n, 0)) + round(shift * _NANO)) % 2**64) for n, shift in offsets
    )


def _write(file: BinaryIO, kind: bytes, content: bytes) -> None:
    blob = _field(2, len(content)) + _field(_PACKED, zlib.compress(content))
    head = _field(_TYPE, kind) + _field(_SIZE, len(blob))
    file.write(_LENGTH.pack(len(head)) + head + blob)


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, bytes):
        return _packed(number << 3 | 2) + _packed(len(value)) + value
    return _packed(number << 3) + _packed(value)


def _packed(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _signed(value: int) -> int:
    return value >> 1 ^ -(value & 1)


def _unsigned(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _int64(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value


def main() -> None:
    """Move one extract and say how far."""
    parser = argparse.ArgumentParser(prog="python -m tools.move_extract", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--to", nargs=2, type=float, required=True, metavar=("LON", "LAT"))
    given = parser.parse_args()
    by = move_extract(given.source, given.target, to=tuple(given.to))
    sys.stdout.write(f"{given.target}: moved by {by[0]:+.4f}, {by[1]:+.4f} degrees\n")


if __name__ == "__main__":
    main()
