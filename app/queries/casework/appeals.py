"""Refusals that were appealed: the coordinator's queue."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.queries.casework.queues import COUNT_UPTO
from app.sql import run

MOST = 200

_COUNT = text("""
SELECT count(*) FROM (
    SELECT FROM report
    WHERE hromada_id = :hromada_id AND status = 'appealed' AND hidden_at IS NULL
    LIMIT :most
) AS waiting
""")


@dataclass(frozen=True, slots=True)
class AppealCard:
    """An appeal that waits: of what report and body, since when, to be decided until when."""

    number: int
    name: Name
    text: str
    address: str
    body_name: Name
    words: str
    appealed_at: datetime
    due_at: datetime | None
    endangers: bool


def appeals_of(session: Session) -> list[AppealCard]:
    """Return the appeals that wait: what endangers life first, then by term and age."""
    values = {"hromada_id": hromada_of(session), "most": MOST}
    rows = run(session, "casework/appeals", **values).mappings()
    return [from_row(AppealCard, row) for row in rows]


def appeals_count(session: Session) -> int:
    """Return the number of appeals that wait, to COUNT_UPTO + 1."""
    values = {"hromada_id": hromada_of(session), "most": COUNT_UPTO + 1}
    return int(session.scalar(_COUNT, values) or 0)
