"""How long data is kept: one table of rules, applied by the timetable."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import text
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.failures import JobRun, for_each

# What is deleted, after how many days, and the statement; ``:before`` is that many days ago.
Rule = tuple[str, float, str]
Rules = tuple[Rule, ...]
# Networks are forgotten within a day, though the timetable comes by the hour only.
OF_A_DAY = 22.5 / 24
# Files to import, and what pages show of their rows.
FILES_DAYS = 14
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
    (
        # In every hromada, or those whose letter could not be sent when theirs opened.
        "addresses that asked for a hromada and never confirmed",
        7,
        "SELECT forget_old_requests(:before)",
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
        # Of addresses that hear of the report already; they go on hearing.
        "supports that never were confirmed",
        7,
        """
        UPDATE subscription SET supports = false, network_key = NULL
        WHERE hromada_id = :hromada_id AND confirmed_at IS NOT NULL
          AND network_key IS NOT NULL AND created_at < :before
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
        "private words of closed reports",
        90,
        """
        UPDATE report SET private_note = ''
        WHERE hromada_id = :hromada_id AND private_note <> '' AND closed_at < :before
        """,
    ),
    (
        # The reports keep their numbers of supports.
        "supporters of closed reports",
        90,
        """
        DELETE FROM supporter AS s USING report AS r
        LEFT JOIN report AS o ON o.hromada_id = r.hromada_id AND o.id = r.duplicate_of_id
        WHERE s.hromada_id = :hromada_id AND r.hromada_id = s.hromada_id
          AND r.id = s.report_id
          AND CASE WHEN o.id IS NULL THEN r.closed_at ELSE o.closed_at END < :before
        """,
    ),
    (
        "networks of supports",
        OF_A_DAY,
        """
        UPDATE supporter SET network_key = NULL
        WHERE hromada_id = :hromada_id AND network_key IS NOT NULL AND created_at < :before
        """,
    ),
    (
        "networks of reports",
        OF_A_DAY,
        "DELETE FROM report_origin WHERE hromada_id = :hromada_id AND created_at < :before",
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
        "rows of files to import, once the files are deleted",
        FILES_DAYS,
        """
        UPDATE import_file SET opened = '{}', outcome = outcome - 'refused' - 'notes' - 'warnings'
        WHERE hromada_id = :hromada_id AND created_at < :before
          AND (opened <> '{}' OR outcome ?| ARRAY['refused', 'notes', 'warnings'])
        """,
    ),
    (
        # One that still fails is tried, and put off again, before.
        "failures of scheduled jobs that are over",
        1,
        "DELETE FROM job_failure WHERE hromada_id = :hromada_id AND next_at < :before",
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
    return {rule[0]: _purge(session, rule, now, {}) for rule in OF_INSTALLATION}


def purge_hromada(session: Session, *, now: datetime) -> dict[str, int]:
    """Delete the entered hromada's expired data; return the number of rows by rule.

    A rule that fails does not stop the others.
    """
    values = {"hromada_id": hromada_of(session)}
    deleted: dict[str, int] = {}

    def purge(rule: Rule) -> bool:
        deleted[rule[0]] = _purge(session, rule, now, values)
        return True

    for_each(
        session,
        JobRun("forget", "rule", now),
        OF_HROMADA,
        lambda r: OF_HROMADA.index(r) + 1,
        purge,
    )
    return deleted


def _purge(session: Session, rule: Rule, now: datetime, values: Mapping[str, Any]) -> int:
    _what, days, statement = rule
    values = {"before": now - timedelta(days), **values}
    result = cast("CursorResult[Any]", session.execute(text(statement), values))
    return int(result.scalar_one()) if result.returns_rows else result.rowcount
