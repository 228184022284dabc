"""What scheduled jobs could not do."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment


class JobFailure(Base):
    """One thing with which a scheduled job of a hromada fails; ids only, no personal data.

    ``number`` is that of a report or notice, the id of a draft, or 0 for the whole hromada.
    """

    __tablename__ = "job_failure"
    __table_args__ = (UniqueConstraint("hromada_id", "job", "subject", "number"),)

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    job: Mapped[str]
    subject: Mapped[str]
    number: Mapped[int]
    error: Mapped[str]
    attempts: Mapped[int]
    first_at: Mapped[Moment]
    last_at: Mapped[Moment]
    next_at: Mapped[Moment]
