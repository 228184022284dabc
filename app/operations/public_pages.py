"""Texts of a hromada's own pages: each saving adds a version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Conflict
from app.models.public_pages import HromadaPage


@dataclass(frozen=True, slots=True)
class PageText:
    """A text as its author wants it; ``seen`` is the version that they began from.

    ``ours``: the program's own text again.
    """

    page: str
    seen: int
    text_uk: str = ""
    text_en: str = ""
    ours: bool = False


def save_page(session: Session, new: PageText, *, by: int, now: datetime) -> int:
    """Add a version and return its number; raise Conflict if somebody else saved meanwhile."""
    page = HromadaPage
    newest = select(func.max(page.version)).where(
        page.hromada_id == hromada_of(session), page.page == new.page
    )
    if (session.scalar(newest) or 0) != new.seen:
        raise _meanwhile()
    row = HromadaPage(
        hromada_id=hromada_of(session),
        page=new.page,
        version=new.seen + 1,
        ours=new.ours,
        text_uk="" if new.ours else new.text_uk,
        text_en="" if new.ours else new.text_en,
        written_at=now,
        written_by=by,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise _meanwhile() from error
    return row.version


def _meanwhile() -> Conflict:
    return Conflict(
        "Somebody else saved this text meanwhile. Your text is below, not saved; theirs is in the "
        "history. Compare them and save again."
    )
