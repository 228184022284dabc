"""Reports, their events and photos."""

import uuid
from collections.abc import Set
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Sequence,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.statuses import ANSWERED, SET_ASIDE, Status
from app.models.base import Base, Id, Moment, Position

REPORT_NUMBER = Sequence("report_number_seq", metadata=Base.metadata)


def _among(statuses: Set[Status]) -> str:
    return f"status IN ({', '.join(repr(s.value) for s in Status if s in statuses)})"


def _newest(name: str, *keys: str, when: str, by: str = "updated_at") -> Index:
    ordered = (text(f"{by} DESC"), text("id DESC"))
    return Index(f"report_{name}_idx", *keys, *ordered, postgresql_where=text(when))


class Report(Base):
    """A problem reported at a point.

    ``description`` is the resident's text and never changes; ``public_text`` is the redacted
    text that pages show. The database computes ``public`` and ``colour`` from the status.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        UniqueConstraint("hromada_id", "number"),
        UniqueConstraint("hromada_id", "idempotency_key"),
        ForeignKeyConstraint(["hromada_id", "category_id"], ["category.hromada_id", "category.id"]),
        ForeignKeyConstraint(["hromada_id", "district_id"], ["district.hromada_id", "district.id"]),
        ForeignKeyConstraint(["hromada_id", "body_id"], ["body.hromada_id", "body.id"]),
        ForeignKeyConstraint(["hromada_id", "area_id"], ["area.hromada_id", "area.id"]),
        ForeignKeyConstraint(["hromada_id", "duplicate_of_id"], ["report.hromada_id", "report.id"]),
        CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
        CheckConstraint(
            "ST_X(point) BETWEEN 22 AND 41 AND ST_Y(point) BETWEEN 44 AND 53", name="in_ukraine"
        ),
        # The public lists, newest first.
        Index(
            "report_public_newest_idx",
            "hromada_id",
            text("submitted_at DESC"),
            text("id DESC"),
            postgresql_where=text("public"),
        ),
        # Index-only scans of counts by map cell and filter, and lists of reports in a box.
        Index(
            "report_map_idx",
            "hromada_id",
            "colour",
            "map_cell",
            postgresql_include=[
                *("id", "map_x", "map_y", "district_id", "category_id", "body_id", "status"),
                "submitted_at",
            ],
            postgresql_where=text("public"),
        ),
        # The staff's queues, oldest first.
        Index("report_queue_idx", "hromada_id", "status", "submitted_at", "id"),
        Index("report_body_idx", "hromada_id", "body_id", "status", "answer_due_at"),
        # The staff's lists, newest first.
        _newest("hidden", "hromada_id", when="hidden_at IS NOT NULL"),
        _newest("published", "hromada_id", by="published_at", when="published_at IS NOT NULL"),
        _newest("set_aside", "hromada_id", "status", when=_among(SET_ASIDE)),
        _newest("answered", "hromada_id", "body_id", when=_among(ANSWERED)),
        # Candidates for duplicates: one category near a point.
        Index(
            "report_open_point_idx",
            "category_id",
            "point",
            postgresql_using="gist",
            postgresql_where=text("public AND colour <> 'closed'"),
        ),
        Index(
            "report_duplicate_of_idx",
            "hromada_id",
            "duplicate_of_id",
            postgresql_where=text("duplicate_of_id IS NOT NULL"),
        ),
        Index("report_account_idx", "account_id", postgresql_where=text("account_id IS NOT NULL")),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    number: Mapped[int] = mapped_column(server_default=REPORT_NUMBER.next_value())
    public_id: Mapped[uuid.UUID] = mapped_column(server_default=text("gen_random_uuid()"))
    status: Mapped[str] = mapped_column(server_default=Status.SUBMITTED)
    # A trigger writes both.
    colour: Mapped[str] = mapped_column(FetchedValue(), FetchedValue(for_update=True))
    public: Mapped[bool] = mapped_column(FetchedValue(), FetchedValue(for_update=True))
    category_id: Mapped[int]
    point: Mapped[Position]
    # The point in Web Mercator, in cells of zoom 24 from the north-west, and their Morton code;
    # a trigger writes them.
    map_x: Mapped[int] = mapped_column(Integer, FetchedValue(), deferred=True)
    map_y: Mapped[int] = mapped_column(Integer, FetchedValue(), deferred=True)
    map_cell: Mapped[int] = mapped_column(FetchedValue(), deferred=True)
    address: Mapped[str] = mapped_column(server_default="")
    description: Mapped[str]
    public_text: Mapped[str]
    # For those who work with the report, never on public pages.
    private_note: Mapped[str] = mapped_column(server_default="")
    locale: Mapped[str] = mapped_column(server_default="uk")
    channel: Mapped[str] = mapped_column(server_default="web")
    district_id: Mapped[int | None]
    body_id: Mapped[int | None]
    area_id: Mapped[int | None]
    # The routing decision as it was made: reason, deciding rule, winner, rivals.
    routing: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    sensitive: Mapped[bool] = mapped_column(server_default="false")
    hidden_at: Mapped[datetime | None]
    duplicate_of_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # Counted supports; and those of them with a confirmed address, which thresholds go by.
    supporters: Mapped[int] = mapped_column(server_default="0")
    confirmed_supporters: Mapped[int] = mapped_column(server_default="0")
    submitted_at: Mapped[Moment]
    published_at: Mapped[datetime | None]
    routed_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    updated_at: Mapped[Moment]
    moderation_due_at: Mapped[datetime | None]
    accept_due_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    # Until when the resident may answer a moderator's question; the coordinator, an appeal.
    reply_due_at: Mapped[datetime | None]
    appeal_due_at: Mapped[datetime | None]
    planned_for: Mapped[date | None]
    idempotency_key: Mapped[str | None]
    # SHA-256 of the submission: the same key with other content is refused.
    idempotency_digest: Mapped[bytes | None]


class ReportEvent(Base):
    """An event of a report: timeline, audit log and the cause of letters. Append-only."""

    __tablename__ = "report_event"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        Index("report_event_report_idx", "report_id", "id"),
        # A refusal is answered once.
        Index(
            "report_event_appeal_idx",
            "report_id",
            unique=True,
            postgresql_where=text("action = 'appeal'"),
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    report_id: Mapped[int]
    at: Mapped[Moment]
    action: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str | None]
    role: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # The text of the public timeline; ``details`` are internal.
    note: Mapped[str] = mapped_column(server_default="")
    public: Mapped[bool] = mapped_column(server_default="true")
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class ReportTransition(Base):
    """The transitions of app/domain/lifecycle.py, by which the database checks every event.

    ``from_status`` is '' for the first event and '*' for actions that keep the status.
    """

    __tablename__ = "report_transition"
    __table_args__ = (PrimaryKeyConstraint("from_status", "action", "to_status", "role"),)

    from_status: Mapped[str]
    action: Mapped[str]
    to_status: Mapped[str]
    role: Mapped[str]


class ReportPhoto(Base):
    """A photo of the problem or of its solution; served only once re-encoded (``ready``)."""

    __tablename__ = "report_photo"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        CheckConstraint("state IN ('pending', 'ready', 'refused')", name="state_known"),
        CheckConstraint("kind IN ('problem', 'answer')", name="kind_known"),
        Index("report_photo_report_idx", "report_id", "position"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    report_id: Mapped[int]
    kind: Mapped[str] = mapped_column(server_default="problem")
    # The random key of its files in storage.
    storage_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(server_default="pending")
    width: Mapped[int | None]
    height: Mapped[int | None]
    # A perceptual hash: similar photos differ in few of its 64 bits.
    look: Mapped[int | None]
    position: Mapped[int] = mapped_column(server_default="0")
    hidden_at: Mapped[datetime | None]
    created_at: Mapped[Moment]
