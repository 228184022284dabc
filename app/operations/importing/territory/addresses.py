"""Imports a hromada's addresses: a table, a file of points, an OpenStreetMap extract."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.importing.files.cells import Cells
from app.operations.importing.files.columns import column, match_columns
from app.operations.importing.files.coordinates import Unusable, point_or_fault, with_coordinates
from app.operations.importing.files.fitting import outline_of
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.files.sources import Job, refuse_faults, refusing
from app.operations.importing.files.tables import is_table, read_table
from app.sql import run
from gis.files import openstreetmap
from gis.files.attributes import Row
from gis.files.features import FeatureFile
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


@dataclass(frozen=True, slots=True)
class _File:
    cells: list[Cells]
    notes: list[str]
    crs: str = ""


def import_addresses(session: Session, job: Job) -> Summary:
    """Import the addresses inside the entered hromada; raise ImportRefused for bad rows.

    Those outside are left out and counted: a file is often an oblast's.
    """
    outline = outline_of(session)
    job.progress.step(f"Reading {job.path.name}")
    with refusing(job.path):
        file = _load(job, outline.bounds)
    return _take(session, job, file, outline)


def take_addresses(session: Session, job: Job, features: FeatureFile) -> Summary:
    """Take addresses that are read already, with the columns street and house."""
    return _take(session, job, _of_features(features), outline_of(session))


def _take(session: Session, job: Job, file: _File, outline: shapely.Geometry) -> Summary:
    addresses = [address for row in file.cells if (address := _parsed(row))]
    refuse_faults(job.path, [fault for row in file.cells for fault in row.faults])
    inside = _inside(addresses, outline)
    if not inside:
        raise ImportRefused(job.path, "no address of it lies in this hromada: check the file")
    outside = len(addresses) - len(inside)
    notes = [f"{outside:,} lie outside the hromada and are left out"] if outside else []
    nameless = len(file.cells) - len(addresses)
    notes += [f"{nameless:,} name no street and are left out"] if nameless else []
    tally = _write(session, inside, job)
    return Summary(
        "addresses",
        job.path.name,
        len(file.cells),
        tally,
        crs=file.crs,
        notes=[*file.notes, *notes],
    )


def _load(job: Job, bounds: tuple[float, float, float, float]) -> _File:
    if openstreetmap.is_extract(job.path):
        return _of_features(job.geometry.addresses(job.path, bounds))
    if not is_table(job.path):
        return _of_features(job.geometry.features(job.path, job.asked))
    table = read_table(job.path, encoding=job.asked.encoding)
    return _file(table.columns, table.rows, table.numbers)


def _of_features(features: FeatureFile) -> _File:
    columns, rows = with_coordinates(features, shapely.point_on_surface(features.shapes))
    file = _file(columns, rows, range(1, len(rows) + 1))
    return _File(file.cells, file.notes, features.crs)


def _file(columns: Sequence[str], rows: Sequence[Row], numbers: Sequence[int]) -> _File:
    matched = match_columns(columns, COLUMNS)
    cells = []
    for number, row in zip(numbers, rows, strict=True):
        ours = matched.renamed(row)
        label = " ".join(str(ours.get(key, "")) for key in ("street", "house", "address")).strip()
        cells.append(Cells(number, label[:80], ours))
    return _File(cells, matched.note())


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
