"""Imports the outline of the entered hromada from a file of polygons."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.places import Hromada
from app.operations.importing.files.columns import column
from app.operations.importing.files.loading import Boundaries, hex_ewkb, load_boundaries
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.files.sifting import refuse_faults
from app.operations.importing.files.sources import Job
from app.queries.territory.areas_in_force import outline_of
from gis.coverage import union_of, without_cracks
from gis.files.messages import Amount, msg
from gis.files.projection import geodesic_m2

COLUMNS = (column("katottg code"), column("name_uk name"))

_GRAIN = 1e-7
_OF_HROMADA = len("UA") + 7


def import_outline(session: Session, job: Job) -> Summary:
    """Replace the outline by the file's polygon, or raise ImportRefused.

    Of several polygons the one with the hromada's KATOTTG code is taken, or, where no row has a
    code or each has that of a part of the hromada, all of them united, cracks between them closed.
    """
    loaded = load_boundaries(job, COLUMNS)
    chosen = _chosen(session, loaded, job.path)
    refuse_faults(job.path, [each for each in loaded.judged.faults if each.number - 1 in chosen])
    given, known = _many(_united(loaded, chosen)), outline_of(session)
    if not shapely.intersects(given, known):
        raise ImportRefused(job.path, msg("it lies apart from the present outline: check the file"))
    changed = not shapely.equals_exact(shapely.normalize(given), shapely.normalize(known), _GRAIN)
    if changed:
        _write(session, given)
    return Summary(
        "outline",
        job.path.name,
        len(loaded.cells),
        ImportTally(changed=int(changed), unchanged=int(not changed)),
        crs=loaded.crs,
        repairs=loaded.judged.repairs,
        notes=[*loaded.notes, *_difference(given, known)] if changed else loaded.notes,
    )


def _chosen(session: Session, loaded: Boundaries, path: Path) -> list[int]:
    code = session.scalar(select(Hromada.katottg).where(Hromada.id == hromada_of(session)))
    codes = [row.raw("katottg") for row in loaded.cells]
    if not any(codes):
        return list(range(len(codes)))
    chosen = [index for index, each in enumerate(codes) if each == code]
    if not chosen and all(_is_part(each, str(code)) for each in codes):
        loaded.notes.append(msg("the outline is made of the parts: %(count)s", count=len(codes)))
        return list(range(len(codes)))
    if not chosen:
        raise ImportRefused(path, msg("no row has the hromada's code %(code)s", code=str(code)))
    return chosen


def _is_part(code: str, hromada: str) -> bool:
    """Return whether a KATOTTG code is of a settlement or district of the hromada.

    Two digits of the oblast, two of the raion and three of the hromada stand first: see the order
    of the Ministry of communities and territories no. 290 of 26.11.2020.
    """
    return len(code) == len(hromada) and code[:_OF_HROMADA] == hromada[:_OF_HROMADA]


def _united(loaded: Boundaries, chosen: Sequence[int]) -> shapely.Geometry:
    shapes = [loaded.judged.shapes[index] for index in chosen]
    return shapes[0] if len(shapes) == 1 else without_cracks(union_of(shapes))


def _many(shape: shapely.Geometry) -> shapely.Geometry:
    return shapely.multipolygons(shapely.get_parts(shape))


def _write(session: Session, outline: shapely.Geometry) -> None:
    """Write the outline; the map's centre moves only if it would lie outside."""
    ewkb, inside = hex_ewkb(np.array([outline, shapely.point_on_surface(outline)]))
    row = Hromada.id == hromada_of(session)
    session.execute(update(Hromada).where(row).values(boundary=ewkb))
    away = ~func.ST_Covers(Hromada.boundary, Hromada.centre)
    session.execute(update(Hromada).where(row, away).values(centre=inside))


def _difference(given: shapely.Geometry, known: shapely.Geometry) -> list[str]:
    """Return how much the hromada gains and loses, in km² on the ellipsoid."""
    gained, lost = (_km2(given, known), _km2(known, given))
    return [
        msg("the hromada gains %(gained)s km² and loses %(lost)s km²", gained=gained, lost=lost)
    ]


def _km2(shape: shapely.Geometry, without: shapely.Geometry) -> Amount:
    return Amount(geodesic_m2(shapely.difference(shape, without)) / 1_000_000, 2)
