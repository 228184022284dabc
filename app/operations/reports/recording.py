"""The only writer of report events, of the columns they change and the letters they cause.

A statement that makes reports itself (a submission, an import) writes their first events with
the same ``app/sql/reports/_events.sql``.
"""

import json
from collections.abc import Mapping, Sequence
from operator import methodcaller
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.lifecycle import STEPS
from app.domain.steps import Audience
from app.sql import run

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
    return list(run(session, "reports/record", **values, **_ACTIONS_BY_AUDIENCE).scalars())


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as one JSON parameter: the statement is planned once for any number."""
    return json.dumps(rows, ensure_ascii=False, default=methodcaller("isoformat"))
