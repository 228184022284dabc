"""Makes the public statistics of a hromada: every morning, and where there are none yet."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import enter_hromada, hromada_of
from app.domain.deadlines import KYIV
from app.models.counts import StatisticsSnapshot
from app.queries.snapshots import counted_now

# In Kyiv: when people read them, the counting is over.
MADE_FROM_HOUR = 6
_COUNTED_FOR = timedelta(days=365)
_KEPT_FOR = timedelta(days=8)
# One at a time counts; others wait, and find what it has made.
_ALONE = text("SELECT pg_advisory_xact_lock(1668641904, CAST(:hromada_id AS int))")


def keep_snapshot(session: Session, *, now: datetime) -> bool:
    """Make today's statistics once it is six in the morning; return whether they were made."""
    if now.astimezone(KYIV).hour < MADE_FROM_HOUR or _made_today(session, now):
        return False
    make_snapshot(session, now=now)
    return True


def make_snapshot(session: Session, *, now: datetime) -> None:
    """Count the hromada's public reports and keep the result as today's, unless it is there."""
    hromada_id = hromada_of(session)
    enter_hromada(session, hromada_id, patiently=True)
    session.execute(_ALONE, {"hromada_id": hromada_id})
    if _made_today(session, now):
        return
    today = now.astimezone(KYIV).date()
    content = counted_now(session, since=_first_day(now), now=now)
    session.execute(
        insert(StatisticsSnapshot)
        .values(hromada_id=hromada_id, day=today, made_at=now, content=content)
        .on_conflict_do_nothing()
    )
    session.execute(
        delete(StatisticsSnapshot).where(
            StatisticsSnapshot.hromada_id == hromada_id, StatisticsSnapshot.day < today - _KEPT_FOR
        )
    )


def _first_day(now: datetime) -> datetime:
    begun = now.astimezone(KYIV) - _COUNTED_FOR
    return begun.replace(hour=0, minute=0, second=0, microsecond=0)


def _made_today(session: Session, now: datetime) -> bool:
    made = select(StatisticsSnapshot.day).where(
        StatisticsSnapshot.hromada_id == hromada_of(session),
        StatisticsSnapshot.day == now.astimezone(KYIV).date(),
    )
    return session.scalar(made) is not None
