"""What a change of boundaries is looked at against, as a word that any change of it changes."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.places import Area, Body
from app.queries.territory.areas_in_force import leaf_categories
from app.queries.territory.drafts import AREAS
from gis import sql

_WORD = 24


def draft_fingerprint(session: Session, kind: str, *, at: datetime) -> str:
    """Return a word for what decides a difference of this kind: another one after any change.

    Of areas and districts that is what is in force at the moment; for areas also which bodies
    take reports now, and which of those are the kinds' default bodies.
    """
    digest = sha256()
    parts = _areas if kind == AREAS else _districts
    for part in parts(session, at):
        digest.update(part)
    return digest.hexdigest()[:_WORD]


def _areas(session: Session, at: datetime) -> Iterator[bytes]:
    # Of a version nothing changes but its words, which imports correct in place.
    in_force = select(Area.id, Area.name_uk, Area.name_en, Area.decision).where(
        Area.hromada_id == hromada_of(session),
        Area.valid_from <= at,
        or_(Area.valid_to.is_(None), Area.valid_to > at),
    )
    yield repr(session.execute(in_force.order_by(Area.id)).all()).encode()
    # The area of an idle body includes no kind, whoever has it before or after the change.
    idle = select(Body.id).where(Body.hromada_id == hromada_of(session), Body.active.is_(False))
    yield repr(session.scalars(idle.order_by(Body.id)).all()).encode()
    # Where no area is, the default body answers, or there is a gap.
    kinds = leaf_categories(session, every=True)
    yield repr(sorted((kind.id, kind.default_body_id) for kind in kinds)).encode()


def _districts(session: Session, at: datetime) -> Iterator[bytes]:
    rows = sql.run(
        session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=at
    )
    for row in rows:
        words = (row.code, row.name_uk, row.name_en, row.kind, row.population, row.decision)
        yield repr(words).encode()
        yield bytes(row.boundary)
