"""A hromada's terms as they are in force at a moment."""

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
    """Return the clocks by a hromada's settings in force; for what is not set, the defaults."""
    return HromadaTerms(**{name: int(value) for name, value in terms.items() if name in _KNOWN})


def terms_of(session: Session, *, now: datetime) -> HromadaTerms:
    """Return the hromada's clocks: for each, the latest value that has begun, else the default."""
    rows = session.execute(
        select(HromadaSetting.name, HromadaSetting.value)
        .where(
            HromadaSetting.hromada_id == hromada_of(session),
            HromadaSetting.valid_from <= now,
            HromadaSetting.name.in_(_KNOWN),
        )
        .order_by(HromadaSetting.name, HromadaSetting.valid_from)
    ).all()
    # In the order of their beginning: the latest of a name stays.
    return terms_from({row.name: row.value for row in rows})
