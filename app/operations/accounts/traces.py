"""Traces of what staff read of personal data; those of roles are written by the database."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.traces import StaffTrace

# A page opened again within the hour is the same reading.
SAME_READING = timedelta(hours=1)

_ACT_AS = text("SELECT set_config('app.actor_id', :account_id, true)")


def act_as(session: Session, account_id: int | None) -> None:
    """Name the account whose deeds the transaction carries out, for their traces."""
    session.execute(_ACT_AS, {"account_id": str(account_id or "")})


def trace_reading(
    session: Session, account_id: int, *, page: str, number: int | None, now: datetime
) -> None:
    """Record that the account has read a page with personal data of the entered hromada."""
    same = (
        StaffTrace.kind == "read",
        StaffTrace.actor_id == account_id,
        StaffTrace.page == page,
        StaffTrace.number.is_not_distinct_from(number),
        StaffTrace.at > now - SAME_READING,
    )
    if session.scalar(select(exists().where(*same))):
        return
    reading = StaffTrace(kind="read", at=now, hromada_id=hromada_of(session))
    reading.actor_id, reading.page, reading.number = account_id, page, number
    session.add(reading)
    session.flush()
