"""Official notices on the map that explain reports: an area, a period, categories."""

from datetime import datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Piece, Polygons


def _of_hromada(*, key: bool = False) -> Mapped[int]:
    return mapped_column(ForeignKey("hromada.id"), primary_key=key)


# Python has no dates before the year 1 or after 9999.
_IN_CENTURY = (
    "starts_at >= '2000-01-01Z' AND starts_at < '2100-01-01Z' AND ends_at <= '2100-01-01Z'"
)


class Notice(Base):
    """A notice of an outage, a closed road or works, which residents would otherwise report.

    ``ends_at`` is the announced end, ``ended_at`` when it was ended and followers were notified.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        ForeignKeyConstraint(["hromada_id", "body_id"], ["body.hromada_id", "body.id"]),
        CheckConstraint("ends_at > starts_at", name="period"),
        CheckConstraint(_IN_CENTURY, name="century"),
        Index("notice_period_idx", "hromada_id", "starts_at"),
        Index(
            "notice_running_idx", "hromada_id", "ends_at", postgresql_where=text("ended_at IS NULL")
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    body_id: Mapped[int | None]
    title_uk: Mapped[str]
    title_en: Mapped[str] = mapped_column(server_default="")
    words_uk: Mapped[str]
    words_en: Mapped[str] = mapped_column(server_default="")
    # The legal act of the decision.
    decision: Mapped[str] = mapped_column(server_default="")
    everything: Mapped[bool] = mapped_column(server_default="false")
    boundary: Mapped[Polygons]
    starts_at: Mapped[Moment]
    ends_at: Mapped[datetime | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    ended_at: Mapped[datetime | None]
    closing_uk: Mapped[str] = mapped_column(server_default="")
    closing_en: Mapped[str] = mapped_column(server_default="")


class NoticeCategory(Base):
    """A leaf or a group whose reports the notice explains."""

    __tablename__ = "notice_category"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "notice_id"], ["notice.hromada_id", "notice.id"]),
        ForeignKeyConstraint(["hromada_id", "category_id"], ["category.hromada_id", "category.id"]),
    )

    hromada_id: Mapped[int] = _of_hromada(key=True)
    notice_id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(primary_key=True)


class NoticeVersion(Base):
    """A notice's content before a change; ``sides`` names what the change touched.

    ``categories`` are codes; none means everything.
    """

    __tablename__ = "notice_version"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "notice_id"], ["notice.hromada_id", "notice.id"]),
        Index("notice_version_notice_idx", "hromada_id", "notice_id", "id"),
        CheckConstraint(_IN_CENTURY, name="century"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    notice_id: Mapped[int]
    changed_at: Mapped[Moment]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sides: Mapped[list[str]] = mapped_column(ARRAY(String))
    title_uk: Mapped[str]
    title_en: Mapped[str]
    words_uk: Mapped[str]
    words_en: Mapped[str]
    decision: Mapped[str]
    categories: Mapped[list[str]] = mapped_column(ARRAY(String))
    boundary: Mapped[Polygons]
    starts_at: Mapped[Moment]
    ends_at: Mapped[datetime | None]


class NoticePiece(Base):
    """A part of the area with few vertices, for fast point lookups."""

    __tablename__ = "notice_piece"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "notice_id"], ["notice.hromada_id", "notice.id"]),
        Index("notice_piece_piece_idx", "piece", postgresql_using="gist"),
        Index("notice_piece_notice_idx", "hromada_id", "notice_id"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    notice_id: Mapped[int]
    piece: Mapped[Piece]


class ReportNotice(Base):
    """A report that a notice explains; a trigger links new reports."""

    __tablename__ = "report_notice"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "notice_id"], ["notice.hromada_id", "notice.id"]),
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        Index("report_notice_report_idx", "hromada_id", "report_id"),
    )

    hromada_id: Mapped[int] = _of_hromada(key=True)
    notice_id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(primary_key=True)
    linked_at: Mapped[Moment]


class NoticeSubscription(Base):
    """An address notified when the notice changes or ends, once it is confirmed."""

    __tablename__ = "notice_subscription"
    __table_args__ = (
        UniqueConstraint("hromada_id", "notice_id", "email"),
        ForeignKeyConstraint(["hromada_id", "notice_id"], ["notice.hromada_id", "notice.id"]),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    notice_id: Mapped[int]
    email: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="uk")
    created_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    network_key: Mapped[bytes | None]
