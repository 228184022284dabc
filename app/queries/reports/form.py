"""The report form's categories, and the body that would answer."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.models.places import Body
from app.queries.reports.category_synonyms import WORDS

_KINDS = text("""
SELECT c.code, c.name_uk, c.name_en, c.emergency, c.hotline, c.wants_photo, c.proposal,
       g.code AS group_code, g.name_uk AS group_uk, g.name_en AS group_en
FROM category AS c
JOIN category AS g ON g.id = c.parent_id
WHERE c.hromada_id = :hromada_id AND c.active AND g.active
ORDER BY g.position, g.id, c.position, c.id
LIMIT 1000
""")


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """A category that can be reported."""

    code: str
    name_uk: str
    name_en: str
    emergency: int
    hotline: str
    wants_photo: bool
    proposal: bool

    @property
    def words(self) -> str:
        """Return search synonyms."""
        return WORDS.get(self.code, "")


@dataclass(frozen=True, slots=True)
class CategoryGroup:
    """A group of categories, in the hromada's order."""

    code: str
    name_uk: str
    name_en: str
    kinds: tuple[CategoryChoice, ...]


@dataclass(frozen=True, slots=True)
class BodyCard:
    """An executive body as shown to residents."""

    name_uk: str
    name_en: str
    phone: str


def categories_by_group(session: Session, hromada_id: int) -> tuple[CategoryGroup, ...]:
    """Return every category that can be reported, by group."""
    groups: dict[str, tuple[str, str, list[CategoryChoice]]] = {}
    for row in session.execute(_KINDS, {"hromada_id": hromada_id}):
        given = dict(row._mapping)
        code, name_uk, name_en = (given.pop(f"group_{part}") for part in ("code", "uk", "en"))
        groups.setdefault(code, (name_uk, name_en, []))[2].append(CategoryChoice(**given))
    return tuple(
        CategoryGroup(code, name_uk, name_en, tuple(kinds))
        for code, (name_uk, name_en, kinds) in groups.items()
    )


def body_card(session: Session, hromada_id: int, body_id: int | None) -> BodyCard | None:
    """Return the body of this id; None for no body."""
    if body_id is None:
        return None
    row = session.execute(
        select(Body.name_uk, Body.name_en, Body.phone).where(
            Body.hromada_id == hromada_id, Body.id == body_id
        )
    ).one_or_none()
    return BodyCard(*row) if row else None
