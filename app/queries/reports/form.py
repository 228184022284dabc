"""The report form's categories, and the body that would answer."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.category_synonyms import WORDS
from app.domain.names import Name, from_row
from app.models.places import Body

_KINDS = text("""
SELECT c.code, c.name_uk, c.name_en, c.emergency, c.hotline, c.wants_photo, c.proposal,
       c.search_words,
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
    name: Name
    emergency: int
    hotline: str
    wants_photo: bool
    proposal: bool
    search_words: str | None

    @property
    def words(self) -> str:
        """Return search synonyms: the hromada's own, else those that come with the code."""
        return WORDS.get(self.code, "") if self.search_words is None else self.search_words


@dataclass(frozen=True, slots=True)
class CategoryGroup:
    """A group of categories, in the hromada's order."""

    code: str
    name: Name
    kinds: tuple[CategoryChoice, ...]


@dataclass(frozen=True, slots=True)
class BodyCard:
    """An executive body as shown to residents."""

    name: Name
    phone: str


def categories_by_group(session: Session) -> tuple[CategoryGroup, ...]:
    """Return every category that can be reported, by group."""
    groups: dict[str, tuple[Name, list[CategoryChoice]]] = {}
    for row in session.execute(_KINDS, {"hromada_id": hromada_of(session)}):
        given = dict(row._mapping)
        code, *name = (given.pop(f"group_{part}") for part in ("code", "uk", "en"))
        kinds = groups.setdefault(code, (Name(*name), []))[1]
        kinds.append(from_row(CategoryChoice, given))
    return tuple(CategoryGroup(code, name, tuple(kinds)) for code, (name, kinds) in groups.items())


def body_card(session: Session, body_id: int | None) -> BodyCard | None:
    """Return the body of this id; None for no body."""
    if body_id is None:
        return None
    row = session.execute(
        select(Body.name_uk, Body.name_en, Body.phone).where(
            Body.hromada_id == hromada_of(session), Body.id == body_id
        )
    ).one_or_none()
    return from_row(BodyCard, row._mapping) if row else None
