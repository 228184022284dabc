"""The only writer of report events, of the columns they change and the letters they cause.

A statement that inserts reports (a submission, an import) writes their first events with the
same ``INSERT_EVENTS``.
"""

import json
from collections.abc import Mapping, Sequence
from operator import methodcaller
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.lifecycle import STEPS, Audience
from app.operations.outbox import INSERT_OUTBOX, STEP_LETTERS

_EVENT = """
        hromada_id, report_id, at, action, from_status, to_status, role, account_id, note, public,
        details
"""
# ``step`` has a row a step. A report's are inserted in order: the trigger that checks each one
# reads the one before.
INSERT_EVENTS = f"""event AS (
    INSERT INTO report_event ({_EVENT})
    SELECT {_EVENT} FROM step ORDER BY report_id, n
    RETURNING id, hromada_id, report_id, at, action, public
)"""  # noqa: S608 - the columns are ours
# The same from ``history``, which has a row a report.
INSERT_HISTORIES = f"""step AS (
    SELECT history.hromada_id, history.report_id, steps.*
    FROM history
    CROSS JOIN LATERAL jsonb_to_recordset(history.events) AS steps (
        n int, at timestamptz, action text, from_status text, to_status text, role text,
        account_id bigint, note text, public boolean, details jsonb
    )
),

{INSERT_EVENTS}"""  # noqa: S608 - the columns are ours

# What a step may change of a report.
COLUMNS = sorted(
    {"status", "updated_at", "body_id", "area_id", "routing", "planned_for"}
    | {column for step in STEPS.values() for column in (*step.stamps, *step.clears, *step.starts)}
)
# The events first: the database checks an officer against the body in charge before the step. The
# one in charge afterwards gets letters, as do followers of what was public before ``duplicate``.
_RECORD = text(f"""
WITH history AS (
    SELECT CAST(:hromada_id AS bigint) AS hromada_id, new.*
    FROM jsonb_to_recordset(CAST(:reports AS jsonb)) AS new (
        report_id bigint, columns jsonb, events jsonb
    )
),

{INSERT_HISTORIES},

moved AS (
    UPDATE report AS r SET ({", ".join(COLUMNS)}) = (
        SELECT {", ".join(f"p.{column}" for column in COLUMNS)}
        FROM jsonb_populate_record(r, history.columns) AS p
    )
    FROM history
    WHERE r.hromada_id = history.hromada_id AND r.id = history.report_id
        AND (SELECT count(*) FROM event) > 0
    RETURNING r.id, r.body_id, r.public,
        r.published_at IS NOT NULL AND r.hidden_at IS NULL AND NOT r.sensitive AS was_public
),

recipient AS (
    SELECT e.*, 'subscription' AS reader, s.id AS reader_id
    FROM event AS e
    JOIN moved AS m ON m.id = e.report_id
    JOIN subscription AS s ON s.hromada_id = e.hromada_id AND s.report_id = e.report_id
    WHERE s.ended_at IS NULL AND (
        (s.kind = 'reporter' AND e.action = ANY(:to_reporter))
        OR (
            s.kind = 'follower' AND s.confirmed_at IS NOT NULL AND e.action = ANY(:to_followers)
            AND e.public AND (m.public OR (m.was_public AND e.action = 'duplicate'))
        )
    )
    UNION ALL
    SELECT e.*, 'body', b.id
    FROM event AS e
    JOIN moved AS m ON m.id = e.report_id
    JOIN body AS b ON b.hromada_id = e.hromada_id AND b.id = m.body_id
    WHERE b.email <> '' AND e.action = ANY(:to_body)
    UNION ALL
    SELECT e.*, 'subscription', extra.id
    FROM event AS e, unnest(CAST(:extra_subscriptions AS bigint[])) AS extra (id)
),

entry AS ({STEP_LETTERS}),

queued AS ({INSERT_OUTBOX})

SELECT id FROM event ORDER BY id
""")  # noqa: S608 - the pieces are ours


_ACTIONS_BY_AUDIENCE = {
    f"to_{audience}": [action for action, step in STEPS.items() if audience in step.audiences]
    for audience in Audience
}


class History(NamedTuple):
    """The events of a report's steps in order, and the columns that they change."""

    events: list[dict[str, Any]]
    columns: dict[str, Any]


def record(
    session: Session,
    histories: Mapping[int, History],
    *,
    extra_subscriptions: Sequence[int] = (),
) -> list[int]:
    """Write the histories of locked reports, by id, in one statement; return the events' ids.

    Of the steps of one call each reader gets one letter about a report: the last of those for
    them. ``extra_subscriptions`` are subscriptions to another report that get the letter, too.
    """
    session.flush()
    rows = [{"report_id": id_} | history._asdict() for id_, history in histories.items()]
    values = {
        "hromada_id": hromada_of(session),
        "reports": as_json(rows),
        "extra_subscriptions": list(extra_subscriptions),
    }
    return list(session.scalars(_RECORD, values | _ACTIONS_BY_AUDIENCE))


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as one JSON parameter: the statement is planned once for any number."""
    return json.dumps(rows, ensure_ascii=False, default=methodcaller("isoformat"))
