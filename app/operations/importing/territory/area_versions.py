"""Reads and writes the versions of areas of responsibility; a version is never rewritten."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from geoalchemy2 import Geography
from sqlalchemy import cast, func, insert, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.places import Area, AreaCategory
from app.operations.importing.territory.area_rows import AreaRow

# Boundary, body, everything, categories, priority.
Content = tuple[str, int, bool, frozenset[int], int]


@dataclass(frozen=True, slots=True)
class Version:
    """The latest version of an area; a change of ``content`` makes a new version."""

    id: int
    number: int
    content: Content
    words: Mapping[str, str]
    valid_from: datetime
    valid_to: datetime | None
    whole_hromada: bool = False


def content_of(row: AreaRow) -> Content:
    """Return the row's content, to be compared with that of a version."""
    return (row.boundary, row.body_id, row.everything, row.category_ids, row.priority)


def latest_versions(session: Session) -> dict[str, Version]:
    """Return the entered hromada's latest versions by area code."""
    categories: dict[int, set[int]] = defaultdict(set)
    for area_id, category_id in session.execute(
        select(AreaCategory.area_id, AreaCategory.category_id)
    ):
        categories[area_id].add(category_id)
    rows = session.execute(
        select(
            Area.id, Area.code, Area.version, Area.body_id, Area.everything, Area.priority,
            Area.name_uk, Area.name_en, Area.decision, Area.valid_from, Area.valid_to,
            Area.whole_hromada,
            func.ST_AsHEXEWKB(Area.boundary).label("boundary"),
        ).order_by(Area.version)
    )  # fmt: skip
    # Ordered by version: the latest of a code wins.
    return {
        row.code: Version(
            row.id,
            row.version,
            (
                row.boundary,
                row.body_id,
                row.everything,
                frozenset(categories[row.id]),
                row.priority,
            ),
            {"name_uk": row.name_uk, "name_en": row.name_en, "decision": row.decision},
            row.valid_from,
            row.valid_to,
            row.whole_hromada,
        )
        for row in rows
    }


def insert_version(session: Session, row: AreaRow, *, number: int, start: datetime) -> int:
    """Write a version that is valid from ``start``; return its id."""
    area_id = session.scalar(
        insert(Area)
        .values(
            hromada_id=hromada_of(session),
            code=row.code,
            version=number,
            body_id=row.body_id,
            everything=row.everything,
            priority=row.priority,
            boundary=row.boundary,
            area_m2=func.ST_Area(cast(func.ST_GeomFromEWKT(row.boundary), Geography)),
            valid_from=start,
            whole_hromada=row.whole_hromada,
            **row.words,
        )
        .returning(Area.id)
    )
    if row.category_ids:
        session.execute(
            insert(AreaCategory),
            [
                {"hromada_id": hromada_of(session), "area_id": area_id, "category_id": category_id}
                for category_id in sorted(row.category_ids)
            ],
        )
    return int(area_id or 0)


def end_version(session: Session, version: Version, *, at: datetime) -> None:
    """End a version, unless it has ended before."""
    session.execute(
        update(Area)
        .where(Area.id == version.id, (Area.valid_to.is_(None)) | (Area.valid_to > at))
        .values(valid_to=at)
    )


def rename_version(session: Session, version: Version, words: Mapping[str, str]) -> None:
    """Correct the texts of a version, which do not affect routing."""
    session.execute(update(Area).where(Area.id == version.id).values(**words))
