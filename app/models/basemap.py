"""The built-in basemap of a hromada: its features, what low zooms draw of them, its sources."""

from datetime import datetime
from typing import Annotated, Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Id, Moment, Shape

# In metres of Web Mercator, as maps are drawn.
MercatorShape = Annotated[Any, mapped_column(Geometry("GEOMETRY", srid=3857, spatial_index=False))]


class BasemapFeature(Base):
    """A feature of the built-in basemap; docs/basemap.md lists layers, kinds, classes."""

    __tablename__ = "basemap_feature"
    __table_args__ = (
        Index("basemap_feature_shape_idx", "shape", postgresql_using="gist"),
        Index("basemap_feature_source_idx", "hromada_id", "source"),
        # What people look for by name.
        Index(
            "basemap_feature_named_idx",
            "hromada_id",
            postgresql_where=text("name_uk <> '' AND layer IN ('building', 'place')"),
        ),
        CheckConstraint(
            "layer IN ('landuse', 'green', 'water', 'building', 'street', 'place')",
            name="layer_known",
        ),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    layer: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    # What OpenStreetMap calls a street, a railway or a waterway: finer than its kind.
    class_: Mapped[str] = mapped_column("class", server_default="")
    name_uk: Mapped[str] = mapped_column(server_default="")
    name_en: Mapped[str] = mapped_column(server_default="")
    # The lowest zoom at which the feature is drawn.
    min_zoom: Mapped[int] = mapped_column(server_default="0")
    shape: Mapped[Shape]
    # The source that drew it: an import replaces what its own source drew.
    source: Mapped[str] = mapped_column(server_default="drawn")


class BasemapOverview(Base):
    """What is drawn up to a zoom: features merged, simplified and chosen when they are imported."""

    __tablename__ = "basemap_overview"
    __table_args__ = (
        Index("basemap_overview_shape_idx", "hromada_id", "zoom", "shape", postgresql_using="gist"),
    )

    id: Mapped[Id]
    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"))
    # The highest zoom that draws it; lower ones do down to the next lower in the table.
    zoom: Mapped[int]
    layer: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="")
    class_: Mapped[str] = mapped_column("class", server_default="")
    name_uk: Mapped[str] = mapped_column(server_default="")
    name_en: Mapped[str] = mapped_column(server_default="")
    shape: Mapped[MercatorShape]


class BasemapSource(Base):
    """What a source gave to a hromada's map, whom to name for it, and how new its data are."""

    __tablename__ = "basemap_source"

    hromada_id: Mapped[int] = mapped_column(ForeignKey("hromada.id"), primary_key=True)
    # openstreetmap; drawn, for what we drew; else the name of a file of layers.
    source: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(server_default="")
    # Shown wherever the map is; '' asks for nothing.
    attribution: Mapped[str] = mapped_column(server_default="")
    # Of the data, as the file tells; None where it does not.
    data_at: Mapped[datetime | None]
    imported_at: Mapped[Moment]
    features: Mapped[int] = mapped_column(server_default="0")
    addresses: Mapped[int] = mapped_column(server_default="0")
    former_names: Mapped[int] = mapped_column(server_default="0")
