"""Coverage as GeoJSON features (RFC 7946; EPSG:4326, lon then lat)."""

from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import mapping

from app.queries.territory.body_names import BodyName
from app.queries.territory.coverage import Flaw, Proof, Sheet
from app.queries.territory.tiling import Misfit, Tiling

# A centimetre: what was found is shown and exported, not computed with.
_GRID_DEG = 1e-7


def proof_features(proof: Proof, names: Mapping[int, BodyName], *, hromada: str) -> dict[str, Any]:
    """Return every gap and equal overlap, with the categories that it concerns."""
    return _collection(
        _feature(flaw.shape, {"hromada": hromada, **_of_flaw(sheet, flaw, names)})
        for sheet in proof.sheets
        for flaw in sheet.flaws
    )


def tiling_features(tiling: Tiling) -> dict[str, Any]:
    """Return every gap, overlap and part outside."""
    return _collection(_feature(m.part.shape, _of_misfit(m)) for m in tiling.misfits)


def _of_flaw(sheet: Sheet, flaw: Flaw, names: Mapping[int, BodyName]) -> dict[str, Any]:
    return {
        "kind": "gap" if flaw.gap else "overlap",
        "sliver": flaw.sliver,
        "km2": round(flaw.m2 / 1e6, 6),
        "reports": flaw.reports,
        "open_reports": flaw.open_reports,
        "categories": [kind.code for kind in sheet.kinds],
        "bodies": [names[body].code for body in flaw.bodies],
        "answers": names[flaw.answers].code if flaw.answers else None,
    }


def _of_misfit(misfit: Misfit) -> dict[str, Any]:
    return {
        "kind": misfit.kind,
        "sliver": misfit.part.sliver,
        "km2": round(misfit.part.m2 / 1e6, 6),
        "codes": [piece.code for piece in misfit.pieces],
        "names": [piece.name_uk for piece in misfit.pieces],
    }


def _feature(shape: Any, properties: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    rounded = shapely.set_precision(shape, _GRID_DEG, mode="pointwise")
    return {"type": "Feature", "properties": properties, "geometry": mapping(rounded)}


def _collection(features: Any) -> dict[str, Any]:  # noqa: ANN401 - any iterable
    return {"type": "FeatureCollection", "features": list(features)}
