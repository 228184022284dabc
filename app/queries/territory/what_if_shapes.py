"""What-if analysis as GeoJSON features for the map."""

from collections.abc import Iterable
from typing import Any

from shapely.geometry import mapping

from app.queries.territory.what_if import WhatIf
from app.queries.territory.what_if_districts import DistrictsWhatIf
from app.queries.territory.what_if_outline import OutlineWhatIf


def areas_difference(found: WhatIf) -> dict[str, Any]:
    """Return outlines of areas before and after, and the gaps and overlaps that open."""
    changed = [
        (kind, {"code": change.code}, area.shape)
        for change in found.areas
        for kind, area in (("old", change.before), ("new", change.after))
        if area is not None
    ]
    opened = [
        (
            "gap" if turn.gap else "overlap",
            {"sliver": part.sliver, "categories": [each.code for each in turn.categories]},
            part.shape,
        )
        for turn in found.turns
        if turn.opens
        for part in turn.parts
    ]
    return collection([*changed, *opened])


def districts_difference(found: DistrictsWhatIf) -> dict[str, Any]:
    """Return outlines of districts before and after, and their gaps and overlaps after."""
    changed = [
        (kind, {"code": change.code}, shape)
        for change in found.districts
        for kind, shape in (("old", change.before), ("new", change.after))
        if shape is not None
    ]
    misfits = [
        (misfit.kind, {"sliver": misfit.part.sliver}, misfit.part.shape)
        for misfit in found.after.misfits
    ]
    return collection([*changed, *misfits])


def outline_difference(found: OutlineWhatIf) -> dict[str, Any]:
    """Return the outline before and after, what comes to the hromada and what leaves it."""
    return collection(
        [
            ("old", {}, found.before),
            ("new", {}, found.after),
            *(("overlap", {}, part) for part in found.added),
            *(("gap", {}, part) for part in found.lost),
        ]
    )


def collection(shapes: Iterable[tuple[str, dict[str, Any], Any]]) -> dict[str, Any]:
    """Return shapes as features with their ``kind`` and other properties."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": kind, **properties},
                "geometry": mapping(shape),
            }
            for kind, properties, shape in shapes
        ],
    }
