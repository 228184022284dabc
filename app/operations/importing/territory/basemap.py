"""Imports a hromada's basemap from an OpenStreetMap extract or a layer of any columns.

Addresses and old names of streets come with an extract.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app.db import enter_hromada, hromada_of
from app.models.basemap import BasemapSource
from app.operations.importing.files.outcome import ImportRefused, ImportTally, Summary
from app.operations.importing.files.sources import Job, refusing
from app.operations.importing.territory.addresses import take_addresses
from app.operations.importing.territory.basemap_rows import named, replace_features
from app.operations.importing.territory.street_renames import take_former_names
from app.queries.territory.areas_in_force import outline_of
from gis.files.basemap_extract import Extract
from gis.files.basemap_features import ExtractPart
from gis.files.basemap_layers import parse_rule
from gis.files.features import FeatureFile
from gis.files.messages import Amount, msg
from gis.files.openstreetmap import is_extract
from gis.sql import run

OPENSTREETMAP = "openstreetmap"
ATTRIBUTION = "© OpenStreetMap contributors"
# What the demo drew gives way to a survey.
DRAWN = "drawn"
# So far beyond the outline the map goes on.
MARGIN_M = 1500
_LONGEST_HOUSE = 40
_KNOWN = text("SELECT id, served FROM hromada WHERE NOT demo ORDER BY id")
_IN_USE = text("""
SELECT EXISTS (SELECT FROM category WHERE hromada_id = :id)
    OR EXISTS (SELECT FROM body WHERE hromada_id = :id)
    OR EXISTS (SELECT FROM address WHERE hromada_id = :id)
    OR EXISTS (SELECT FROM basemap_source WHERE hromada_id = :id)
""")


@dataclass(frozen=True, slots=True)
class BasemapOptions:
    """How to draw a layer: rules as ``parse_rule`` reads them, and whom to name for it."""

    rules: Sequence[str] = ()
    attribution: str = ""


NO_RULES = BasemapOptions()


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the features come from, as it is noted; ``instead_of`` gives way to it."""

    name: str
    attribution: str
    data_at: datetime | None
    instead_of: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one hromada got of the extract."""

    features: ImportTally
    gone: int
    addresses: int
    former_names: int


def import_basemap(session: Session, job: Job, options: BasemapOptions = NO_RULES) -> Summary:
    """Import what a file has of the entered hromada, or raise ImportRefused."""
    (found,) = _outlines(session, [hromada_of(session)])
    extract = _read(job, [found], options)
    taken = _take(session, job, extract.parts[0], _source(job, extract, options))
    if taken is None:
        raise ImportRefused(
            job.path,
            msg(
                "there is nothing in it within this hromada and 1.5 km around: check that it is "
                "of this oblast"
            ),
        )
    return _summary(job, [taken], extract.left_out, [])


def import_basemaps(session: Session, job: Job, options: BasemapOptions = NO_RULES) -> Summary:
    """Import what a file has of every hromada that is served or has data here."""
    job.progress.step("Looking for hromadas")
    found = _outlines(session, _in_use(session))
    if not found:
        raise ImportRefused(
            job.path, msg("no hromada is served or has data here: import one first")
        )
    extract = _read(job, found, options)
    source = _source(job, extract, options)
    everything: list[_Taken] = []
    notes = []
    for (hromada_id, slug, _outline), part in zip(found, extract.parts, strict=True):
        enter_hromada(session, hromada_id)
        if taken := _take(session, job, part, source):
            everything.append(taken)
            notes.append(f"{slug}: {len(part.rows):,} features, {taken.addresses:,} addresses")
    if not everything:
        raise ImportRefused(job.path, msg("it meets no hromada that is served or has data here"))
    return _summary(job, everything, extract.left_out, notes)


def _in_use(session: Session) -> list[int]:
    found = []
    for hromada in session.execute(_KNOWN).all():
        enter_hromada(session, hromada.id)
        if hromada.served or session.scalar(_IN_USE, {"id": hromada.id}):
            found.append(hromada.id)
    return found


def _outlines(session: Session, hromada_ids: Sequence[int]) -> list[tuple[int, str, bytes]]:
    rows = run(
        session.connection(),
        "basemap/outlines_with_margin",
        hromada_ids=list(hromada_ids),
        metres=MARGIN_M,
    )
    return [(row.id, row.slug, bytes(row.outline)) for row in rows]


def _read(job: Job, found: Sequence[tuple[int, str, bytes]], options: BasemapOptions) -> Extract:
    job.progress.step(f"Reading {job.path.name}")
    outlines = np.array([shapely.from_wkb(outline) for *_, outline in found], dtype=object)
    with refusing(job.path):
        if is_extract(job.path):
            return job.geometry.basemap(job.path, outlines)
        rules = [parse_rule(written) for written in options.rules]
        return job.geometry.basemap_layer(job.path, job.asked, rules, outlines)


def _source(job: Job, extract: Extract, options: BasemapOptions) -> _Source:
    named = options.attribution or (ATTRIBUTION if extract.of_openstreetmap else "")
    if is_extract(job.path):
        return _Source(OPENSTREETMAP, named, extract.data_at, instead_of=[DRAWN])
    layer = f"#{job.asked.layer}" if job.asked.layer else ""
    return _Source(f"{job.path.name}{layer}", named, extract.data_at)


def _take(session: Session, job: Job, part: ExtractPart, source: _Source) -> _Taken | None:
    """Draw, take addresses and names, and note the source; None if there is nothing here."""
    if not part.rows:
        return None
    tally, gone = replace_features(
        session,
        named(part.rows),
        part.shapes,
        source=source.name,
        instead_of=source.instead_of,
        progress=job.progress,
    )
    addresses = _usable(part.addresses, outline_of(session))
    if addresses.rows:
        take_addresses(session, job, addresses)
    former = take_former_names(session, part.former)
    noted = BasemapSource(
        hromada_id=hromada_of(session),
        source=source.name,
        file=job.path.name,
        attribution=source.attribution,
        data_at=source.data_at,
        imported_at=job.now,
        features=tally.new + tally.unchanged,
        addresses=len(addresses.rows),
        former_names=former,
    )
    _note(session, noted, [source.name, *source.instead_of])
    return _Taken(tally, gone, len(addresses.rows), former)


def _usable(addresses: FeatureFile, outline: object) -> FeatureFile:
    """Return the addresses inside the outline that can be searched: one odd tag refuses no town."""
    shapely.prepare(outline)
    inside = shapely.covers(outline, addresses.shapes)
    kept = [
        n
        for n, row in enumerate(addresses.rows)
        if inside[n] and row["street"] and len(row["house"]) <= _LONGEST_HOUSE
    ]
    rows = [addresses.rows[n] for n in kept]
    return FeatureFile(addresses.columns, rows, addresses.shapes[kept], addresses.crs, faults=())


def _note(session: Session, source: BasemapSource, replaced: Sequence[str]) -> None:
    session.execute(
        delete(BasemapSource).where(
            BasemapSource.hromada_id == source.hromada_id,
            BasemapSource.source.in_(replaced),
        )
    )
    session.add(source)
    session.flush()


def _summary(job: Job, everything: Sequence[_Taken], left_out: int, notes: list[str]) -> Summary:
    tally = ImportTally(
        sum(taken.features.new for taken in everything),
        0,
        sum(taken.features.unchanged for taken in everything),
    )
    gone = sum(taken.gone for taken in everything)
    addresses = sum(taken.addresses for taken in everything)
    former = sum(taken.former_names for taken in everything)
    if is_extract(job.path):
        notes = [
            msg(
                "%(addresses)s addresses and %(names)s old names of streets taken",
                addresses=Amount(addresses, 0),
                names=Amount(former, 0),
            ),
            *notes,
        ]
    if left_out:
        notes += [
            msg("%(count)s features are not drawn, by what they are", count=Amount(left_out, 0))
        ]
    if gone:
        notes += [
            msg("%(count)s features that are no longer in it are removed", count=Amount(gone, 0))
        ]
    return Summary(
        "features of the basemap",
        job.path.name,
        tally.new + tally.unchanged,
        tally,
        crs="EPSG:4326",
        notes=notes,
    )
