"""Districts, bodies, categories and areas of responsibility.

Their rows are visible only in a transaction that has entered their hromada (row-level security).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Polygons, Position
from app.models.hromadas import Hromada as Hromada
from app.models.hromadas import HromadaSetting as HromadaSetting


def _of_hromada() -> Mapped[int]:
    return mapped_column(ForeignKey("hromada.id"))


class District(Base):
    """An administrative part of a hromada; reports are clustered and counted by it."""

    __tablename__ = "district"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        UniqueConstraint("hromada_id", "code"),
        Index("district_boundary_idx", "boundary", postgresql_using="gist"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    code: Mapped[str]
    name_uk: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    population: Mapped[int | None]
    boundary: Mapped[Polygons]
    label_point: Mapped[Position]
    decision: Mapped[str] = mapped_column(server_default="")
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None]


class Body(Base):
    """An executive body: a department, utility or service that answers reports."""

    __tablename__ = "body"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        UniqueConstraint("hromada_id", "code"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    code: Mapped[str]
    name_uk: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    head_email: Mapped[str] = mapped_column(server_default="")
    active: Mapped[bool] = mapped_column(server_default="true")
    decision: Mapped[str] = mapped_column(server_default="")
    valid_from: Mapped[datetime] = mapped_column(server_default=text("now()"))
    valid_to: Mapped[datetime | None]


class Category(Base):
    """A category of problems: a group (no parent) or a leaf; reports have leaves."""

    __tablename__ = "category"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        UniqueConstraint("hromada_id", "code"),
        ForeignKeyConstraint(["hromada_id", "parent_id"], ["category.hromada_id", "category.id"]),
        ForeignKeyConstraint(["hromada_id", "default_body_id"], ["body.hromada_id", "body.id"]),
        CheckConstraint("target_hours >= 0 AND legal_days >= 0", name="terms"),
        CheckConstraint("emergency BETWEEN 0 AND 2", name="emergency_level"),
        CheckConstraint("accept_hours BETWEEN 0 AND target_hours", name="acceptance"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    code: Mapped[str]
    parent_id: Mapped[int | None]
    name_uk: Mapped[str]
    name_en: Mapped[str]
    default_body_id: Mapped[int | None]
    # 0 no hurry, 1 urgent, 2 a threat to life: the hotline is shown first.
    emergency: Mapped[int] = mapped_column(server_default="0")
    hotline: Mapped[str] = mapped_column(server_default="")
    target_hours: Mapped[int] = mapped_column(server_default="720")
    legal_days: Mapped[int] = mapped_column(server_default="30")
    basis: Mapped[str] = mapped_column(server_default="")
    wants_photo: Mapped[bool] = mapped_column(server_default="false")
    seasonal: Mapped[bool] = mapped_column(server_default="false")
    wartime: Mapped[bool] = mapped_column(server_default="false")
    hide_on_map: Mapped[bool] = mapped_column(server_default="false")
    personal: Mapped[bool] = mapped_column(server_default="false")
    proposal: Mapped[bool] = mapped_column(server_default="false")
    hazard: Mapped[bool] = mapped_column(server_default="false")
    health: Mapped[bool] = mapped_column(server_default="false")
    # Within how many metres and days a report may be about the same problem.
    duplicate_radius_m: Mapped[int] = mapped_column(server_default="100")
    duplicate_days: Mapped[int] = mapped_column(server_default="365")
    position: Mapped[int] = mapped_column(server_default="0")
    active: Mapped[bool] = mapped_column(server_default="true")
    # Within how many hours a body accepts; None for the hromada's working days.
    accept_hours: Mapped[int | None]
    # Words by which residents find it; None for those that come with its code.
    search_words: Mapped[str | None]


class CategoryChange(Base):
    """Values that a category gets on a later day; reports keep the terms that they have by then."""

    __tablename__ = "category_change"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "category_id"], ["category.hromada_id", "category.id"]),
        CheckConstraint("withdrawn_at IS NULL OR in_force_at IS NULL", name="one_fate"),
        Index(
            "category_change_waiting_idx",
            "hromada_id",
            "category_id",
            postgresql_where=text("withdrawn_at IS NULL AND in_force_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    category_id: Mapped[int]
    starts_at: Mapped[Moment]
    values: Mapped[dict[str, Any]]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None]
    in_force_at: Mapped[datetime | None]


class Area(Base):
    """One version of an area of responsibility: polygon, categories, body, validity, decision.

    A version is never rewritten: a report keeps the version that routed it.
    """

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("hromada_id", "id"),
        UniqueConstraint("hromada_id", "code", "version"),
        ForeignKeyConstraint(["hromada_id", "body_id"], ["body.hromada_id", "body.id"]),
        Index("area_boundary_idx", "boundary", postgresql_using="gist"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    code: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    name_uk: Mapped[str]
    name_en: Mapped[str] = mapped_column(server_default="")
    body_id: Mapped[int]
    everything: Mapped[bool] = mapped_column(server_default="false")
    # It follows the outline of the hromada: nobody draws it.
    whole_hromada: Mapped[bool] = mapped_column(server_default="false")
    priority: Mapped[int] = mapped_column(server_default="0")
    boundary: Mapped[Polygons]
    # Square metres on the ellipsoid, stored because every routing decision ranks by it.
    area_m2: Mapped[float]
    decision: Mapped[str] = mapped_column(server_default="")
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None]


class AreaCategory(Base):
    """A leaf or a group that an area of responsibility includes."""

    __tablename__ = "area_category"
    __table_args__ = (
        ForeignKeyConstraint(["hromada_id", "area_id"], ["area.hromada_id", "area.id"]),
        ForeignKeyConstraint(["hromada_id", "category_id"], ["category.hromada_id", "category.id"]),
    )

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[int] = mapped_column(primary_key=True)


class MaskedZone(Base):
    """A place whose reports are hidden from the public map; rows end but are never deleted."""

    __tablename__ = "masked_zone"
    __table_args__ = (
        Index("masked_zone_boundary_idx", "boundary", postgresql_using="gist"),
        CheckConstraint("ended_at >= created_at", name="ended_after"),
        CheckConstraint("shown_at >= ended_at", name="shown_after"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    boundary: Mapped[Polygons]
    reason: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[Moment]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # Reports of an ended zone stay hidden until it is shown.
    shown_at: Mapped[datetime | None]
    shown_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # Numbers of reports hidden when drawn, kept hidden when ended, and shown again.
    hid_reports: Mapped[int] = mapped_column(server_default="0")
    kept_reports: Mapped[int] = mapped_column(server_default="0")
    shown_reports: Mapped[int] = mapped_column(server_default="0")
