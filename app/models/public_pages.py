"""Texts of a hromada's own pages, version by version."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id


class HromadaPage(Base):
    """A version of a page's text, as Markdown; the highest version is the one shown.

    ``ours``: the hromada returned to the program's own text.
    """

    __tablename__ = "hromada_page"
    __table_args__ = (
        UniqueConstraint("hromada_id", "page", "version"),
        CheckConstraint("ours OR text_uk <> ''", name="words"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    page: Mapped[str]
    version: Mapped[int]
    ours: Mapped[bool] = mapped_column(server_default="false")
    text_uk: Mapped[str] = mapped_column(server_default="")
    text_en: Mapped[str] = mapped_column(server_default="")
    written_at: Mapped[datetime]
    written_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
