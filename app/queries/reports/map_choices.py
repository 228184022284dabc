"""The choices of the map's filters."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name
from app.sql import run


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
