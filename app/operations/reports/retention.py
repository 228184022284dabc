"""What is kept for how long: one table, carried out by the clock."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import TextClause, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.db import hromada_of

# Of the installation: what, after how long, and the statement; ``:before`` is that long ago.
OF_INSTALLATION = (
    (
        "sign-in requests",
        timedelta(days=2),
        text("DELETE FROM sign_in_request WHERE created_at < :before"),
    ),
    (
        "sign-ins that have ended",
        timedelta(0),
        text("DELETE FROM account_session WHERE expires_at < :before"),
    ),
    (
        "letters sent by the installation",
        timedelta(days=30),
        text("DELETE FROM outbox WHERE hromada_id IS NULL AND done_at < :before"),
    ),
)
OF_HROMADA = (
    (
        "settled obligations",
        timedelta(days=30),
        text("DELETE FROM outbox WHERE hromada_id = :hromada_id AND done_at < :before"),
    ),
    (
        "addresses that never confirmed",
        timedelta(days=7),
        text("""
            DELETE FROM subscription
            WHERE hromada_id = :hromada_id AND kind = 'follower' AND confirmed_at IS NULL
              AND created_at < :before
        """),
    ),
    (
        "addresses that said stop",
        timedelta(days=7),
        text("DELETE FROM subscription WHERE hromada_id = :hromada_id AND ended_at < :before"),
    ),
    (
        "addresses of closed reports",
        timedelta(days=90),
        text("""
            DELETE FROM subscription AS s USING report AS r
            WHERE s.hromada_id = :hromada_id AND r.hromada_id = s.hromada_id
              AND r.id = s.report_id AND r.closed_at < :before
        """),
    ),
    (
        "addresses that never confirmed for a notice, or said stop",
        timedelta(days=7),
        text("""
            DELETE FROM notice_subscription
            WHERE hromada_id = :hromada_id
              AND (ended_at < :before OR (confirmed_at IS NULL AND created_at < :before))
        """),
    ),
    (
        "addresses of notices that are over",
        timedelta(days=90),
        text("""
            DELETE FROM notice_subscription AS s USING notice AS n
            WHERE s.hromada_id = :hromada_id AND n.hromada_id = s.hromada_id
              AND n.id = s.notice_id AND n.ended_at < :before
        """),
    ),
)


def purge_installation(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete what is kept no longer; return how many of each."""
    return {
        what: _deleted(session, statement, {"before": now - term})
        for what, term, statement in OF_INSTALLATION
    }


def purge_hromada(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete what the hromada keeps no longer; return how many of each."""
    return {
        what: _deleted(
            session, statement, {"before": now - term, "hromada_id": hromada_of(session)}
        )
        for what, term, statement in OF_HROMADA
    }


def _deleted(session: Session, statement: TextClause, values: dict[str, Any]) -> int:
    return cast("CursorResult[Any]", session.execute(statement, values)).rowcount
