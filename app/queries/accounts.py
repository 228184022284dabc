"""Signed-in accounts, their roles and their own data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, text, true
from sqlalchemy.orm import Session

from app.db import enter_account, enter_hromada, hromada_of
from app.domain.names import Name
from app.domain.roles import Role
from app.models.accounts import Account, RoleGrant, SignInRequest
from app.models.places import Body, Hromada

_SIGNED_IN = text("""
SELECT a.id, a.email, a.name, g.role, g.body_id
FROM signed_in(:token_hash, :now) AS a
LEFT JOIN role_grant AS g ON g.account_id = a.id AND g.hromada_id = entered_hromada()
ORDER BY g.id
""")


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """The current user: an account with its roles in the entered hromada, or anonymous."""

    account_id: int | None = None
    email: str = ""
    name: str = ""
    roles: frozenset[Role] = frozenset({Role.ANONYMOUS})
    body_ids: frozenset[int] = frozenset()

    @property
    def signed_in(self) -> bool:
        """Return whether the user has an account."""
        return self.account_id is not None


ANONYMOUS_USER = CurrentUser()


def signed_in_user(session: Session, token_hash: bytes, *, now: datetime) -> CurrentUser:
    """Return the user of this sign-in cookie, with the roles in the entered hromada."""
    rows = session.execute(_SIGNED_IN, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return ANONYMOUS_USER
    roles = {Role(row.role) for row in rows if row.role}
    return CurrentUser(
        account_id=rows[0].id,
        email=rows[0].email,
        name=rows[0].name,
        roles=frozenset(roles | {Role.RESIDENT, Role.ANONYMOUS}),
        body_ids=frozenset(row.body_id for row in rows if row.body_id),
    )


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What the account page shows of the user's own account."""

    email: str
    name: str
    locale: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OwnRole:
    """One of the user's own roles: in which hromada, for which body."""

    hromada_id: int
    slug: str
    name_uk: str
    name_en: str
    role: Role
    body_id: int | None
    body_uk: str = ""
    body_en: str = ""


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One of the user's own reports, in any hromada."""

    number: int
    slug: str
    hromada_uk: str
    hromada_en: str
    status: str
    description: str
    address: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """An account with a role in the entered hromada."""

    email: str
    name: str
    role: Role
    body_id: int | None
    body_code: str
    body_name: Name
    granted_at: datetime
    grant_id: int
    signed_in_at: datetime | None


OWN_REPORTS_SHOWN = 200
_OWN_REPORTS = text("""
SELECT r.number, h.slug, h.name_uk, h.name_en, r.status, r.description, r.address, r.submitted_at
FROM own_reports(:most) AS r
JOIN hromada AS h ON h.id = r.hromada_id
ORDER BY r.submitted_at DESC, r.number DESC
""")


def sign_in_waits(session: Session, token_hash: bytes, *, now: datetime) -> bool:
    """Return whether a sign-in link is still unused and unexpired."""
    unused = select(SignInRequest.id).where(
        SignInRequest.token_hash == token_hash,
        SignInRequest.used_at.is_(None),
        SignInRequest.expires_at > now,
    )
    return session.execute(unused).first() is not None


def account_exists(session: Session, email: str) -> bool:
    """Return whether there is an account of this address."""
    return bool(session.scalar(select(func.account_exists(email))))


def own_account(session: Session, account_id: int) -> OwnAccount:
    """Return the account's own data."""
    enter_account(session, account_id)
    columns = select(Account.email, Account.name, Account.locale, Account.created_at)
    return OwnAccount(*session.execute(columns.where(Account.id == account_id)).one())


def own_roles(session: Session, account_id: int) -> list[OwnRole]:
    """Return the account's roles by hromada; enters each hromada where a role names a body."""
    enter_account(session, account_id)
    rows = session.execute(
        select(
            Hromada.id.label("hromada_id"),
            Hromada.slug,
            Hromada.name_uk,
            Hromada.name_en,
            RoleGrant.role,
            RoleGrant.body_id,
        )
        .join(RoleGrant, RoleGrant.hromada_id == Hromada.id)
        .where(RoleGrant.account_id == account_id)
        .order_by(Hromada.name_uk, Hromada.id, RoleGrant.role, RoleGrant.id)
    ).all()
    bodies: dict[int, tuple[str, str]] = {}
    for hromada_id in {row.hromada_id for row in rows if row.body_id}:
        enter_hromada(session, hromada_id)
        bodies |= _body_names(session, [row.body_id for row in rows if row.body_id])
    return [
        OwnRole(*row[:4], Role(row.role), row.body_id, *bodies.get(row.body_id, ("", "")))
        for row in rows
    ]


def _body_names(session: Session, body_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    named = select(Body.id, Body.name_uk, Body.name_en).where(Body.id.in_(body_ids))
    return {row.id: (row.name_uk, row.name_en) for row in session.execute(named)}


def own_reports(session: Session, account_id: int) -> list[OwnReport]:
    """Return the account's newest reports, in every hromada."""
    enter_account(session, account_id)
    rows = session.execute(_OWN_REPORTS, {"most": OWN_REPORTS_SHOWN})
    return [OwnReport(*row) for row in rows]


def role_holders(session: Session, *, search: str = "") -> list[RoleHolder]:
    """Return the accounts with a role in the entered hromada, by role.

    ``search`` is part of an address, a name, or a body's name.
    """
    sought = or_(
        *(
            column.icontains(search, autoescape=True)
            for column in (Account.email, Account.name, Body.name_uk, Body.name_en)
        )
    )
    rows = session.execute(
        select(
            Account.email,
            Account.name,
            RoleGrant.role,
            RoleGrant.body_id,
            func.coalesce(Body.code, ""),
            func.coalesce(Body.name_uk, ""),
            func.coalesce(Body.name_en, ""),
            RoleGrant.granted_at,
            RoleGrant.id,
            Account.signed_in_at,
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(Body, (Body.id == RoleGrant.body_id))
        .where(RoleGrant.hromada_id == hromada_of(session), sought if search else true())
        .order_by(RoleGrant.role, Account.email, RoleGrant.id)
        .limit(1000)
    )
    return [_holder(tuple(row)) for row in rows]


def _holder(row: tuple[Any, ...]) -> RoleHolder:
    email, name, role, body_id, code, body_uk, body_en, *rest = row
    return RoleHolder(email, name, Role(role), body_id, code, Name(body_uk, body_en), *rest)
