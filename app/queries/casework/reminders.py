"""Reports due for a reminder or automatic closing, and the staff to remind."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.models.places import Hromada
from app.sql import run

_REMINDED = text("""
SELECT r.number, e.details ->> 'clock' AS clock, e.details ->> 'stage' AS stage,
       e.details ->> 'due' AS due
FROM report_event AS e JOIN report AS r ON r.hromada_id = e.hromada_id AND r.id = e.report_id
WHERE e.hromada_id = :hromada_id AND e.action = 'remind' AND r.number = ANY(:numbers)
ORDER BY e.id
""")

_UNANSWERED = text("""
SELECT number, answered_at FROM report
WHERE hromada_id = :hromada_id AND status = 'solved' AND answered_at <= :before
ORDER BY answered_at, id
LIMIT :most
""")

_QUESTIONS = text("""
SELECT number FROM report
WHERE hromada_id = :hromada_id AND status = 'needs_info' AND reply_due_at < :now
ORDER BY reply_due_at, id
LIMIT :most
""")

_REPORTERS = text("""
SELECT id FROM subscription
WHERE hromada_id = :hromada_id AND report_id = :report_id AND kind = 'reporter'
  AND confirmed_at IS NOT NULL AND ended_at IS NULL
""")

_STAFF = text("""
SELECT g.account_id FROM role_grant AS g
JOIN account AS a ON a.id = g.account_id AND a.disabled_at IS NULL
WHERE g.hromada_id = :hromada_id AND g.role = :role
  AND (CAST(:body_id AS bigint) IS NULL OR g.body_id = :body_id)
ORDER BY g.account_id
LIMIT 50
""")


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """A current term of a report: its clock, start and end."""

    number: int
    clock: str
    due_at: datetime
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder that was sent; ``due`` is the term's end in ISO 8601."""

    number: int
    clock: str
    stage: str
    due: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A report answered as solved that its reporter has not confirmed or disputed."""

    number: int
    answered_at: datetime


def served_hromadas(session: Session) -> list[int]:
    """Return the ids of the hromadas served here."""
    rows = session.query(Hromada.id).filter(Hromada.served).order_by(Hromada.id)
    return [row.id for row in rows]


def open_terms(
    session: Session,
    *,
    earliest: datetime,
    latest: datetime,
    latest_reply: datetime,
    most: int,
) -> list[OpenTerm]:
    """Return the current terms that end between the two moments, the earliest first.

    A question's may end later: until ``latest_reply``.
    """
    values = {
        "hromada_id": hromada_of(session),
        "earliest": earliest,
        "latest": latest,
        "latest_reply": latest_reply,
        "most": most,
    }
    return [OpenTerm(*row) for row in run(session, "casework/open_terms", **values)]


def reminders_of(session: Session, numbers: list[int]) -> frozenset[Reminded]:
    """Return every reminder sent for these reports."""
    rows = session.execute(_REMINDED, {"hromada_id": hromada_of(session), "numbers": numbers})
    return frozenset(Reminded(*row) for row in rows)


def unanswered_since(session: Session, before: datetime, *, most: int) -> list[Unanswered]:
    """Return reports answered as solved before the moment, the oldest answer first."""
    values = {"hromada_id": hromada_of(session), "before": before, "most": most}
    return [Unanswered(*row) for row in session.execute(_UNANSWERED, values)]


def unanswered_questions(session: Session, now: datetime, *, most: int) -> list[int]:
    """Return the numbers of reports whose question was not answered in time, the oldest first."""
    values = {"hromada_id": hromada_of(session), "now": now, "most": most}
    return list(session.scalars(_QUESTIONS, values))


def reporters_of(session: Session, report_id: int) -> list[int]:
    """Return the id of the reporter's subscription, if it is confirmed and has not ended."""
    values = {"hromada_id": hromada_of(session), "report_id": report_id}
    return list(session.scalars(_REPORTERS, values))


def accounts_of(session: Session, role: str, body_id: int | None = None) -> list[int]:
    """Return the ids of accounts with the role in the hromada, of one body if given."""
    values = {"hromada_id": hromada_of(session), "role": role, "body_id": body_id}
    return list(session.scalars(_STAFF, values))
