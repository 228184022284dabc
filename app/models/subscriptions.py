"""Supporters of reports, subscriptions, who asks for a hromada, and what addresses were sent."""

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
    """A person affected by the same problem, counted once for each report.

    Keys are HMACs, by which a person is recognised and not named. The network's is good for a day
    and deleted after it.
    """

    __tablename__ = "supporter"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        ForeignKeyConstraint(["hromada_id", "from_report_id"], ["report.hromada_id", "report.id"]),
        CheckConstraint("kind IN ('device', 'email', 'account')", name="kind_known"),
        CheckConstraint("state IN ('counted', 'suspected', 'refused')", name="state_known"),
        Index(
            "supporter_network_idx",
            "hromada_id",
            "network_key",
            postgresql_where=text("network_key IS NOT NULL"),
        ),
        Index(
            "supporter_suspected_idx",
            "hromada_id",
            "report_id",
            postgresql_where=text("state = 'suspected'"),
        ),
    )

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(primary_key=True)
    # Of the confirmed address, with an account or without one; else of the device.
    person_key: Mapped[bytes] = mapped_column(primary_key=True)
    created_at: Mapped[Moment]
    # The duplicate from which this supporter was copied, and which keeps its own.
    from_report_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(server_default="device")
    state: Mapped[str] = mapped_column(server_default="counted")
    # The browser that it was given from, which need not be asked twice.
    device_key: Mapped[bytes | None]
    network_key: Mapped[bytes | None]


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
    # HMAC of the network from which the address was typed, until it confirms what that asked for.
    network_key: Mapped[bytes | None]
    # The subscription to a duplicate from which this one to the original was copied.
    source_id: Mapped[int | None]
    # The address's key and the browser's that asked: what confirming makes of their support.
    person_key: Mapped[bytes | None]
    device_key: Mapped[bytes | None]
    # Confirming the address gives a support; else it only confirms the one given before.
    supports: Mapped[bool] = mapped_column(server_default="false")


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


class HromadaRequest(Base):
    """Somebody who asked for a hromada that is not served: a browser, or an address.

    Keys are HMACs. An address counts once it has confirmed; it is erased when its letter has gone.
    """

    __tablename__ = "hromada_request"
    __table_args__ = (UniqueConstraint("hromada_id", "person_key"),)

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    person_key: Mapped[bytes]
    device_key: Mapped[bytes | None]
    email: Mapped[str] = mapped_column(server_default="")
    locale: Mapped[str] = mapped_column(server_default="uk")
    by_address: Mapped[bool]
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None]
    # When the letter that the hromada is open was queued; the row goes with it.
    told_at: Mapped[datetime | None]
    network_key: Mapped[bytes | None]
