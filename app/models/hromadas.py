"""Hromadas, the tenants, and what each has decided for itself.

``hromada`` is the directory of tenants, readable by all.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Polygons, Position


class Hromada(Base):
    """A territorial community: the tenant, keyed by its KATOTTG code."""

    __tablename__ = "hromada"
    __table_args__ = (
        Index("hromada_boundary_idx", "boundary", postgresql_using="gist"),
        CheckConstraint("slug ~ '^[a-z0-9][a-z0-9-]*$'", name="slug_form"),
    )

    id: Mapped[Id]
    katottg: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name_uk: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    oblast_uk: Mapped[str] = mapped_column(server_default="")
    oblast_en: Mapped[str] = mapped_column(server_default="")
    raion_uk: Mapped[str] = mapped_column(server_default="")
    population: Mapped[int | None]
    boundary: Mapped[Polygons]
    # The initial centre of the map: the town, not always the middle of the territory.
    centre: Mapped[Position]
    zoom: Mapped[float] = mapped_column(server_default="12")
    served: Mapped[bool] = mapped_column(server_default="false")
    # Served before everything that must be there was there: every page says so.
    unready: Mapped[bool] = mapped_column(server_default="false")
    opened_at: Mapped[datetime | None]
    demo: Mapped[bool] = mapped_column(server_default="false")
    introduction_uk: Mapped[str] = mapped_column(server_default="")
    introduction_en: Mapped[str] = mapped_column(server_default="")
    hotline: Mapped[str] = mapped_column(server_default="")
    contact_email: Mapped[str] = mapped_column(server_default="")
    contact_phone: Mapped[str] = mapped_column(server_default="")
    contact_address: Mapped[str] = mapped_column(server_default="")
    # The coat of arms or mark, kept among the photos; '' for ours.
    logo_key: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Moment]


class HromadaSetting(Base):
    """A hromada's own term or switch from a date on; the latest started one is in force."""

    __tablename__ = "hromada_setting"

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(primary_key=True)
    value: Mapped[str]
    # The decision that set it, as the council names it.
    decision: Mapped[str] = mapped_column(server_default="")
    set_at: Mapped[datetime | None]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class HromadaAlias(Base):
    """A slug that a hromada had before: its addresses lead to those of today."""

    __tablename__ = "hromada_alias"
    __table_args__ = (Index("hromada_alias_hromada_idx", "hromada_id"),)

    slug: Mapped[str] = mapped_column(primary_key=True)
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    created_at: Mapped[Moment]


class TrialLetter(Base):
    """A letter that a coordinator sent to try the mail; ``arrived_at`` is when it was answered."""

    __tablename__ = "trial_letter"
    __table_args__ = (Index("trial_letter_hromada_idx", "hromada_id"),)

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    arrived_at: Mapped[datetime | None]
