"""Coverage as GeoJSON features (RFC 7946; EPSG:4326, lon then lat)."""

from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import mapping

from app.queries.territory.body_names import BodyName
from app.queries.territory.coverage import CoverageGroup, CoverageIssue, CoverageResult
from app.queries.territory.tiling import Tiling, TilingIssue

# A centimetre: these shapes are shown and exported, not computed with.
_GRID_DEG = 1e-7


def proof_features(
    proof: CoverageResult, names: Mapping[int, BodyName], *, hromada: str
) -> dict[str, Any]:
    """Return every gap and overlap, with the categories concerned."""
    return _collection(
        _feature(issue.shape, {"hromada": hromada, **_properties(group, issue, names)})
        for group in proof.groups
        for issue in group.issues
    )


def tiling_features(tiling: Tiling) -> dict[str, Any]:
    """Return every gap, every overlap and every part outside."""
    return _collection(_feature(m.part.shape, _of_misfit(m)) for m in tiling.misfits)


def _properties(
    group: CoverageGroup, issue: CoverageIssue, names: Mapping[int, BodyName]
) -> dict[str, Any]:
    return {
        "kind": "gap" if issue.gap else "overlap",
        # Of a gap: whether the default bodies answer there.
        "held": issue.gap and group.held,
        "sliver": issue.sliver,
        "km2": round(issue.m2 / 1e6, 6),
        "reports": issue.reports,
        "open_reports": issue.open_reports,
        "categories": [category.code for category in group.categories],
        "bodies": [names[body].code for body in issue.bodies],
        "answers": names[issue.answers].code if issue.answers else None,
    }


def _of_misfit(misfit: TilingIssue) -> dict[str, Any]:
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
