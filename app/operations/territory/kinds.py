"""Adds, orders and changes categories, at once or from a later day on.

Reports have their terms stored: a change of a category leaves those that run as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.category_synonyms import WORDS
from app.domain.errors import Conflict, NotFound, Rejected, WrongState
from app.models.places import Body, Category, CategoryChange
from app.operations.acting import act_as
from app.operations.codes import code_for
from app.operations.failures import JobRun, for_each
from app.queries.territory.fingerprints import fingerprint
from app.queries.territory.kinds import values_of


@dataclass(frozen=True, slots=True)
class KindChange:
    """New values of a category; ``starts_at`` None is at once.

    ``seen`` is the fingerprint of what the form showed.
    """

    values: Mapping[str, Any]
    starts_at: datetime | None = None
    seen: str = ""


def add_kind(session: Session, change: KindChange) -> int:
    """Add a group, or a leaf if the values name its group; return its id."""
    values = dict(change.values)
    parent = _parent(session, values.get("parent_id"))
    _refuse_same_name(session, values, except_id=None)
    _check_body(session, values)
    taken = set(session.scalars(select(Category.code)))
    prefix = f"{parent.code}." if parent else ""
    code = code_for(values["name_uk"], taken, prefix=prefix, otherwise="kind")
    kind = Category(hromada_id=hromada_of(session), code=code, **values)
    kind.position = _last_position(session, kind.parent_id) + 1
    session.add(kind)
    session.flush()
    return kind.id


def change_kind(
    session: Session, kind_id: int, change: KindChange, *, account_id: int | None, now: datetime
) -> None:
    """Change a category now, or plan the change for its day.

    Raises Conflict if somebody else has saved meanwhile.
    """
    kind = _locked(session, kind_id)
    known = values_of(kind)
    if change.seen != fingerprint(*known.items()):
        raise Conflict("Somebody else has saved this kind meanwhile. Compare and save again.")
    differing = {name: value for name, value in change.values.items() if known[name] != value}
    _refuse_same_name(session, change.values, except_id=kind_id)
    _check_body(session, differing)
    if kind.parent_id is not None:
        _parent(session, change.values["parent_id"])
    if change.starts_at is None or change.starts_at <= now:
        _write(kind, differing)
    elif differing:
        session.add(
            CategoryChange(
                hromada_id=kind.hromada_id,
                category_id=kind.id,
                starts_at=change.starts_at,
                values=differing,
                account_id=account_id,
                created_at=now,
            )
        )
    session.flush()


def withdraw_change(session: Session, change_id: int, *, now: datetime) -> int:
    """Withdraw a planned change whose day has not come; return the id of its category."""
    change = session.scalars(
        select(CategoryChange)
        .where(CategoryChange.hromada_id == hromada_of(session), CategoryChange.id == change_id)
        .with_for_update()
    ).one_or_none()
    if change is None:
        raise NotFound("There is no such planned change.")
    if change.in_force_at or change.withdrawn_at:
        raise WrongState("Only a change that has not begun yet can be withdrawn.")
    change.withdrawn_at = now
    session.flush()
    return change.category_id


def bring_due_categories(session: Session, *, now: datetime) -> int:
    """Bring into force the planned changes whose day has come; return how many."""
    due = session.scalars(
        select(CategoryChange)
        .where(
            CategoryChange.hromada_id == hromada_of(session),
            CategoryChange.starts_at <= now,
            CategoryChange.withdrawn_at.is_(None),
            CategoryChange.in_force_at.is_(None),
        )
        .order_by(CategoryChange.starts_at, CategoryChange.id)
        .with_for_update(skip_locked=True)
    ).all()

    def bring(change: CategoryChange) -> bool:
        act_as(session, change.account_id)
        _check_body(session, change.values)
        _write(_locked(session, change.category_id), change.values)
        change.in_force_at = now
        session.flush()
        return True

    job = JobRun("categories", "category", now)
    return for_each(session, job, due, lambda change: change.category_id, bring)


def move_kind(session: Session, kind_id: int, *, up: bool) -> None:
    """Move a category one place up or down among its siblings."""
    kind = _locked(session, kind_id)
    siblings = list(
        session.scalars(
            select(Category)
            .where(
                Category.hromada_id == kind.hromada_id,
                Category.parent_id.is_not_distinct_from(kind.parent_id),
            )
            .order_by(Category.position, Category.id)
            .with_for_update()
        )
    )
    at = siblings.index(kind)
    to = at - 1 if up else at + 1
    if 0 <= to < len(siblings):
        siblings[at], siblings[to] = siblings[to], siblings[at]
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    session.flush()


def _write(kind: Category, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(kind, name, value)
    # What comes with the code stays untold: a later program may know better words.
    if kind.search_words == WORDS.get(kind.code):
        kind.search_words = None


def _locked(session: Session, kind_id: int) -> Category:
    kind = session.scalars(
        select(Category)
        .where(Category.hromada_id == hromada_of(session), Category.id == kind_id)
        .with_for_update()
    ).one_or_none()
    if kind is None:
        raise NotFound("There is no such category in this hromada.")
    return kind


def _parent(session: Session, parent_id: int | None) -> Category | None:
    if parent_id is None:
        return None
    group = session.scalars(
        select(Category).where(Category.id == parent_id, Category.parent_id.is_(None))
    ).one_or_none()
    if group is None:
        raise Rejected.on("parent_id", "Choose a group from the list.")
    return group


def _check_body(session: Session, values: Mapping[str, Any]) -> None:
    body_id = values.get("default_body_id")
    if body_id is None:
        return
    found = select(Body.id).where(Body.id == body_id, Body.active)
    if session.scalar(found) is None:
        raise Rejected.on("default_body_id", "Choose a body from the list.")


def _refuse_same_name(
    session: Session, values: Mapping[str, Any], *, except_id: int | None
) -> None:
    same = select(Category.id).where(
        Category.hromada_id == hromada_of(session),
        Category.name_uk == values["name_uk"],
        Category.parent_id.is_not_distinct_from(values.get("parent_id")),
    )
    if set(session.scalars(same)) - {except_id}:
        raise Rejected.on("name_uk", "This name is there already.")


def _last_position(session: Session, parent_id: int | None) -> int:
    last = select(func.max(Category.position)).where(
        Category.hromada_id == hromada_of(session),
        Category.parent_id.is_not_distinct_from(parent_id),
    )
    return session.scalar(last) or 0
