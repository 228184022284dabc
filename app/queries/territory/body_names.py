"""The names of a hromada's executive bodies by id."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

_BODIES = text("""
SELECT id, code, name_uk, name_en FROM body WHERE hromada_id = :hromada_id ORDER BY id LIMIT 5000
""")


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body's code and name."""

    id: int
    code: str
    name_uk: str
    name_en: str


def body_names(session: Session, hromada_id: int) -> dict[int, BodyName]:
    """Return every body of the hromada by id, inactive ones included."""
    rows = session.execute(_BODIES, {"hromada_id": hromada_id})
    return {row.id: BodyName(**row._mapping) for row in rows}
