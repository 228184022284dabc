"""Begins to serve a hromada: categories, and districts if there is a file of them."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import shapely
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.places import Hromada
from app.operations.importing.files.outcome import Summary
from app.operations.importing.files.sources import Job, refusing
from app.operations.importing.territory.categories import adopt_default_categories
from app.operations.importing.territory.districts import import_districts
from app.operations.territory.asking import tell_those_who_asked
from app.queries.territory.areas_in_force import outline_of
from gis.files.features import FeatureFile


@dataclass(frozen=True, slots=True)
class Served:
    """What a hromada begins with; ``districts`` is None if the file has none of it."""

    new: bool
    categories: int
    districts: Summary | None


def begin_serving(session: Session, districts: Job | None, *, now: datetime) -> Served:
    """Give the entered hromada categories and districts, list it, tell those who asked for it.

    ``districts`` is a file of districts, perhaps of the whole country: those inside the hromada
    are imported. Raises ImportRefused if they cannot be. A second time changes nothing.
    """
    categories = adopt_default_categories(session, now=now)
    summary = _districts(session, districts) if districts else None
    was = session.scalar(select(Hromada.served).where(Hromada.id == hromada_of(session)))
    _mark(session, served=True)
    if not was:
        tell_those_who_asked(session, now=now)
    return Served(not was, categories, summary)


def stop_serving(session: Session) -> None:
    """Take the hromada off the first page and close its pages; its data is kept."""
    _mark(session, served=False)


def _mark(session: Session, *, served: bool) -> None:
    session.execute(update(Hromada).where(Hromada.id == hromada_of(session)).values(served=served))


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
