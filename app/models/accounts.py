"""Accounts, their roles by hromada, their sign-in sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment


class Account(Base):
    """A person with a confirmed e-mail address (stored in lower case)."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(server_default="")
    locale: Mapped[str] = mapped_column(server_default="uk")
    created_at: Mapped[Moment]
    disabled_at: Mapped[datetime | None]
    # The last time, in any browser.
    signed_in_at: Mapped[datetime | None]


class RoleGrant(Base):
    """A role of an account in a hromada; an officer's grant names the body."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint(
            "hromada_id", "account_id", "role", "body_id", postgresql_nulls_not_distinct=True
        ),
        ForeignKeyConstraint(["hromada_id", "body_id"], ["body.hromada_id", "body.id"]),
        CheckConstraint("(role = 'officer') = (body_id IS NOT NULL)", name="officer_has_body"),
        Index("role_grant_account_idx", "account_id"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]
    body_id: Mapped[int | None]
    granted_at: Mapped[Moment]


class AccountSession(Base):
    """A signed-in browser, keyed by the hash of its cookie."""

    __tablename__ = "account_session"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class SignInRequest(Base):
    """A request for a sign-in link; the letter's token is stored only as a hash."""

    __tablename__ = "sign_in_request"
    __table_args__ = (Index("sign_in_request_token_idx", "token_hash", unique=True),)

    id: Mapped[Id]
    email: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="uk")
    # Where to redirect after signing in: a local path.
    next_path: Mapped[str] = mapped_column(server_default="/account/")
    token_hash: Mapped[bytes | None]
    created_at: Mapped[Moment]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
