"""The names of a hromada's executive bodies by id."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row

_BODIES = text("""
SELECT id, code, name_uk, name_en FROM body WHERE hromada_id = :hromada_id ORDER BY id LIMIT 5000
""")


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body's code and name."""

    id: int
    code: str
    name: Name


def body_names(session: Session) -> dict[int, BodyName]:
    """Return every body of the hromada by id, inactive ones included."""
    rows = session.execute(_BODIES, {"hromada_id": hromada_of(session)})
    return {row.id: from_row(BodyName, row._mapping) for row in rows}
