"""The one writer of events: what steps make of reports, and the letters that they cause.

A statement that makes reports itself (a submission, an import) writes their first events with
the same ``EVENTS``.
"""

import json
from collections.abc import Mapping, Sequence
from operator import methodcaller
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.lifecycle import STEPS, Audience
from app.operations.outbox import OWE, STEP_LETTERS

_EVENT = """
        hromada_id, report_id, at, action, from_status, to_status, role, account_id, note, public,
        details
"""
# ``step`` has a row a step. A report's go in by their order, because the trigger that judges each
# looks at the one before.
EVENTS = f"""event AS (
    INSERT INTO report_event ({_EVENT})
    SELECT {_EVENT} FROM step ORDER BY report_id, n
    RETURNING id, hromada_id, report_id, at, action, public
)"""  # noqa: S608 - the columns are ours
# The same of ``lived``, which has a row a report.
LIVES = f"""step AS (
    SELECT lived.hromada_id, lived.report_id, life.*
    FROM lived
    CROSS JOIN LATERAL jsonb_to_recordset(lived.events) AS life (
        n int, at timestamptz, action text, from_status text, to_status text, role text,
        account_id bigint, note text, public boolean, details jsonb
    )
),

{EVENTS}"""  # noqa: S608 - the columns are ours

# What a step may change of a report.
COLUMNS = sorted(
    {"status", "updated_at", "body_id", "area_id", "routing", "planned_for"}
    | {column for step in STEPS.values() for column in (*step.stamps, *step.clears, *step.starts)}
)
# The events first: the database judges an officer by the body in charge till now. The body that
# is in charge afterwards gets the letters, and who follows a report that turns out to be
# a duplicate hears of that, too.
_RECORD = text(f"""
WITH lived AS (
    SELECT CAST(:hromada_id AS bigint) AS hromada_id, given.*
    FROM jsonb_to_recordset(CAST(:reports AS jsonb)) AS given (
        report_id bigint, columns jsonb, events jsonb
    )
),

{LIVES},

moved AS (
    UPDATE report AS r SET ({", ".join(COLUMNS)}) = (
        SELECT {", ".join(f"p.{column}" for column in COLUMNS)}
        FROM jsonb_populate_record(r, lived.columns) AS p
    )
    FROM lived
    WHERE r.hromada_id = lived.hromada_id AND r.id = lived.report_id
        AND (SELECT count(*) FROM event) > 0
    RETURNING r.id, r.body_id, r.public,
        r.published_at IS NOT NULL AND r.hidden_at IS NULL AND NOT r.sensitive AS was_public
),

heard AS (
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
    SELECT e.*, 'subscription', also.id
    FROM event AS e, unnest(CAST(:also_to AS bigint[])) AS also (id)
),

debt AS ({STEP_LETTERS}),

owed AS ({OWE})

SELECT id FROM event ORDER BY id
""")  # noqa: S608 - the pieces are ours


_TOLD = {
    f"to_{audience}": [action for action, step in STEPS.items() if audience in step.tells]
    for audience in Audience
}


class History(NamedTuple):
    """What steps make of a report: events in order, and the columns that follow from them."""

    events: list[dict[str, Any]]
    columns: dict[str, Any]


def record(
    session: Session,
    histories: Mapping[int, History],
    *,
    also_to: Sequence[int] = (),
) -> list[int]:
    """Write the histories of locked reports, by id, in one statement; return the events' ids.

    Of the steps of one call each reader gets one letter about a report: of the last that is told
    to them. ``also_to`` are subscriptions to another report that hear of it, too.
    """
    session.flush()
    lived = [{"report_id": id_} | history._asdict() for id_, history in histories.items()]
    values = {
        "hromada_id": hromada_of(session),
        "reports": as_json(lived),
        "also_to": list(also_to),
    }
    return list(session.scalars(_RECORD, values | _TOLD))


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as one document, which is planned once however many they are."""
    return json.dumps(rows, ensure_ascii=False, default=methodcaller("isoformat"))
