"""The choices of the map's filters, and the hromadas served here."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.sql import run

_SERVED = text("""
SELECT slug, katottg, name_uk, name_en, kind, oblast_uk, oblast_en, raion_uk, population, demo,
       count(*) OVER () AS total
FROM hromada
WHERE served
ORDER BY name_uk COLLATE "uk-x-icu", katottg
LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A choice of a filter; ``part_of`` is the group's code of a leaf category."""

    code: str
    name: Name
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """All choices of the map's filters in a hromada."""

    districts: tuple[FilterChoice, ...]
    bodies: tuple[FilterChoice, ...]
    categories: tuple[FilterChoice, ...]

    @property
    def groups(self) -> tuple[FilterChoice, ...]:
        """Return the categories without a parent."""
        return tuple(choice for choice in self.categories if not choice.part_of)

    def leaves_of(self, group: str) -> tuple[FilterChoice, ...]:
        """Return the leaf categories of a group."""
        return tuple(choice for choice in self.categories if choice.part_of == group)

    def unknown(self, filters: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Return the pairs of filter and code that match no choice."""
        known = {"district": self.districts, "body": self.bodies, "category": self.categories}
        codes = {name: {each.code for each in choices} for name, choices in known.items()}
        return tuple((n, code) for n, code in filters if n in codes and code not in codes[n])


@dataclass(frozen=True, slots=True)
class ServedHromada:
    """A hromada in the list of the home page."""

    slug: str
    katottg: str
    name: Name
    kind: str
    oblast_name: Name
    raion_uk: str
    population: int | None
    demo: bool
    # The number of all served hromadas, repeated on every row.
    total: int


def choices_of(session: Session) -> Choices:
    """Return the hromada's districts, bodies and categories."""
    rows = run(session, "reports/map_choices", hromada_id=hromada_of(session)).all()
    sorts: dict[str, list[FilterChoice]] = {"district": [], "body": [], "category": []}
    for row in rows:
        sorts[row.sort].append(FilterChoice(row.code, Name(row.name_uk, row.name_en), row.part_of))
    return Choices(
        districts=tuple(sorts["district"]),
        bodies=tuple(sorts["body"]),
        categories=tuple(sorts["category"]),
    )


def served_hromadas(session: Session, *, most: int) -> tuple[ServedHromada, ...]:
    """Return the hromadas served here, by name."""
    rows = session.execute(_SERVED, {"most": most})
    return tuple(from_row(ServedHromada, row._mapping) for row in rows)
