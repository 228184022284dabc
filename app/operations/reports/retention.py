"""How long data is kept: one table of rules, applied by the timetable."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import text
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.db import hromada_of

# What is deleted, after how many days, and the statement; ``:before`` is that many days ago.
Rules = tuple[tuple[str, int, str], ...]
OF_INSTALLATION: Rules = (
    ("sign-in requests", 2, "DELETE FROM sign_in_request WHERE created_at < :before"),
    ("sign-ins that have ended", 0, "DELETE FROM account_session WHERE expires_at < :before"),
    (
        "letters that asked to confirm",
        1,
        "DELETE FROM confirmation_letter WHERE sent_at < :before",
    ),
    (
        "addresses that refused a network",
        30,
        "DELETE FROM refused_address WHERE refused_at < :before",
    ),
    (
        "letters sent by the installation",
        30,
        "DELETE FROM outbox WHERE hromada_id IS NULL AND done_at < :before",
    ),
)
OF_HROMADA: Rules = (
    (
        "settled obligations",
        30,
        "DELETE FROM outbox WHERE hromada_id = :hromada_id AND done_at < :before",
    ),
    (
        "addresses that never confirmed",
        7,
        """
        DELETE FROM subscription
        WHERE hromada_id = :hromada_id AND confirmed_at IS NULL AND created_at < :before
        """,
    ),
    (
        "addresses that said stop",
        7,
        "DELETE FROM subscription WHERE hromada_id = :hromada_id AND ended_at < :before",
    ),
    (
        "addresses of closed reports",
        90,
        """
        DELETE FROM subscription AS s USING report AS r
        WHERE s.hromada_id = :hromada_id AND r.hromada_id = s.hromada_id
          AND r.id = s.report_id AND r.closed_at < :before
        """,
    ),
    (
        "addresses that never confirmed for a notice, or said stop",
        7,
        """
        DELETE FROM notice_subscription
        WHERE hromada_id = :hromada_id
          AND (ended_at < :before OR (confirmed_at IS NULL AND created_at < :before))
        """,
    ),
    (
        "addresses of notices that are over",
        90,
        """
        DELETE FROM notice_subscription AS s USING notice AS n
        WHERE s.hromada_id = :hromada_id AND n.hromada_id = s.hromada_id
          AND n.id = s.notice_id AND n.ended_at < :before
        """,
    ),
)


def purge_installation(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete the installation's expired data; return the number of rows by rule."""
    return _purge(session, OF_INSTALLATION, now, {})


def purge_hromada(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete the entered hromada's expired data; return the number of rows by rule."""
    return _purge(session, OF_HROMADA, now, {"hromada_id": hromada_of(session)})


def _purge(
    session: Session, rules: Rules, now: datetime, values: Mapping[str, Any]
) -> dict[str, int]:
    deleted = {}
    for what, days, statement in rules:
        result = session.execute(text(statement), {"before": now - timedelta(days), **values})
        deleted[what] = cast("CursorResult[Any]", result).rowcount
    return deleted
