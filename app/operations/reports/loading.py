"""Loads reports that have lived already, with their events and without letters."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.operations.reports.recording import History, as_json
from app.sql import run


def load_reports(session: Session, reports: Sequence[tuple[dict[str, Any], History]]) -> list[int]:
    """Insert reports of the entered hromada: facts and lives; return the ids.

    The database judges every event; nobody is written to. Every column has its value in one or
    the other; what is left out is empty.
    """
    rows = [
        {"n": n, "columns": facts | history.columns, "events": history.events}
        for n, (facts, history) in enumerate(reports)
    ]
    values = {"hromada_id": hromada_of(session), "reports": as_json(rows)}
    return list(run(session, "reports/load", **values).scalars())
