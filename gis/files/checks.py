"""Checks boundaries from outside: what is refused, feature by feature, and why.

Shapes are EPSG:4326, lon then lat. All faults are found in one pass, so that the owner of the file
can repair all of them at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.files.crossings import MAX_CROSSINGS, tangled
from gis.files.faults import Fault
from gis.files.messages import Amount, FileMessage, msg
from gis.files.projection import Shapes
from gis.files.repair import MAX_AREA_CHANGE, Repair, repair_shapes
from gis.geometry import UKRAINE, Bbox

MAX_VERTICES = 100_000

Mask = NDArray[np.bool_]

_POLYGON, _MULTIPOLYGON = 3, 6
_SWAPPED = Bbox(UKRAINE.south, UKRAINE.west, UKRAINE.north, UKRAINE.east)


@dataclass(frozen=True, slots=True)
class CheckedBoundaries:
    """Accepted boundaries (valid MultiPolygons), what was repaired, what is refused."""

    shapes: Shapes
    repairs: tuple[Repair, ...]
    faults: tuple[Fault, ...]


class _Check(NamedTuple):
    kind: str
    fails: Callable[[Shapes], Mask]
    reason: Callable[[Any], FileMessage]


def check_boundaries(
    shapes: Shapes,
    labels: Sequence[str],
    *,
    known: Sequence[Fault] = (),
    max_vertices: int = MAX_VERTICES,
) -> CheckedBoundaries:
    """Check every shape and repair what can be; ``labels`` name the features.

    ``known`` are the faults found while reading, for shapes that are missing.
    """
    faults = [replace(fault, label=labels[fault.number - 1]) for fault in known]
    sound = shapes.copy()
    # The last one, which is the dearest, sees only what passed the others.
    for check in (*_CHECKS, _vertices(max_vertices), _TANGLED):
        for index in np.flatnonzero(check.fails(sound) & ~shapely.is_missing(sound)).tolist():
            reason = check.reason(shapes[index])
            faults.append(Fault(index + 1, labels[index], check.kind, reason))
            sound[index] = None
    repaired = repair_shapes(sound, labels)
    ruined = repaired.changed > MAX_AREA_CHANGE
    for index in np.flatnonzero(ruined).tolist():
        kind, reason = _beyond_repair(
            shapes[index], repaired.shapes[index], repaired.changed[index]
        )
        faults.append(Fault(index + 1, labels[index], kind, reason))
    return CheckedBoundaries(
        repaired.shapes,
        tuple(repair for repair in repaired.repairs if not ruined[repair.number - 1]),
        tuple(sorted(faults, key=lambda fault: fault.number)),
    )


def _not_polygonal(shapes: Shapes) -> Mask:
    return ~np.isin(shapely.get_type_id(shapes), (_POLYGON, _MULTIPOLYGON))


def _not_finite(shapes: Shapes) -> Mask:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = np.zeros(len(shapes), dtype=bool)
    bad[owner[~np.isfinite(xy).all(axis=1)]] = True
    return bad


def _vertices(most: int) -> _Check:
    return _Check(
        "too-many-vertices",
        lambda shapes: shapely.get_num_coordinates(shapes) > most,
        lambda shape: msg(
            "it has %(count)s vertices, the most is %(most)s: simplify it to a metre or so",
            count=int(shapely.get_num_coordinates(shape)),
            most=most,
        ),
    )


def _within(box: Bbox, shapes: Shapes) -> Mask:
    west, south, east, north = shapely.bounds(shapes).T
    found: Mask = (
        (west >= box.west) & (south >= box.south) & (east <= box.east) & (north <= box.north)
    )
    return found


def _corner(shape: Any) -> dict[str, str]:  # noqa: ANN401 - shapely has no types
    x, y = shapely.get_coordinates(shape)[0]
    return {"x": f"{x:.6g}", "y": f"{y:.6g}"}


def _beyond_repair(shape: Any, repaired: Any, share: float) -> tuple[str, FileMessage]:  # noqa: ANN401
    if shapely.area(repaired) == 0:
        return "no-area", msg("it encloses no area: draw its polygon anew")
    return (
        "self-intersection",
        msg(
            "it crosses itself (%(why)s), and untangling it would change its area by %(share)s%% "
            "(the most is %(most)s%%): mend it by hand at that place",
            why=_crossing(shapely.is_valid_reason(shape)),
            share=Amount(100 * share, 1),
            most=Amount(100 * MAX_AREA_CHANGE, 0),
        ),
    )


def _crossing(reason: str) -> str:
    """Parse the library's reason, such as Self-intersection[34.08 47.65]."""
    what, _, place = reason.rstrip("]").partition("[")
    message = _CROSSINGS.get(what)
    return FileMessage(message.msgid, {"at": place}) if message else reason


# What GEOS reports of invalid polygons.
_CROSSINGS = {
    message.partition("[")[0]: message
    for message in (
        msg("Self-intersection[%(at)s]"),
        msg("Ring Self-intersection[%(at)s]"),
        msg("Hole lies outside shell[%(at)s]"),
        msg("Holes are nested[%(at)s]"),
        msg("Nested shells[%(at)s]"),
        msg("Interior is disconnected[%(at)s]"),
        msg("Duplicate Rings[%(at)s]"),
        msg("Too few points in geometry component[%(at)s]"),
    )
}


_CHECKS = (
    _Check(
        "no-area",
        lambda shapes: shapely.is_empty(shapes),
        lambda _shape: msg("its geometry is empty: draw its polygon, or leave the feature out"),
    ),
    _Check(
        "not-a-polygon",
        _not_polygonal,
        lambda shape: msg(
            "it is a %(type)s, and a boundary must be a Polygon or MultiPolygon: export the layer "
            "of areas, not that of centres or lines",
            type=shape.geom_type,
        ),
    ),
    _Check(
        "not-finite",
        _not_finite,
        lambda _shape: msg(
            "a coordinate is not a finite number (NaN or infinity), or lies where its reference "
            "system does not reach: check the vertices and the reference system"
        ),
    ),
    _Check(
        "swapped-axes",
        lambda shapes: _within(_SWAPPED, shapes),
        lambda shape: msg(
            "longitude and latitude are swapped: its first vertex is at %(x)s, %(y)s; write the "
            "longitude (22 to 41 in Ukraine) first, the latitude (44 to 53) second",
            **_corner(shape),
        ),
    ),
    _Check(
        "outside-ukraine",
        lambda shapes: ~_within(UKRAINE, shapes),
        lambda shape: msg(
            "it reaches outside Ukraine: its first vertex is at %(x)s, %(y)s (longitude must be 22 "
            "to 41, latitude 44 to 53); check the coordinates and the reference system",
            **_corner(shape),
        ),
    ),
)
_TANGLED = _Check(
    "too-many-crossings",
    tangled,
    lambda _shape: msg(
        "it crosses itself at more than %(most)s places: draw its outline anew", most=MAX_CROSSINGS
    ),
)
