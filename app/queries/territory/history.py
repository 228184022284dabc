"""What districts and bodies were before, and the shapes that are in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry import mapping
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.names import Name, composed
from app.queries.territory.areas_in_force import areas_in_force, outline_of
from app.queries.territory.drafts import AREAS
from gis import sql

_VERSIONS = text("""
SELECT 'district' AS what, d.code, v.version, v.name_uk, v.name_en, v.decision, v.valid_from,
       v.valid_to
FROM district_version AS v
JOIN district AS d ON d.hromada_id = v.hromada_id AND d.id = v.district_id
WHERE v.hromada_id = :hromada_id AND (v.version > 1 OR v.valid_to IS NOT NULL)
UNION ALL
SELECT 'body', b.code, v.version, v.name_uk, v.name_en, v.decision, v.valid_from, v.valid_to
FROM body_version AS v
JOIN body AS b ON b.hromada_id = v.hromada_id AND b.id = v.body_id
WHERE v.hromada_id = :hromada_id AND (v.version > 1 OR v.valid_to IS NOT NULL)
ORDER BY what, code, version DESC
LIMIT 200
""")


@dataclass(frozen=True, slots=True)
class VersionCard:
    """A version of a district or a body that is not the only one."""

    what: str
    code: str
    version: int
    name: Name
    decision: str
    valid_from: datetime
    valid_to: datetime | None


def versions_of(session: Session, hromada_id: int) -> list[VersionCard]:
    """Return the versions of what has changed, the newest of each first."""
    rows = session.execute(_VERSIONS, {"hromada_id": hromada_id})
    return [composed(VersionCard, row._mapping) for row in rows]


def shapes_in_force(
    session: Session, hromada_id: int, kind: str, *, at: datetime
) -> dict[str, Any]:
    """Return areas or districts as GeoJSON with every vertex: to edit, and to keep to.

    The hromada's outline comes last, without a code.
    """
    if kind == AREAS:
        held = areas_in_force(session, hromada_id, at=at)
        found = [(h.code, h.name_uk, h.name_en, h.shape) for h in held]
    else:
        rows = sql.run(session.connection(), "boundaries/districts", hromada_id=hromada_id, at=at)
        found = [(r.code, r.name_uk, r.name_en, shapely.from_wkb(bytes(r.boundary))) for r in rows]
    outline = ("", "", "", outline_of(session, hromada_id))
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
