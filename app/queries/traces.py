"""What staff of the entered hromada did with roles, read, and changed in its directory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.names import Name, from_row
from app.models.accounts import Account
from app.models.places import Body, Category
from app.models.traces import DirectoryChange, StaffTrace

MOST = 500


@dataclass(frozen=True, slots=True)
class Trace:
    """A deed: who (empty for the command line), what, when; whose role, or which page."""

    at: datetime
    kind: str
    actor: str
    subject: str
    role: str
    body_uk: str
    body_en: str
    page: str
    number: int | None


def staff_traces(session: Session, *, most: int = MOST) -> list[Trace]:
    """Return the newest traces first."""
    actor, subject = aliased(Account), aliased(Account)
    words = (actor.email, subject.email, StaffTrace.role, Body.name_uk, Body.name_en)
    rows = session.execute(
        select(
            StaffTrace.at,
            StaffTrace.kind,
            *(func.coalesce(word, "") for word in (*words, StaffTrace.page)),
            StaffTrace.number,
        )
        .outerjoin(actor, actor.id == StaffTrace.actor_id)
        .outerjoin(subject, subject.id == StaffTrace.account_id)
        .outerjoin(Body, Body.id == StaffTrace.body_id)
        .order_by(StaffTrace.id.desc())
        .limit(most)
    )
    return [Trace(*tuple(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A change of the directory: who (empty for the command line), when, of what, and how."""

    at: datetime
    actor: str
    kind: str
    subject: str
    name: Name
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def directory_entries(session: Session, *, most: int = MOST) -> list[DirectoryEntry]:
    """Return the newest changes of the entered hromada's directory first."""
    rows = session.execute(
        select(
            DirectoryChange.at,
            func.coalesce(Account.email, "").label("actor"),
            DirectoryChange.kind,
            DirectoryChange.subject,
            DirectoryChange.name_uk,
            DirectoryChange.name_en,
            DirectoryChange.before,
            DirectoryChange.after,
        )
        .outerjoin(Account, Account.id == DirectoryChange.actor_id)
        .order_by(DirectoryChange.id.desc())
        .limit(most)
    )
    return [from_row(DirectoryEntry, row._mapping) for row in rows]


def names_by_id(session: Session) -> Mapping[str, Mapping[int, Name]]:
    """Return the names of the entered hromada's bodies and categories, by column that has ids."""
    bodies, categories = _names(session, Body), _names(session, Category)
    return {
        "body_id": bodies,
        "default_body_id": bodies,
        "parent_id": categories,
        "category_id": categories,
    }


def _names(session: Session, table: type[Body] | type[Category]) -> Mapping[int, Name]:
    rows = session.execute(select(table.id, table.name_uk, table.name_en))
    return {row.id: Name(row.name_uk, row.name_en) for row in rows}
