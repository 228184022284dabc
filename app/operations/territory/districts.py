"""Changes what is said of a district; its outline changes by drafts alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Conflict, NotFound
from app.models.places import District
from app.queries.territory.fingerprints import fingerprint

EDITED = ("name_uk", "name_en", "kind", "population", "decision")
# Of these the database keeps versions.
_VERSIONED = ("name_uk", "name_en", "kind")


@dataclass(frozen=True, slots=True)
class DistrictValues:
    """What the form of a district has; ``seen`` is the fingerprint of what it showed."""

    values: Mapping[str, Any]
    seen: str = ""


def district_values(district: District) -> dict[str, Any]:
    """Return what the form of a district has."""
    return {name: getattr(district, name) for name in EDITED}


def district_of(session: Session, district_id: int) -> District:
    """Return a district of the entered hromada; raise NotFound if there is none."""
    district = session.scalars(
        select(District).where(
            District.hromada_id == hromada_of(session), District.id == district_id
        )
    ).one_or_none()
    if district is None:
        raise NotFound("There is no such district in this hromada.")
    return district


def change_district(
    session: Session, district_id: int, new: DistrictValues, *, now: datetime
) -> None:
    """Change a district from now on; raise Conflict if somebody else has saved meanwhile."""
    district = district_of(session, district_id)
    session.refresh(district, with_for_update=True)
    if new.seen != fingerprint(*district_values(district).values()):
        raise Conflict("Somebody else has saved this district meanwhile. Compare and save again.")
    if any(getattr(district, name) != new.values[name] for name in _VERSIONED):
        district.valid_from = now
    for name, value in new.values.items():
        setattr(district, name, value)
    session.flush()
