"""The one writer of events: what steps make of reports, and the letters that they cause.

A statement that makes reports itself (a submission, an import) writes their first events with
the same ``app/sql/reports/_events.sql``.
"""

import json
from collections.abc import Mapping, Sequence
from operator import methodcaller
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.lifecycle import STEPS, Audience
from app.sql import run

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
    return list(run(session, "reports/record", **values, **_TOLD).scalars())


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as one document, which is planned once however many they are."""
    return json.dumps(rows, ensure_ascii=False, default=methodcaller("isoformat"))
