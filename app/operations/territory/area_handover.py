"""Gives the areas of one body to another: new versions, nothing rewritten."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import KYIV
from app.domain.errors import Rejected
from app.models.places import Area
from app.operations.importing.territory.area_rows import AreaRow
from app.operations.importing.territory.area_versions import (
    Version,
    end_version,
    insert_version,
    latest_versions,
)


def hand_over_areas(session: Session, from_body: int, to_body: int, *, now: datetime) -> None:
    """Write a version of the successor for each area of the body, valid from now."""
    owned = session.scalars(
        select(Area.code)
        .where(
            Area.hromada_id == hromada_of(session),
            Area.body_id == from_body,
            or_(Area.valid_to.is_(None), Area.valid_to > now),
        )
        .distinct()
    ).all()
    versions = latest_versions(session)
    for code in owned:
        latest = versions[code]
        if latest.valid_from >= now:
            raise Rejected(
                "The area %(name)s changes on %(day)s: withdraw that change of boundaries first.",
                name=latest.words["name_uk"],
                day=f"{latest.valid_from.astimezone(KYIV):%d.%m.%Y}",
            )
        end_version(session, latest, at=now)
        row = version_row(code, latest, body_id=to_body, start=now)
        insert_version(session, row, number=latest.number + 1, start=now)


def version_row(code: str, latest: Version, *, body_id: int, start: datetime) -> AreaRow:
    """Return the version as a row to be written, for another body."""
    boundary, _body, everything, category_ids, priority = latest.content
    return AreaRow(
        number=0,
        label=code,
        code=code,
        words=latest.words,
        body_id=body_id,
        everything=everything,
        category_ids=category_ids,
        priority=priority,
        boundary=boundary,
        valid_from=start,
        whole_hromada=latest.whole_hromada,
    )
