"""Where new reports came from, for a day, and those that repeat their sender's words."""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class ReportOrigin(Base):
    """The network of a new report, as a keyed hash of the day; deleted within a day."""

    __tablename__ = "report_origin"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        Index("report_origin_network_idx", "hromada_id", "network_key", "created_at"),
    )

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(primary_key=True)
    network_key: Mapped[bytes]
    created_at: Mapped[Moment]


class ReportAlike(Base):
    """A report in nearly the words of an earlier one, from the same network or address."""

    __tablename__ = "report_alike"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "report_id"], ["report.hromada_id", "report.id"]),
        ForeignKeyConstraint(["hromada_id", "earlier_id"], ["report.hromada_id", "report.id"]),
        Index("report_alike_earlier_idx", "hromada_id", "earlier_id"),
    )

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(primary_key=True)
    earlier_id: Mapped[int] = mapped_column(primary_key=True)
