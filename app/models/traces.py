"""What staff did with roles, read of personal data, and changed in the directory."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment


class StaffTrace(Base):
    """A role given or taken, or a page with personal data read; by ids alone, never changed.

    ``actor_id`` is null for the command line. ``page`` is an endpoint, ``number`` its report.
    """

    __tablename__ = "staff_trace"
    __table_args__ = (
        CheckConstraint("kind IN ('role-granted', 'role-revoked', 'read')", name="kind"),
        Index("staff_trace_newest_idx", "hromada_id", text("id DESC")),
        Index("staff_trace_actor_idx", "hromada_id", "actor_id", "at"),
        Index(
            "staff_trace_account_idx",
            "hromada_id",
            "account_id",
            postgresql_where=text("account_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str | None]
    body_id: Mapped[int | None]
    page: Mapped[str | None]
    number: Mapped[int | None]


class DirectoryChange(Base):
    """A change of a body, a category, an area, a district, a term or the hromada; never changed.

    Triggers write it, whichever program makes the change. ``subject`` is a table; ``before`` and
    ``after`` have the columns that differ, a boundary as its hash. ``actor_id`` is null for the
    command line.
    """

    __tablename__ = "directory_change"
    __table_args__ = (
        CheckConstraint("kind IN ('added', 'changed', 'removed')", name="kind"),
        Index("directory_change_newest_idx", "hromada_id", text("id DESC")),
        Index("directory_change_actor_idx", "hromada_id", "actor_id"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    at: Mapped[Moment]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    name_uk: Mapped[str]
    name_en: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
