"""Fingerprint of what a draft is compared with: an ETag of the boundaries in force."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.places import Area, Body
from app.queries.territory.areas_in_force import leaf_categories
from app.queries.territory.drafts import AREAS, OUTLINE, outline_ewkb
from gis import sql

_LENGTH = 24


def draft_fingerprint(session: Session, kind: str, *, at: datetime) -> str:
    """Return a word for what decides a difference of this kind: another one after any change.

    That is the areas or districts in force at the moment; for areas also which bodies are active
    now, and which of those are default bodies of categories.
    """
    digest = sha256()
    parts = {AREAS: _areas, OUTLINE: _outline}.get(kind, _districts)
    for part in parts(session, at):
        digest.update(part)
    return digest.hexdigest()[:_LENGTH]


def _areas(session: Session, at: datetime) -> Iterator[bytes]:
    # Only the descriptive fields of a version may change: imports correct them in place.
    in_force = select(Area.id, Area.name_uk, Area.name_en, Area.decision).where(
        Area.hromada_id == hromada_of(session),
        Area.valid_from <= at,
        or_(Area.valid_to.is_(None), Area.valid_to > at),
    )
    yield repr(session.execute(in_force.order_by(Area.id)).all()).encode()
    # The area of an inactive body includes no category, before and after the change.
    idle = select(Body.id).where(Body.hromada_id == hromada_of(session), Body.active.is_(False))
    yield repr(session.scalars(idle.order_by(Body.id)).all()).encode()
    # Outside every area the default body answers, or there is a gap.
    categories = leaf_categories(session, every=True)
    yield repr(sorted((each.id, each.default_body_id) for each in categories)).encode()


def _outline(session: Session, _at: datetime) -> Iterator[bytes]:
    yield outline_ewkb(session).encode()


def _districts(session: Session, at: datetime) -> Iterator[bytes]:
    rows = sql.run(
        session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=at
    )
    for row in rows:
        fields = (row.code, row.name_uk, row.name_en, row.kind, row.population, row.decision)
        yield repr(fields).encode()
        yield bytes(row.boundary)
