"""Writes tiny OpenStreetMap extracts: .osm as XML, .osm.pbf by the format's own rules."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr


@dataclass
class Node:
    lon: float
    lat: float
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Way:
    nodes: list[int]
    tags: dict[str, str]


def an_osm(folder: Path, nodes: list[Node], ways: list[Way]) -> Path:
    def tags(given: Mapping[str, str]) -> str:
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in given.items())

    body = "".join(
        f'<node id="{n}" version="1" lon="{node.lon}" lat="{node.lat}">{tags(node.tags)}</node>'
        for n, node in enumerate(nodes, 1)
    ) + "".join(
        f'<way id="{n}" version="1">'
        + "".join(f'<nd ref="{ref}"/>' for ref in way.nodes)
        + f"{tags(way.tags)}</way>"
        for n, way in enumerate(ways, 1)
    )
    path = folder / "town.osm"
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{body}</osm>', encoding="utf-8")
    return path


def a_pbf(folder: Path, nodes: list[Node], ways: list[Way]) -> Path:
    """One header block and one block with plain nodes and ways (wiki: PBF Format)."""
    strings = [""]

    def packed_tags(tags: Mapping[str, str]) -> bytes:
        for word in (*tags, *tags.values()):
            if word not in strings:
                strings.append(word)
        keys = b"".join(_varint(strings.index(key)) for key in tags)
        values = b"".join(_varint(strings.index(value)) for value in tags.values())
        return (_bytes(2, keys) + _bytes(3, values)) if tags else b""

    group_nodes = b"".join(
        _bytes(
            1,
            _number(1, _zigzag(n))
            + packed_tags(node.tags)
            + _number(8, _zigzag(round(node.lat * 1e7)))
            + _number(9, _zigzag(round(node.lon * 1e7))),
        )
        for n, node in enumerate(nodes, 1)
    )
    group_ways = b"".join(
        _bytes(3, _number(1, n) + packed_tags(way.tags) + _bytes(8, _deltas(way.nodes)))
        for n, way in enumerate(ways, 1)
    )
    table = b"".join(_bytes(1, word.encode()) for word in strings)
    block = _bytes(1, table) + _bytes(2, group_nodes) + _bytes(2, group_ways)
    header = _bytes(4, b"OsmSchema-V0.6")
    path = folder / "town.osm.pbf"
    path.write_bytes(_blob("OSMHeader", header) + _blob("OSMData", block))
    return path


def _blob(kind: str, content: bytes) -> bytes:
    blob = _number(2, len(content)) + _bytes(3, zlib.compress(content))
    head = _bytes(1, kind.encode()) + _number(3, len(blob))
    return struct.pack(">I", len(head)) + head + blob


def _deltas(ids: list[int]) -> bytes:
    before = [0, *ids]
    return b"".join(_varint(_zigzag(b - a)) for a, b in zip(before, ids, strict=False))


def _zigzag(value: int) -> int:
    return value * 2 if value >= 0 else -value * 2 - 1


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _number(field_number: int, value: int) -> bytes:
    return _varint(field_number << 3) + _varint(value)


def _bytes(field_number: int, content: bytes) -> bytes:
    return _varint(field_number << 3 | 2) + _varint(len(content)) + content
