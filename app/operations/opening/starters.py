"""Ready-made sets of bodies and categories, of which a hromada takes what it lacks."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.categories import FLAGS
from app.domain.names import Name
from app.models.places import Body, Category

_SEEDS = Path(__file__).parents[3] / "seeds"
_NUMBERS = ("emergency", "target_hours", "legal_days")
_TEXTS = ("name_uk", "name_en", "hotline", "basis")

Row = Mapping[str, str]


class Starter(StrEnum):
    """A ready-made set, by the kind of hromada that it suits; its folder in seeds/starters."""

    SMALL_TOWN = "small-town"
    CITY = "city"
    RURAL = "rural"


@dataclass(frozen=True, slots=True)
class StarterSet:
    """The rows of a set; ``body_of`` is the body of each category, by code."""

    bodies: Sequence[Row]
    categories: Sequence[Row]
    body_of: Mapping[str, str]

    def of_body(self, code: str) -> list[Name]:
        """Return the names of the categories that the body answers."""
        return [
            Name(row["name_uk"], row["name_en"])
            for row in self.categories
            if self.body_of[row["code"]] == code
        ]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a hromada would take of a set, or took: ``linked`` categories had no body before."""

    bodies: int
    categories: int
    linked: int


@cache
def starter_set(starter: Starter) -> StarterSet:
    """Return the set, read once."""
    folder = _SEEDS / "starters" / starter
    body_of = {row["code"]: row["body"] for row in _rows(folder / "categories.csv")}
    categories = [row for row in _rows(_SEEDS / "categories.csv") if row["code"] in body_of]
    return StarterSet(_rows(folder / "bodies.csv"), categories, body_of)


def what_is_lacking(session: Session, starter: Starter) -> Taken:
    """Return how much of the set the entered hromada lacks."""
    chosen = starter_set(starter)
    bodies, categories = _ids(session, Body), _ids(session, Category)
    return Taken(
        sum(row["code"] not in bodies for row in chosen.bodies),
        sum(row["code"] not in categories for row in chosen.categories),
        len(session.scalars(_without_body(chosen)).all()),
    )


def take_starter(session: Session, starter: Starter, *, now: datetime) -> Taken:
    """Add what the entered hromada lacks of the set; nothing that it has is changed.

    Only a category that has no default body gets that of the set.
    """
    taken, chosen = what_is_lacking(session, starter), starter_set(starter)
    for row in chosen.bodies:
        _add(session, Body, _body(row) | {"valid_from": now})
    bodies = _ids(session, Body)
    for category in session.scalars(_without_body(chosen)):
        category.default_body_id = bodies[chosen.body_of[category.code]]
    for position, row in enumerate(chosen.categories, start=1):
        names = {"name_uk": row["group_uk"], "name_en": row["group_en"], "position": position}
        _add(session, Category, {"code": row["group"]} | names)
    groups = _ids(session, Category)
    for position, row in enumerate(chosen.categories, start=1):
        links = {
            "parent_id": groups[row["group"]],
            "default_body_id": bodies[chosen.body_of[row["code"]]],
        }
        _add(session, Category, _category(row) | links | {"position": position})
    return taken


def _add(session: Session, table: type[Body] | type[Category], values: dict[str, Any]) -> None:
    """Insert the row, unless the hromada has one of its code."""
    row = {"hromada_id": hromada_of(session)} | values
    session.execute(insert(table).values(row).on_conflict_do_nothing())


def _without_body(chosen: StarterSet) -> Select[Category]:
    return select(Category).where(
        Category.code.in_(chosen.body_of),
        Category.default_body_id.is_(None),
        Category.parent_id.is_not(None),
    )


def _ids(session: Session, table: type[Body] | type[Category]) -> dict[str, int]:
    return dict(session.execute(select(table.code, table.id)).all())


def _body(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("code", "name_uk", "name_en", "kind")}


def _category(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        **{name: row[name] for name in _TEXTS},
        **{name: int(row[name]) for name in _NUMBERS},
        **{ours: row[theirs] == "1" for ours, theirs in FLAGS.items()},
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
