"""What staff of the entered hromada did with roles, and read of personal data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.models.accounts import Account
from app.models.places import Body
from app.models.traces import StaffTrace

MOST = 500


@dataclass(frozen=True, slots=True)
class Trace:
    """A deed: who (empty for the command line), what, when; whose role, or which page."""

    at: datetime
    kind: str
    actor: str
    subject: str
    role: str
    body_uk: str
    body_en: str
    page: str
    number: int | None


def staff_traces(session: Session, *, most: int = MOST) -> list[Trace]:
    """Return the newest traces first."""
    actor, subject = aliased(Account), aliased(Account)
    words = (actor.email, subject.email, StaffTrace.role, Body.name_uk, Body.name_en)
    rows = session.execute(
        select(
            StaffTrace.at,
            StaffTrace.kind,
            *(func.coalesce(word, "") for word in (*words, StaffTrace.page)),
            StaffTrace.number,
        )
        .outerjoin(actor, actor.id == StaffTrace.actor_id)
        .outerjoin(subject, subject.id == StaffTrace.account_id)
        .outerjoin(Body, Body.id == StaffTrace.body_id)
        .order_by(StaffTrace.id.desc())
        .limit(most)
    )
    return [Trace(*tuple(row)) for row in rows]
