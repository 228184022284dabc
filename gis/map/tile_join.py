"""Joins Mapbox Vector Tiles of one place: a layer of each name, with the features of all.

Decodes only what joining needs (format version 2.1, section 4): layers, their keys and values, and
the tags of features, which are indices into those two lists.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# Field numbers of a tile, a layer and a feature, and protobuf's wire types.
_LAYERS, _NAME, _FEATURES, _KEYS, _VALUES, _EXTENT, _VERSION = 3, 1, 2, 3, 4, 5, 15
_TAGS, _STRING = 2, 1
_VARINT, _BYTES = 0, 2


@dataclass(slots=True)
class _Layer:
    extent: int = 4096
    features: list[bytes] = field(default_factory=list)
    keys: dict[bytes, int] = field(default_factory=dict)
    values: dict[bytes, int] = field(default_factory=dict)


def join_tiles(tiles: Iterable[tuple[Mapping[str, str], bytes]]) -> bytes:
    """Return one tile with the features of all, each with the properties passed with its tile."""
    layers: dict[bytes, _Layer] = {}
    for extra, tile in tiles:
        for number, content in _fields(tile):
            if number == _LAYERS and isinstance(content, bytes):
                _add(layers, content, extra)
    return b"".join(_field(_LAYERS, _encoded(name, layer)) for name, layer in layers.items())


def _add(layers: dict[bytes, _Layer], content: bytes, extra: Mapping[str, str]) -> None:
    parts: dict[int, list[bytes]] = {_NAME: [], _FEATURES: [], _KEYS: [], _VALUES: []}
    extent = 4096
    for number, part in _fields(content):
        if number == _EXTENT and isinstance(part, int):
            extent = part
        elif number in parts and isinstance(part, bytes):
            parts[number].append(part)
    layer = layers.setdefault(parts[_NAME][0], _Layer(extent))
    keys = [layer.keys.setdefault(key, len(layer.keys)) for key in parts[_KEYS]]
    values = [layer.values.setdefault(value, len(layer.values)) for value in parts[_VALUES]]
    added = b"".join(_varint(index) for index in _extra_tags(layer, extra))
    layer.features += [_retagged(one, keys, values, added) for one in parts[_FEATURES]]


def _extra_tags(layer: _Layer, extra: Mapping[str, str]) -> Iterator[int]:
    for key, text in extra.items():
        yield layer.keys.setdefault(key.encode(), len(layer.keys))
        yield layer.values.setdefault(_field(_STRING, text.encode()), len(layer.values))


def _retagged(feature: bytes, keys: list[int], values: list[int], added: bytes) -> bytes:
    parts, tags = [], b""
    for number, part in _fields(feature):
        if number == _TAGS and isinstance(part, bytes):
            old = list(_varints(part))
            pairs = zip(old[::2], old[1::2], strict=True)
            tags = b"".join(_varint(keys[key]) + _varint(values[value]) for key, value in pairs)
        elif isinstance(part, int):
            parts.append(_varint(number << 3 | _VARINT) + _varint(part))
        else:
            parts.append(_field(number, part))
    return b"".join([*parts, _field(_TAGS, tags + added)])


def _encoded(name: bytes, layer: _Layer) -> bytes:
    return b"".join(
        [
            _varint(_VERSION << 3 | _VARINT) + _varint(2),
            _field(_NAME, name),
            *(_field(_FEATURES, feature) for feature in layer.features),
            *(_field(_KEYS, key) for key in layer.keys),
            *(_field(_VALUES, value) for value in layer.values),
            _varint(_EXTENT << 3 | _VARINT) + _varint(layer.extent),
        ]
    )


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _fields(content: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the number and content of each field: an int for a varint, else bytes."""
    at = 0
    while at < len(content):
        key, at = _read(content, at)
        size, at = _read(content, at)
        if key & 7 == _VARINT:
            yield key >> 3, size
        else:
            yield key >> 3, content[at : at + size]
            at += size


def _varints(content: bytes) -> Iterator[int]:
    at = 0
    while at < len(content):
        number, at = _read(content, at)
        yield number


def _read(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7


def _varint(number: int) -> bytes:
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    parts.append(number)
    return bytes(parts)
