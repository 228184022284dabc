"""The declarative base, metadata, and types of keys, times and geometries."""

from datetime import datetime
from typing import Annotated, Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, DateTime, Identity, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column

Id = Annotated[int, mapped_column(BigInteger, Identity(always=False), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]

# EPSG:4326, lon then lat; indexes are declared by each table, with their reason.
Polygons = Annotated[Any, mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))]
Piece = Annotated[Any, mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))]
Position = Annotated[Any, mapped_column(Geometry("POINT", srid=4326, spatial_index=False))]
Shape = Annotated[Any, mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))]

NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


class Base(DeclarativeBase):
    """Base of all tables; migrations, not this metadata, create them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        int: BigInteger,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        datetime: DateTime(timezone=True),
    }
