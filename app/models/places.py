"""Hromadas, and their districts, bodies, categories and areas of responsibility.

``hromada`` is the directory of tenants, readable by all. Rows of every other table are visible
only in a transaction that has entered their hromada (row-level security).
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Polygons, Position, Shape


def _of_hromada() -> Mapped[int]:
    return mapped_column(ForeignKey("hromada.id"))


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
    # The boundary as SVG path data on the country's drawing; the database makes it.
    drawn: Mapped[str] = mapped_column(FetchedValue(), deferred=True)
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


class BasemapFeature(Base):
    """A feature of the built-in basemap, used where no external one is configured."""

    __tablename__ = "basemap_feature"
    __table_args__ = (
        Index("basemap_feature_shape_idx", "shape", postgresql_using="gist"),
        CheckConstraint(
            "layer IN ('landuse', 'green', 'water', 'building', 'street', 'place')",
            name="layer_known",
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = _of_hromada()
    layer: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    name_uk: Mapped[str] = mapped_column(server_default="")
    name_en: Mapped[str] = mapped_column(server_default="")
    # The lowest zoom at which the feature is drawn.
    min_zoom: Mapped[int] = mapped_column(server_default="0")
    shape: Mapped[Shape]
