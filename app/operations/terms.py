"""A hromada's terms in force at a time."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.deadlines import HromadaTerms
from app.models.places import HromadaSetting

_KNOWN = frozenset(clock.name for clock in fields(HromadaTerms))


def terms_from(terms: Mapping[str, str]) -> HromadaTerms:
    """Return the terms from a hromada's settings, with defaults for those not set."""
    return HromadaTerms(**{name: int(value) for name, value in terms.items() if name in _KNOWN})


def terms_of(session: Session, *, now: datetime) -> HromadaTerms:
    """Return the hromada's terms: for each, the latest value in force, else the default."""
    rows = session.execute(
        select(HromadaSetting.name, HromadaSetting.value)
        .where(
            HromadaSetting.hromada_id == hromada_of(session),
            HromadaSetting.valid_from <= now,
            HromadaSetting.name.in_(_KNOWN),
        )
        .order_by(HromadaSetting.name, HromadaSetting.valid_from)
    ).all()
    # Ordered by start: the latest value of a name wins.
    return terms_from({row.name: row.value for row in rows})
