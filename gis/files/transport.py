"""What jobs on files return, as bytes: JSON, then shapes as WKB. Never pickled."""

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
import shapely

from gis.files.basemap_extract import Extract
from gis.files.basemap_features import BasemapRow, ExtractPart
from gis.files.checked import CheckedFile
from gis.files.checks import CheckedBoundaries
from gis.files.faults import Fault
from gis.files.features import FeatureFile
from gis.files.messages import message_from_json, message_to_json
from gis.files.projection import Shapes
from gis.files.repair import Repair

_LENGTH = struct.Struct(">Q")


def pack_shapes(shapes: Sequence[Any] | Shapes, **facts: Any) -> bytes:  # noqa: ANN401 - JSON
    """Return shapes, of which some may be None, with JSON values."""
    wkb = shapely.to_wkb(np.asarray(shapes, dtype=object)).tolist()
    lengths = [-1 if each is None else len(each) for each in wkb]
    head = json.dumps({**facts, "lengths": lengths}).encode()
    return b"".join([_LENGTH.pack(len(head)), head, *(each for each in wkb if each is not None)])


def unpack_shapes(packed: bytes) -> tuple[Shapes, dict[str, Any]]:
    """Return what ``pack_shapes`` was given."""
    (length,) = _LENGTH.unpack_from(packed)
    at = _LENGTH.size + length
    facts = json.loads(packed[_LENGTH.size : at])
    wkb: list[bytes | None] = []
    for size in facts.pop("lengths"):
        wkb.append(None if size < 0 else packed[at : at + size])
        at += max(size, 0)
    return np.asarray(shapely.from_wkb(np.asarray(wkb, dtype=object)), dtype=object), facts


def pack_features(file: FeatureFile) -> bytes:
    """Return a file's features as bytes."""
    return pack_shapes(file.shapes, **_facts(file))


def unpack_features(packed: bytes) -> FeatureFile:
    """Return the features that ``pack_features`` was given."""
    shapes, facts = unpack_shapes(packed)
    return _features(shapes, facts)


def pack_checked(file: CheckedFile) -> bytes:
    """Return a checked file as bytes: the shapes are the checked ones alone."""
    checked = file.boundaries
    repairs = [asdict(repair) for repair in checked.repairs]
    facts = _facts(file.features) | {"found": _faults(checked.faults), "repairs": repairs}
    return pack_shapes(checked.shapes, **facts)


def unpack_checked(packed: bytes) -> CheckedFile:
    """Return the checked file that ``pack_checked`` was given; its features have these shapes."""
    shapes, facts = unpack_shapes(packed)
    repairs = tuple(Repair(**each | {"what": tuple(each["what"])}) for each in facts["repairs"])
    checked = CheckedBoundaries(shapes, repairs, _restored(facts["found"]))
    return CheckedFile(_features(shapes, facts), checked)


def pack_extract(extract: Extract) -> bytes:
    """Return what was read of an extract as bytes."""
    data_at = extract.data_at.isoformat() if extract.data_at else ""
    told = [data_at, extract.left_out, extract.of_openstreetmap]
    return join_parts([json.dumps(told).encode(), *(_packed_part(each) for each in extract.parts)])


def unpack_extract(packed: bytes) -> Extract:
    """Return the extract that ``pack_extract`` was given."""
    told, *parts = split_parts(packed)
    stated, left_out, of_openstreetmap = json.loads(told)
    data_at = datetime.fromisoformat(stated) if stated else None
    return Extract([_part(each) for each in parts], data_at, left_out, of_openstreetmap)


def _packed_part(part: ExtractPart) -> bytes:
    features = pack_shapes(part.shapes, rows=part.rows, former=part.former)
    return join_parts([features, pack_features(part.addresses)])


def _part(packed: bytes) -> ExtractPart:
    features, addresses = split_parts(packed)
    shapes, facts = unpack_shapes(features)
    rows = [BasemapRow(*row) for row in facts["rows"]]
    former = [(present, old) for present, old in facts["former"]]
    return ExtractPart(rows, shapes, unpack_features(addresses), former)


def join_parts(parts: Sequence[bytes]) -> bytes:
    """Return several pieces of bytes as one."""
    return b"".join(piece for part in parts for piece in (_LENGTH.pack(len(part)), part))


def split_parts(packed: bytes) -> Iterator[bytes]:
    """Yield the pieces that ``join_parts`` was given."""
    at = 0
    while at < len(packed):
        (length,) = _LENGTH.unpack_from(packed, at)
        at += _LENGTH.size + length
        yield packed[at - length : at]


def _facts(file: FeatureFile) -> dict[str, Any]:
    return {
        "columns": file.columns,
        "rows": file.rows,
        "crs": file.crs,
        "left_out": file.left_out,
        "notes": [message_to_json(note) for note in file.notes],
        "faults": _faults(file.faults),
    }


def _features(shapes: Shapes, facts: dict[str, Any]) -> FeatureFile:
    columns, faults = tuple(facts["columns"]), _restored(facts["faults"])
    left_out = tuple((number, kind) for number, kind in facts["left_out"])
    notes = tuple(message_from_json(note) for note in facts["notes"])
    return FeatureFile(columns, facts["rows"], shapes, facts["crs"], faults, left_out, notes)


def _faults(faults: Sequence[Fault]) -> list[dict[str, Any]]:
    return [
        {
            "number": fault.number,
            "label": fault.label,
            "kind": fault.kind,
            "reason": message_to_json(fault.reason),
        }
        for fault in faults
    ]


def _restored(faults: list[dict[str, Any]]) -> tuple[Fault, ...]:
    return tuple(Fault(**each | {"reason": message_from_json(each["reason"])}) for each in faults)
