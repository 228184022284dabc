"""Counts of public reports by map cell: derived from ``report``, written by triggers and jobs.

``report`` itself has each report's cell (``map_x``, ``map_y``, ``map_cell``).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class CountDelta(Base):
    """A public report added (sign 1) or removed (-1), not merged yet; 0: only its text changed."""

    __tablename__ = "count_delta"
    __table_args__ = (PrimaryKeyConstraint("hromada_id", "id"),)

    hromada_id: Mapped[int]
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    sign: Mapped[int] = mapped_column(SmallInteger)
    report_id: Mapped[int] = mapped_column(server_default="0")
    map_cell: Mapped[int] = mapped_column(server_default="0")
    map_x: Mapped[int] = mapped_column(Integer, server_default="0")
    map_y: Mapped[int] = mapped_column(Integer, server_default="0")
    district_id: Mapped[int] = mapped_column(server_default="0")
    category_id: Mapped[int] = mapped_column(server_default="0")
    body_id: Mapped[int] = mapped_column(server_default="0")
    status: Mapped[str] = mapped_column(server_default="")
    colour: Mapped[str] = mapped_column(server_default="")
    submitted_at: Mapped[datetime] = mapped_column(server_default=text("'-infinity'"))


class CellCount(Base):
    """Public reports in a cell by district and colour; level 0 is the whole hromada.

    The sums of coordinates and ids give the mean point, and the id of a single report.
    """

    __tablename__ = "cell_count"
    __table_args__ = (PrimaryKeyConstraint("hromada_id", "level", "cell", "district_id", "colour"),)

    hromada_id: Mapped[int]
    level: Mapped[int] = mapped_column(SmallInteger)
    cell: Mapped[int]
    # 0: in no district.
    district_id: Mapped[int]
    colour: Mapped[str]
    total: Mapped[int] = mapped_column(Integer)
    sum_x: Mapped[int]
    sum_y: Mapped[int]
    sum_id: Mapped[int]


class FacetCount(Base):
    """The same by the facets of filters, in hromadas that are ``faceted``.

    Facet 1 has a row a month (key 0), 2 a leaf category, 3 a leaf category and month, 4 a body,
    5 a status, 6 a leaf category and body.
    """

    __tablename__ = "facet_count"
    __table_args__ = (
        PrimaryKeyConstraint(
            *("hromada_id", "facet", "level", "key", "cell", "district_id", "colour", "month")
        ),
    )

    hromada_id: Mapped[int]
    facet: Mapped[int] = mapped_column(SmallInteger)
    level: Mapped[int] = mapped_column(SmallInteger)
    # The id of a category or body, the number of a status; of facet 6 both ids, 32 bits each.
    key: Mapped[int]
    cell: Mapped[int]
    district_id: Mapped[int]
    colour: Mapped[str]
    # Months since year 0 (Europe/Kyiv); 0 in facets without months.
    month: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    sum_x: Mapped[int]
    sum_y: Mapped[int]
    sum_id: Mapped[int]


class HromadaCount(Base):
    """A hromada's public totals by colour, and the number of changes of its map."""

    __tablename__ = "hromada_count"

    hromada_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int] = mapped_column(server_default="0")
    # Whether the hromada is large enough to have facet_count rows.
    faceted: Mapped[bool] = mapped_column(server_default="false")
    open: Mapped[int] = mapped_column(server_default="0")
    progress: Mapped[int] = mapped_column(server_default="0")
    closed: Mapped[int] = mapped_column(server_default="0")


class StatisticsSnapshot(Base):
    """What residents are shown of a hromada's work: counts as of ``made_at``, one a day."""

    __tablename__ = "statistics_snapshot"

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    made_at: Mapped[Moment]
    content: Mapped[dict[str, Any]]
