"""Makes drafts of areas from a form: of districts, other areas, a drawing, the whole hromada."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session
from translitua import translit

from app.db import hromada_of
from app.domain.errors import Conflict, NotFound, Rejected
from app.models.places import Area, Body, Category
from app.operations.codes import code_for
from app.operations.territory.drafting import DraftRequest, draft_rows
from app.queries.territory.areas_in_force import AreaInForce, areas_in_force
from app.queries.territory.drafts import AREAS, Proposed, outline_ewkb
from gis import sql
from gis.coverage import union_of
from gis.files.projection import geodesic_m2

# A rest of this width between neighbours is no part of an area.
_LEAST_M2 = 1.0


@dataclass(frozen=True, slots=True)
class AreaParts:
    """Of what an area is made: the whole hromada, what it has, or a union of parts."""

    whole: bool = False
    same: bool = False
    district_ids: tuple[int, ...] = ()
    area_ids: tuple[int, ...] = ()
    drawn: Any = None


@dataclass(frozen=True, slots=True)
class AreaRequest:
    """What the form of an area has."""

    names: Mapping[str, str]
    body_id: int
    everything: bool
    category_ids: tuple[int, ...]
    priority: int
    decision: str
    parts: AreaParts


def draft_area(
    session: Session,
    request: AreaRequest,
    *,
    area_id: int | None,
    account_id: int | None,
    now: datetime,
) -> int:
    """Store a draft of a new area, or of a new version of one; return its id.

    Raises Conflict if the version of ``area_id`` has been replaced meanwhile.
    """
    known = areas_in_force(session, at=now)
    old = newest_of(session, known, area_id) if area_id else None
    if old is not None and old.id != area_id:
        raise Conflict("Somebody else has changed this area meanwhile. Compare and save again.")
    _check(session, request)
    taken = set(session.scalars(select(Area.code)))
    name = request.names["name_uk"]
    row = Proposed(
        code=old.code if old else code_for(name, taken, otherwise="area"),
        name_uk=name,
        name_en=request.names["name_en"] or translit(name),
        decision=request.decision,
        boundary=_boundary(session, request.parts, known, old, now),
        body_id=request.body_id,
        everything=request.everything,
        category_ids=request.category_ids,
        priority=request.priority,
        whole_hromada=request.parts.whole
        or (request.parts.same and old is not None and old.whole_hromada),
    )
    return draft_rows(session, DraftRequest(AREAS, name, account_id=account_id), [row], now=now)


def draft_ending(
    session: Session, area_id: int, *, title: str, account_id: int | None, now: datetime
) -> int:
    """Store a draft by which an area ends; return its id."""
    area = area_of(areas_in_force(session, at=now), area_id)
    row = Proposed(
        code=area.code,
        name_uk=area.name_uk,
        name_en=area.name_en,
        decision=area.decision,
        boundary=ewkb(area.shape),
        body_id=area.body_id,
        everything=area.everything,
        category_ids=tuple(sorted(area.category_ids)),
        priority=area.priority,
        ends=True,
    )
    return draft_rows(session, DraftRequest(AREAS, title, account_id=account_id), [row], now=now)


def area_of(areas: list[AreaInForce], area_id: int) -> AreaInForce:
    """Return the area of this id; raise NotFound if it is not in force."""
    area = next((each for each in areas if each.id == area_id), None)
    if area is None:
        raise NotFound("There is no such area in force in this hromada.")
    return area


def newest_of(session: Session, areas: list[AreaInForce], area_id: int) -> AreaInForce:
    """Return the version in force of the area that had this id; raise NotFound if none is."""
    code = session.scalar(
        select(Area.code).where(Area.hromada_id == hromada_of(session), Area.id == area_id)
    )
    newest = next((each for each in areas if each.code == code), None)
    return area_of(areas, area_id) if newest is None else newest


def ewkb(shape: Any) -> str:  # noqa: ANN401 - shapely has no types
    """Return polygons as hexadecimal EWKB of a MultiPolygon (EPSG:4326)."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    polygons = shapely.set_srid(shapely.MultiPolygon(parts), 4326)
    return str(shapely.to_wkb(polygons, hex=True, include_srid=True))


def _check(session: Session, request: AreaRequest) -> None:
    acting = select(Body.id).where(
        Body.hromada_id == hromada_of(session), Body.id == request.body_id, Body.active
    )
    if session.scalar(acting) is None:
        raise Rejected.on("body", "Choose a body from the list.")
    known = set(session.scalars(select(Category.id).where(Category.id.in_(request.category_ids))))
    if known != set(request.category_ids):
        raise Rejected.on("categories", "Choose kinds of problems from the list.")


def _boundary(
    session: Session,
    parts: AreaParts,
    known: list[AreaInForce],
    old: AreaInForce | None,
    now: datetime,
) -> str:
    if parts.whole:
        return outline_ewkb(session)
    if parts.same:
        if old is None:
            raise Rejected.on(
                "extent", "Choose districts or areas, draw on the map, or take the whole hromada."
            )
        return ewkb(old.shape)
    rows = sql.run(
        session.connection(), "boundaries/districts", hromada_id=hromada_of(session), at=now
    )
    shapes = [shapely.from_wkb(bytes(r.boundary)) for r in rows if r.id in parts.district_ids]
    shapes += [area.shape for area in known if area.id in parts.area_ids]
    shapes += [parts.drawn] if parts.drawn is not None else []
    united = union_of(shapes)
    if not shapes or geodesic_m2(united) < _LEAST_M2:
        raise Rejected.on("extent", "These parts are not there any more. Choose others.")
    return ewkb(united)
