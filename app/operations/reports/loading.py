"""Loads reports with a history: their events are written, no letters are sent."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.reports.recording import History, as_json
from app.sql import run


def load_reports(session: Session, reports: Sequence[tuple[dict[str, Any], History]]) -> list[int]:
    """Insert reports of the entered hromada, each with columns and history; return the ids.

    The database checks every event; no letters are sent. A column missing in both is null.
    """
    rows = [
        {"n": n, "columns": columns | history.columns, "events": history.events}
        for n, (columns, history) in enumerate(reports)
    ]
    values = {"hromada_id": hromada_of(session), "reports": as_json(rows)}
    return list(run(session, "reports/load", **values).scalars())
