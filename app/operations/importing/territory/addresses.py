"""Imports a hromada's addresses: a table, a file of points, an OpenStreetMap extract."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.columns import column
from app.operations.importing.files.coordinates import Unusable, point_or_fault
from app.operations.importing.files.loading import Rows, load_points, load_table
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.files.sifting import sift
from app.operations.importing.files.sources import Job
from app.queries.territory.areas_in_force import outline_of
from app.sql import run
from gis.files import openstreetmap
from gis.files.attributes import Row
from gis.files.features import FeatureFile
from gis.files.messages import Amount, msg
from gis.files.tables import is_table
from gis.geometry import Point

COLUMNS = (
    column("street street_uk addr:street addr_street вулиця"),
    column("house housenumber house_number number addr:housenumber addr_housenumber будинок номер"),
    # Both in one, where the file has them so: "вулиця Поштова, 5".
    column("address адреса"),
    column("lon lng long longitude довгота", required=True),
    column("lat latitude широта", required=True),
)
_BATCH = 5_000
_LONGEST_HOUSE = 40
_AT_END = re.compile(r"^(?P<street>.*\D.*?),\s*(?P<house>\d[^,]*)")


@dataclass(frozen=True, slots=True)
class _Address:
    street: str
    house: str
    point: Point


def import_addresses(session: Session, job: Job) -> Summary:
    """Import the addresses inside the entered hromada; raise ImportRefused for bad rows.

    Those outside are left out and counted: a file is often an oblast's.
    """
    outline = outline_of(session)
    return _take(session, job, _load(job, outline.bounds), outline)


def take_addresses(session: Session, job: Job, features: FeatureFile) -> Summary:
    """Take addresses that are read already, with the columns street and house."""
    found = load_points(job, COLUMNS, _label, lambda: features, points=shapely.point_on_surface)
    return _take(session, job, found, outline_of(session))


def _take(session: Session, job: Job, file: Rows, outline: shapely.Geometry) -> Summary:
    parsed = [_parsed(row) for row in file.cells]
    sifted = sift(job, file, [fault for row in file.cells for fault in row.faults])
    addresses = [address for address in sifted.of(parsed) if address]
    inside = _inside(addresses, outline)
    if not inside:
        raise ImportRefused(job.path, msg("no address of it lies in this hromada: check the file"))
    outside = len(addresses) - len(inside)
    notes = [msg("%(count)s lie outside the hromada and are left out", count=Amount(outside, 0))]
    notes = notes if outside else []
    nameless = sum(sifted.keep) - len(addresses)
    if nameless:
        count = Amount(nameless, 0)
        notes.append(msg("%(count)s name no street and are left out", count=count))
    tally = _write(session, inside, job)
    return Summary(
        "addresses",
        job.path.name,
        len(file.cells),
        tally,
        crs=file.crs,
        notes=[*file.notes, *notes],
        refusals=sifted.refusals,
    )


def _load(job: Job, bounds: tuple[float, float, float, float]) -> Rows:
    def read() -> FeatureFile:
        if openstreetmap.is_extract(job.path):
            return job.geometry.addresses(job.path, bounds)
        return job.geometry.features(job.path, job.asked)

    if is_table(job.path.name):
        return load_table(job, COLUMNS, _label)
    return load_points(job, COLUMNS, _label, read, points=shapely.point_on_surface)


def _label(row: Row) -> str:
    return " ".join(str(row.get(key, "")) for key in ("street", "house", "address")).strip()[:80]


def _parsed(row: Cells) -> _Address | None:
    """Parse one row; None for one without a street, and for one with a fault."""
    street, house = row.text("street"), row.text("house", longest=_LONGEST_HOUSE)
    if not street and (both := row.text("address")):
        parts = _AT_END.match(both)
        street, house = (parts["street"].strip(), parts["house"].strip()) if parts else (both, "")
    point = point_or_fault(row.raw("lon"), row.raw("lat"))
    if isinstance(point, Unusable):
        row.fault(point.kind, point.reason)
        return None
    return _Address(street, house, point) if street and not row.faults else None


def _inside(addresses: Sequence[_Address], outline: shapely.Geometry) -> list[_Address]:
    points = shapely.points([(each.point.lon, each.point.lat) for each in addresses])
    shapely.prepare(outline)
    covered = np.atleast_1d(shapely.covers(outline, points)).tolist()
    return [each for each, within in zip(addresses, covered, strict=True) if within]


def _write(session: Session, addresses: Sequence[_Address], job: Job) -> ImportTally:
    # Points of one house in one batch: a moved address differs from one listed twice.
    ordered = sorted(addresses, key=lambda each: (each.street, each.house))
    job.progress.step("Writing", len(ordered))
    new = changed = 0
    for start in range(0, len(ordered), _BATCH):
        batch = ordered[start : start + _BATCH]
        row = run(
            session,
            "territory/take_addresses",
            hromada_id=hromada_of(session),
            streets=[each.street for each in batch],
            houses=[each.house for each in batch],
            lons=[each.point.lon for each in batch],
            lats=[each.point.lat for each in batch],
        ).one()
        new, changed = new + row.new, changed + row.changed
        job.progress.advance(len(batch))
    return ImportTally(new, changed, len(ordered) - new - changed)
