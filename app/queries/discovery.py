"""What search engines are told: served hromadas, and the public reports of one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of

_HROMADAS = text("""
SELECT slug FROM hromada WHERE served AND NOT demo AND NOT unready ORDER BY slug LIMIT 5000
""")
_HIGHEST = text("SELECT coalesce(max(number), 0) FROM report WHERE hromada_id = :hromada_id")
_REPORTS = text("""
SELECT number, updated_at FROM report
WHERE hromada_id = :hromada_id AND number > :after AND number <= :upto AND public
ORDER BY number
""")


class IndexedReport(NamedTuple):
    """A public report by its number, and when it changed last."""

    number: int
    updated_at: datetime


def listed_hromadas(session: Session) -> Sequence[str]:
    """Return the slugs of the hromadas that search engines may list."""
    return session.scalars(_HROMADAS).all()


def highest_number(session: Session) -> int:
    """Return the highest number of a report, 0 if there is none."""
    return int(session.execute(_HIGHEST, {"hromada_id": hromada_of(session)}).scalar_one())


def listed_reports(session: Session, *, after: int, upto: int) -> Sequence[IndexedReport]:
    """Return the public reports with numbers above ``after``, up to ``upto``."""
    values = {"hromada_id": hromada_of(session), "after": after, "upto": upto}
    return [IndexedReport(*row) for row in session.execute(_REPORTS, values)]
