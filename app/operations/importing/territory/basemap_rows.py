"""Writes the features of a basemap: what a source drew before is replaced by what it draws now."""

from collections.abc import Sequence
from hashlib import md5

from sqlalchemy import text
from sqlalchemy.orm import Session
from translitua import translit

from app.db import hromada_of
from app.operations.importing.files.cells import cleaned
from app.operations.importing.files.outcome import ImportTally, Progress
from app.operations.importing.files.sources import hex_ewkb
from app.sql import run
from gis.files.basemap_features import BasemapRow
from gis.files.projection import Shapes
from gis.map.overviews import BANDS, make_overviews

_BATCH = 5_000
_LONGEST_NAME = 200
_REMOVE = text("DELETE FROM basemap_feature WHERE hromada_id = :hromada_id AND id = ANY(:ids)")


def named(rows: Sequence[BasemapRow]) -> list[BasemapRow]:
    """Return the rows with names fit to be shown: English ones in Latin letters where none is."""
    return [row._replace(name_uk=uk, name_en=en) for row in rows for uk, en in [_names(row)]]


def _names(row: BasemapRow) -> tuple[str, str]:
    uk = cleaned(row.name_uk)[:_LONGEST_NAME]
    en = cleaned(row.name_en)[:_LONGEST_NAME] or translit(uk)
    return uk, "" if en == uk else en


def replace_features(
    session: Session,
    rows: Sequence[BasemapRow],
    shapes: Shapes,
    *,
    source: str,
    instead_of: Sequence[str],
    progress: Progress,
) -> tuple[ImportTally, int]:
    """Leave the source's features as given, those of ``instead_of`` gone; return how many went."""
    given = {
        _digest(source, row, shape): (row, shape)
        for row, shape in zip(rows, hex_ewkb(shapes), strict=True)
    }
    known = run(
        session,
        "territory/known_basemap",
        hromada_id=hromada_of(session),
        sources=[source, *instead_of],
    ).all()
    here = {row.digest for row in known}
    gone = [row.id for row in known if row.digest not in given]
    fresh = [feature for digest, feature in given.items() if digest not in here]
    progress.step("Drawing", len(fresh))
    for start in range(0, len(gone), _BATCH):
        ids = gone[start : start + _BATCH]
        session.execute(_REMOVE, {"hromada_id": hromada_of(session), "ids": ids})
    for start in range(0, len(fresh), _BATCH):
        batch = fresh[start : start + _BATCH]
        _add(session, source, batch)
        progress.advance(len(batch))
    if gone or fresh:
        progress.step("Drawing low zooms", len(BANDS))
        make_overviews(session.connection(), hromada_of(session), made=progress.advance)
    return ImportTally(new=len(fresh), unchanged=len(given) - len(fresh)), len(gone)


def _add(session: Session, source: str, batch: Sequence[tuple[BasemapRow, str]]) -> None:
    rows = [row for row, _shape in batch]
    run(
        session,
        "territory/add_basemap",
        hromada_id=hromada_of(session),
        source=source,
        layers=[row.layer for row in rows],
        kinds=[row.kind for row in rows],
        classes=[row.class_ for row in rows],
        names_uk=[row.name_uk for row in rows],
        names_en=[row.name_en for row in rows],
        min_zooms=[row.min_zoom for row in rows],
        shapes=[shape for _row, shape in batch],
    )


def _digest(source: str, row: BasemapRow, shape: str) -> str:
    """Return what the database says of the same feature (territory/known_basemap)."""
    said = "|".join(map(str, (source, *row, shape)))
    return md5(said.encode(), usedforsecurity=False).hexdigest()
