"""Writes the districts of a draft; the database keeps the former versions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import numpy as np
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from translitua import translit

from app.db import hromada_of
from app.models.places import District
from app.operations.importing.territory.districts import label_points
from app.queries.territory.drafts import Proposed
from app.queries.territory.what_if_districts import DistrictChange, district_changes
from gis import sql


def write_districts(
    session: Session, rows: Sequence[Proposed], *, whole: bool, now: datetime
) -> dict[str, object]:
    """Bring districts into force; every report is assigned to the one that now contains it.

    Return the changes, and how many reports have another district.
    """
    changes = district_changes(session, rows, whole=whole, at=now)
    known = dict(session.execute(select(District.code, District.id)).all())
    points = label_points(np.asarray([row.shape for row in rows], dtype=object))
    for row, point in zip(rows, points, strict=True):
        values = _values(row) | {"label_point": point, "valid_from": now, "valid_to": None}
        if row.code in known:
            session.execute(update(District).where(District.id == known[row.code]).values(**values))
        else:
            rest = {"name_en": translit(row.name_uk), "kind": "", "decision": ""}
            session.execute(
                insert(District).values(hromada_id=hromada_of(session), **rest | values)
            )
    ended = _end_absent(session, [row.code for row in rows], now) if whole else 0
    moved = sql.run(
        session.connection(), "routing/redistrict", hromada_id=hromada_of(session), at=now
    ).rowcount
    listed = [_as_json(change) for change in changes]
    return {"districts": len(rows), "ended": ended, "moved": moved, "changes": listed}


def _as_json(change: DistrictChange) -> dict[str, object]:
    return {
        "code": change.code,
        "name_uk": change.name_uk,
        "name_en": change.name_en,
        "what": change.what,
        "words": [asdict(word) for word in change.words],
    }


def _values(row: Proposed) -> dict[str, object]:
    """Return the columns that the draft sets: empty values leave the known ones unchanged."""
    values = {
        "code": row.code,
        "name_uk": row.name_uk,
        "name_en": row.name_en,
        "kind": row.kind,
        "population": row.population,
        "decision": row.decision,
        "boundary": row.boundary,
    }
    return {name: value for name, value in values.items() if value not in ("", None)}


def _end_absent(session: Session, codes: Sequence[str], now: datetime) -> int:
    ended = session.scalars(
        update(District)
        .where(District.code.not_in(codes), District.valid_to.is_(None))
        .values(valid_to=now)
        .returning(District.id)
    )
    return len(ended.all())
