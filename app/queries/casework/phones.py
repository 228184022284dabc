"""The telephones of a hromada that everybody may know."""

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.hromadas import Hromada
from app.models.places import Body, Category


def published_phones(session: Session) -> tuple[str, ...]:
    """Return the telephones of the hromada, its bodies and its kinds of problems, as written."""
    own = hromada_of(session)
    phones = union(
        select(Body.phone).where(Body.hromada_id == own, Body.phone != ""),
        select(Category.hotline).where(Category.hromada_id == own, Category.hotline != ""),
        select(Hromada.hotline).where(Hromada.id == own, Hromada.hotline != ""),
        select(Hromada.contact_phone).where(Hromada.id == own, Hromada.contact_phone != ""),
    )
    return tuple(session.scalars(phones))
