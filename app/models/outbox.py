"""The transactional outbox: a row for each letter to send or photo to re-encode."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment


class Outbox(Base):
    """An entry written in the transaction that caused it; ids only, no personal data.

    ``next_at`` is both the time of the next attempt and the end of the current lease.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "outbox_due_idx",
            "queue",
            "hromada_id",
            "next_at",
            "id",
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    # NULL for entries of no hromada (sign-in letters).
    hromada_id: Mapped[int | None] = mapped_column(ForeignKey("hromada.id"))
    key: Mapped[str] = mapped_column(unique=True)
    queue: Mapped[str]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[Moment]
    next_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(server_default="0")
    last_error: Mapped[str] = mapped_column(server_default="")
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
