"""How a hromada's files name our columns: remembered from import to import."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id


class ColumnMapping(Base):
    """A heading of a hromada's files of a subject, and our column; '' for one that holds none."""

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("hromada_id", "subject", "heading"),)

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    subject: Mapped[str]
    heading: Mapped[str]
    ours: Mapped[str] = mapped_column(server_default="")
    used_at: Mapped[datetime]
