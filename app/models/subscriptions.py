"""Supporters of reports, subscriptions to them, and what unconfirmed addresses were sent."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment


class Supporter(Base):
    """A person affected by the same problem, counted once for each report."""

    __tablename__ = "supporter"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        ForeignKeyConstraint(["hromada_id", "from_report_id"], ["report.hromada_id", "report.id"]),
    )

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(primary_key=True)
    # HMAC of the account or of the device's cookie.
    person_key: Mapped[bytes] = mapped_column(primary_key=True)
    created_at: Mapped[Moment]
    # The duplicate from which this supporter was copied, and which keeps its own.
    from_report_id: Mapped[int | None]


class Subscription(Base):
    """An e-mail address notified of a report: the reporter's or a follower's."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        UniqueConstraint("hromada_id", "report_id", "email"),
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        CheckConstraint("kind IN ('reporter', 'follower')", name="kind_known"),
        ForeignKeyConstraint(
            ["hromada_id", "source_id"],
            ["subscription.hromada_id", "subscription.id"],
            ondelete="SET NULL (source_id)",
        ),
        Index("subscription_email_idx", "email"),
        Index(
            "subscription_source_idx",
            "hromada_id",
            "source_id",
            postgresql_where=text("source_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    report_id: Mapped[int]
    email: Mapped[str]
    kind: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="uk")
    created_at: Mapped[Moment]
    # Whoever typed the address, nobody is notified before its owner has confirmed.
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # HMAC of the network from which an unconfirmed address was typed.
    network_key: Mapped[bytes | None]
    # The subscription to a duplicate from which this one to the original was copied.
    source_id: Mapped[int | None]


class ConfirmationLetter(Base):
    """A letter that asked an address to confirm, counted by HMACs of it and of who asked."""

    __tablename__ = "confirmation_letter"
    __table_args__ = (
        Index("confirmation_letter_address_idx", "address_key", "sent_at"),
        Index("confirmation_letter_network_idx", "network_key", "sent_at"),
    )

    id: Mapped[Id]
    address_key: Mapped[bytes]
    network_key: Mapped[bytes]
    sent_at: Mapped[Moment]


class RefusedAddress(Base):
    """An address that is not written to for this network: its owner said that it was not they."""

    __tablename__ = "refused_address"

    address_key: Mapped[bytes] = mapped_column(primary_key=True)
    network_key: Mapped[bytes] = mapped_column(primary_key=True)
    refused_at: Mapped[Moment]
