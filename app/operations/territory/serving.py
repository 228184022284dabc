"""Begins to serve a hromada: categories, and districts if there is a file of them."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shapely
from sqlalchemy.orm import Session

from app.operations.importing.files.outcome import Summary
from app.operations.importing.files.sources import Job, refusing
from app.operations.importing.territory.categories import adopt_default_categories
from app.operations.importing.territory.districts import import_districts
from app.operations.opening.opening import open_hromada
from app.queries.territory.areas_in_force import outline_of
from gis.files.features import FeatureFile


@dataclass(frozen=True, slots=True)
class Served:
    """What a hromada begins with; ``districts`` is None if the file has none of it."""

    new: bool
    categories: int
    districts: Summary | None


def begin_serving(
    session: Session, districts: Job | None, *, now: datetime, unready: bool = False
) -> Served:
    """Give the entered hromada categories and districts, and open it; ``unready`` for trial.

    ``districts`` is a file of districts, perhaps of the whole country: those inside the hromada
    are imported. Raises ImportRefused if they cannot be, NotReady if something needed is missing.
    A second time changes nothing.
    """
    categories = adopt_default_categories(session, now=now)
    summary = _districts(session, districts) if districts else None
    return Served(open_hromada(session, now=now, unready=unready), categories, summary)


def _districts(session: Session, job: Job) -> Summary | None:
    job.progress.step(f"Reading {job.path.name}")
    with refusing(job.path):
        file = job.geometry.features(job.path, job.asked)
    features = _inside(file, outline_of(session))
    if not features:
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{job.path.stem}.geojson"
        content = {"type": "FeatureCollection", "features": features}
        path.write_text(json.dumps(content), encoding="utf-8")
        return import_districts(session, replace(job, path=path))


def _inside(file: FeatureFile, outline: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return the features in the outline, by a point inside each."""
    shapely.prepare(outline)
    features = []
    for row, shape in zip(file.rows, file.shapes, strict=True):
        if shape is None or shapely.is_empty(shape):
            continue
        if shapely.covers(outline, shapely.point_on_surface(shape)):
            geometry = json.loads(shapely.to_geojson(shape))
            features.append({"type": "Feature", "properties": row, "geometry": geometry})
    return features
