"""Versions of districts and bodies, and drafts of boundaries.

``district`` and ``body`` have the current state; triggers write a version whenever they change.
Areas of responsibility are versions themselves: see app/models/places.py.
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

from app.models.base import Base, Id, Moment, Polygons

_VALIDITY = "valid_to IS NULL OR valid_to > valid_from"


class DistrictVersion(Base):
    """A district between two moments; the last version is in force."""

    __tablename__ = "district_version"
    __table_args__ = (
        UniqueConstraint("hromada_id", "district_id", "version"),
        ForeignKeyConstraint(["hromada_id", "district_id"], ["district.hromada_id", "district.id"]),
        CheckConstraint(_VALIDITY, name="validity"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    district_id: Mapped[int]
    version: Mapped[int]
    name_uk: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    boundary: Mapped[Polygons]
    decision: Mapped[str]
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None]


class BodyVersion(Base):
    """A body's name and whether it was active, between two moments."""

    __tablename__ = "body_version"
    __table_args__ = (
        UniqueConstraint("hromada_id", "body_id", "version"),
        ForeignKeyConstraint(["hromada_id", "body_id"], ["body.hromada_id", "body.id"]),
        CheckConstraint(_VALIDITY, name="validity"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    body_id: Mapped[int]
    version: Mapped[int]
    name_uk: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    active: Mapped[bool]
    decision: Mapped[str]
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None]


class BoundaryDraft(Base):
    """A change of areas, districts or the outline: reviewed, then applied or discarded."""

    __tablename__ = "boundary_draft"
    __table_args__ = (
        CheckConstraint("kind IN ('areas', 'districts', 'outline')", name="kind_known"),
        CheckConstraint("applied_at IS NULL OR discarded_at IS NULL", name="one_fate"),
        CheckConstraint("(applied_at IS NULL) = (starts_at IS NULL)", name="applied_from"),
        Index("boundary_draft_newest_idx", "hromada_id", text("id DESC")),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    kind: Mapped[str]
    title: Mapped[str]
    # Whether areas or districts absent from the draft end.
    whole: Mapped[bool] = mapped_column(server_default="false")
    # The rows as imports read them: see app/operations/boundaries/rows.py.
    rows: Mapped[list[Any]]
    notes: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[Moment]
    discarded_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    # Whether open reports are re-routed by the new boundaries, and the reason given for it.
    reroutes: Mapped[bool] = mapped_column(server_default="false")
    reason: Mapped[str] = mapped_column(server_default="")
    in_force_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
