"""Traces of what staff read of personal data; those of roles are written by the database."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_TRACE = text(
    "SELECT trace_reading(CAST(:hromada_id AS bigint), CAST(:account_id AS bigint), :page,"
    " CAST(:number AS bigint), CAST(:now AS timestamptz))"
)


def trace_reading(
    session: Session,
    hromada: int,
    account_id: int,
    *,
    page: str,
    number: int | None,
    now: datetime,
) -> None:
    """Enter the hromada and record that the account has read a page with personal data there."""
    values = {"account_id": account_id, "page": page, "number": number, "now": now}
    session.execute(_TRACE, values | {"hromada_id": hromada})
