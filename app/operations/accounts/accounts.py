"""Accounts: sign in by letter, sign out, grant and revoke roles."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import enter_account
from app.domain.errors import NotAllowed, NotFound
from app.domain.roles import STAFF, Role
from app.models.accounts import Account, AccountSession, RoleGrant, SignInRequest
from app.operations.outbox import MAIL_FIRST, OutboxEntry, enqueue

TOKEN_BYTES = 32
# Counted from the sending of the letter; a letter that a day could not send is not sent.
LINK_TERM = timedelta(minutes=10)
SENDING_TERM = timedelta(days=1)
RESIDENT_TERM = timedelta(days=30)
STAFF_TERM = timedelta(hours=12)

_ENSURE = text("SELECT account_id, closed_at FROM ensure_account(:email, :locale, :now)")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A successful sign-in: the browser's new token, its expiry, and the page to open."""

    account_id: int
    token: str
    expires_at: datetime
    next_path: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of an address in a hromada; an officer's has a body."""

    hromada_id: int
    email: str
    role: Role
    body_id: int | None = None


def digest(token: str) -> bytes:
    """Return the hash of a random token, which is stored in its place."""
    return sha256(token.encode()).digest()


def request_sign_in(
    session: Session, email: str, *, next_path: str, locale: str, now: datetime
) -> int:
    """Queue a sign-in letter to the address; known and unknown ones are treated alike."""
    request_id = expect_sign_in(session, email, next_path=next_path, locale=locale, now=now)
    letter = OutboxEntry(f"sign-in:{request_id}", MAIL_FIRST, "sign-in", {"request_id": request_id})
    enqueue(session, [letter], now=now, of_hromada=False)
    return request_id


def expect_sign_in(
    session: Session, email: str, *, next_path: str, now: datetime, locale: str = "uk"
) -> int:
    """Record a sign-in request of the address; return its id."""
    request = SignInRequest(email=email, next_path=next_path, locale=locale, created_at=now)
    session.add(request)
    session.flush()
    return request.id


def issue_sign_in_token(session: Session, request_id: int, now: datetime) -> str | None:
    """Return the token for a letter about to be sent; None if the request has expired.

    Only its hash is kept. A letter sent again has a new token, which replaces the former.
    """
    token = token_urlsafe(TOKEN_BYTES)
    waiting = (
        update(SignInRequest)
        .where(
            SignInRequest.id == request_id,
            SignInRequest.used_at.is_(None),
            SignInRequest.created_at > now - SENDING_TERM,
        )
        .values(token_hash=digest(token), expires_at=now + LINK_TERM)
        .returning(SignInRequest.id)
    )
    return token if session.execute(waiting).first() else None


def sign_in_address(session: Session, token: str) -> str:
    """Return the address that wished to sign in by this token; the token alone opens it."""
    return str(session.scalar(select(func.sign_in_address(digest(token)))))


def redeem_sign_in(session: Session, token: str, *, now: datetime) -> SignedIn:
    """Sign in by a letter's token, once; the first time creates the account.

    Raises NotFound for a link that was used, has expired or was never sent; NotAllowed for an
    account that has been closed.
    """
    redeemed = session.execute(
        update(SignInRequest)
        .where(redeemable(token, now))
        .values(used_at=now)
        .returning(SignInRequest.locale, SignInRequest.next_path)
    ).one_or_none()
    if redeemed is None:
        raise NotFound("This sign-in link has been used or has expired.")
    email = sign_in_address(session, token)
    account_id = ensure_account(session, email, locale=redeemed.locale, now=now)
    return _open_session(session, account_id, next_path=redeemed.next_path, now=now)


def redeemable(token: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a letter's token is still valid."""
    return (
        (SignInRequest.token_hash == digest(token))
        & SignInRequest.used_at.is_(None)
        & (SignInRequest.expires_at > now)
    )


def ensure_account(session: Session, email: str, *, now: datetime, locale: str = "uk") -> int:
    """Return the id of the address's account, created if needed; raise NotAllowed if closed."""
    values = {"email": email, "locale": locale, "now": now}
    row = session.execute(_ENSURE, values).one()
    if row.closed_at is not None:
        raise NotAllowed("This account is closed. Write to the hromada's coordinator.")
    return int(row.account_id)


def _open_session(session: Session, account_id: int, *, next_path: str, now: datetime) -> SignedIn:
    token = token_urlsafe(TOKEN_BYTES)
    enter_account(session, account_id)
    expires_at = now + (STAFF_TERM if _is_staff(session, account_id) else RESIDENT_TERM)
    session.execute(update(Account).where(Account.id == account_id).values(signed_in_at=now))
    session.add(
        AccountSession(
            token_hash=digest(token), account_id=account_id, created_at=now, expires_at=expires_at
        )
    )
    return SignedIn(account_id, token, expires_at, next_path)


def _is_staff(session: Session, account_id: int) -> bool:
    grants = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id, RoleGrant.role.in_([*STAFF, Role.OPERATOR])
    )
    return session.execute(grants.limit(1)).first() is not None


def sign_out(session: Session, token: str) -> None:
    """End this browser's session; an unknown token is ignored."""
    session.execute(delete(AccountSession).where(AccountSession.token_hash == digest(token)))


def sign_out_everywhere(session: Session, account_id: int) -> None:
    """End the account's sessions in every browser."""
    session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))


def update_profile(session: Session, account_id: int, *, name: str, locale: str) -> None:
    """Update the account's name and language."""
    enter_account(session, account_id)
    session.execute(
        update(Account).where(Account.id == account_id).values(name=name, locale=locale)
    )


def grant_role(session: Session, grant: Grant, *, now: datetime) -> bool:
    """Grant the role, creating the account if needed; return whether it is new.

    Sessions opened for a resident's long term are shortened to that of staff.
    """
    account_id = ensure_account(session, grant.email, now=now)
    granted = session.execute(
        insert(RoleGrant)
        .values(
            hromada_id=grant.hromada_id,
            account_id=account_id,
            role=grant.role,
            body_id=grant.body_id,
            granted_at=now,
        )
        .on_conflict_do_nothing()
        .returning(RoleGrant.id)
    ).first()
    shorter = func.least(AccountSession.expires_at, now + STAFF_TERM)
    session.execute(
        update(AccountSession)
        .where(AccountSession.account_id == account_id)
        .values(expires_at=shorter)
    )
    return granted is not None


def revoke_role(session: Session, grant: Grant) -> None:
    """Revoke the role; raise NotFound if the account does not have it."""
    account_id = select(Account.id).where(Account.email == grant.email).scalar_subquery()
    revoked = session.execute(
        delete(RoleGrant)
        .where(
            RoleGrant.hromada_id == grant.hromada_id,
            RoleGrant.account_id == account_id,
            RoleGrant.role == grant.role,
            RoleGrant.body_id.is_not_distinct_from(grant.body_id),
        )
        .returning(RoleGrant.id)
    ).first()
    if revoked is None:
        raise NotFound("%(email)s does not hold this role here.", email=grant.email)
