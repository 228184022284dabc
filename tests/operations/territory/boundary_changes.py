"""Changes of boundaries as tests make them."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.places import Hromada
from app.models.reports import Report
from app.operations.importing.files.sources import Job
from app.operations.reports.events import Actor
from app.operations.territory.applying import Application, apply_draft
from app.operations.territory.drafting import DraftRequest, DrawnBoundary, draft_drawn, draft_file
from app.queries.territory.areas_in_force import areas_in_force
from app.queries.territory.drafts import draft_of
from app.queries.territory.what_if import WhatIf, proposed_areas, what_if
from tests.builders import NOON
from tests.fenced import FILES, a_job

LATER = NOON + timedelta(days=30)


def half(west: float, east: float) -> str:
    ring = f"{west} 47.6,{east} 47.6,{east} 47.7,{west} 47.7,{west} 47.6"
    return f"SRID=4326;MULTIPOLYGON((({ring})))"


def rectangle(west: float, east: float) -> dict[str, Any]:
    ring = [[west, 47.6], [east, 47.6], [east, 47.7], [west, 47.7], [west, 47.6]]
    return {"type": "Polygon", "coordinates": [ring]}


def a_drawing(
    session: Session, town: Hromada, code: str, west: float, east: float, **given: Any
) -> int:
    drawn = DrawnBoundary(code, json.dumps(rectangle(west, east)), **given)
    request = DraftRequest("areas", "drawn")
    return draft_drawn(session, drawn, request, file=FILES.drawn(drawn.geometry), now=NOON)


def difference_of(session: Session, town: Hromada, draft_id: int, at: datetime = NOON) -> WhatIf:
    draft = draft_of(session, draft_id)
    before = areas_in_force(session, at=at)
    after = proposed_areas(before, draft)
    return what_if(session, before, after, tolerance_m=10)


def carry_out(
    session: Session,
    draft_id: int,
    actor: Actor,
    *,
    starts_at: datetime = NOON,
    reroutes: bool = True,
    now: datetime = NOON,
    seen: str | None = None,
) -> None:
    application = Application(starts_at, reroutes, "Рішення № 7", seen)
    apply_draft(session, draft_id, application, actor, now=now)
    session.expire_all()


def body_of(session: Session, report: Report) -> str | None:
    session.refresh(report)
    return session.execute(
        text("SELECT code FROM body WHERE id = :id"), {"id": report.body_id}
    ).scalar_one_or_none()


def name_of(session: Session, town: Hromada, code: str, at: datetime) -> str:
    return {held.code: held.name_uk for held in areas_in_force(session, at=at)}[code]


def areas_file(session: Session, town: Hromada, folder: Path, west: float, east: float) -> int:
    facts = {"code": "west", "name_uk": "Зона west", "body": "west", "categories": "roads.pothole"}
    feature = {"type": "Feature", "properties": facts, "geometry": rectangle(west, east)}
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return draft_file(session, a_job(path, NOON), DraftRequest("areas", "file"))


def districts_file(folder: Path, **districts: Any) -> Job:
    features = [
        {"type": "Feature", "properties": {"code": code, "name_uk": f"Район {code}"}, "geometry": g}
        for code, g in districts.items()
    ]
    path = folder / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return a_job(path, NOON)
