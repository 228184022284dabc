"""Versions of districts and bodies, and the shapes in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry import mapping
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.queries.territory.areas_in_force import areas_in_force, outline_of
from app.queries.territory.drafts import AREAS
from app.sql import run
from gis import sql


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A version of a district or body that has several."""

    what: str
    code: str
    version: int
    name: Name
    decision: str
    valid_from: datetime
    valid_to: datetime | None


def versions_of(session: Session) -> list[VersionCard]:
    """Return the versions of changed districts and bodies, the newest of each first."""
    rows = run(session, "territory/versions", hromada_id=hromada_of(session))
    return [from_row(VersionCard, row._mapping) for row in rows]


def shapes_in_force(session: Session, kind: str, *, at: datetime) -> dict[str, Any]:
    """Return areas or districts as GeoJSON with every vertex, for editing and snapping.

    The hromada's outline comes last, without a code.
    """
    if kind == AREAS:
        held = areas_in_force(session, at=at)
        found = [(h.code, h.name_uk, h.name_en, h.shape) for h in held]
    else:
        rows = sql.run(
            session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=at
        )
        found = [(r.code, r.name_uk, r.name_en, shapely.from_wkb(bytes(r.boundary))) for r in rows]
    outline = ("", "", "", outline_of(session))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": code, "name_uk": name, "name_en": other, "kind": "area"},
                "geometry": mapping(shape),
            }
            for code, name, other, shape in (*found, outline)
        ],
    }
