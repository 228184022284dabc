"""Takes changes of boundaries in as drafts: nothing counts before it is applied."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, WrongState
from app.models.boundaries import BoundaryDraft
from app.models.places import Body, Category, District
from app.operations.importing.files.sources import Job, Rows, refuse_faults
from app.operations.importing.territory.areas import parse_areas
from app.operations.importing.territory.districts import parse_districts
from app.queries.territory.areas_in_force import areas_in_force
from app.queries.territory.drafts import AREAS, DISTRICTS, Proposed
from gis.files.messages import message_to_json, msg


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What a draft is about: ``kind`` areas or districts; ``whole``: what it lacks ends."""

    kind: str
    title: str
    whole: bool = False
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnBoundary:
    """A polygon drawn on the map (GeoJSON) for the area or district of a code.

    Empty words leave what is known of it alone; a new one needs its name and, an area, its body
    and categories.
    """

    code: str
    geometry: str
    name_uk: str = ""
    body: str = ""
    categories: tuple[str, ...] = ()
    priority: str = ""
    decision: str = ""


def draft_file(session: Session, job: Job, wish: DraftRequest) -> int:
    """Keep a file's boundaries as a draft; raise ImportRefused as an import would."""
    rows, notes = _READERS[wish.kind](session, job)
    draft_id = session.scalar(
        insert(BoundaryDraft)
        .values(
            hromada_id=hromada_of(session),
            kind=wish.kind,
            title=wish.title[:200],
            whole=wish.whole,
            rows=[asdict(row) for row in rows],
            notes=notes,
            account_id=wish.account_id,
            created_at=job.now,
        )
        .returning(BoundaryDraft.id)
    )
    return int(draft_id or 0)


def draft_drawn(
    session: Session, drawn: DrawnBoundary, wish: DraftRequest, *, now: datetime
) -> int:
    """Keep a drawn polygon as a draft, by its name; it is judged as a file with one feature."""
    known = _known_area if wish.kind == AREAS else _known_district
    told = {name: value for name, value in _told(drawn).items() if value}
    properties = known(session, drawn.code, now) | told
    wish = replace(wish, title=properties["name_uk"] or wish.title)
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": json.loads(drawn.geometry),
    }
    with TemporaryDirectory() as folder:
        # Not by the code: it is a stranger's word till it is judged, and may be a path.
        path = Path(folder) / "drawn.geojson"
        path.write_text(
            json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
        )
        return draft_file(session, Job(path, now), wish)


def discard(session: Session, draft_id: int, *, now: datetime) -> None:
    """Put a draft aside; raise WrongState if it is decided already."""
    lock_waiting(session, draft_id)
    session.execute(
        update(BoundaryDraft).where(BoundaryDraft.id == draft_id).values(discarded_at=now)
    )


def lock_waiting(session: Session, draft_id: int) -> BoundaryDraft:
    """Return a draft that nobody has decided about, locked till the transaction ends."""
    draft = lock_draft(session, draft_id)
    if draft.applied_at is not None or draft.discarded_at is not None:
        raise WrongState("This change of boundaries is decided already.")
    return draft


def lock_draft(session: Session, draft_id: int) -> BoundaryDraft:
    """Return a draft, locked till the transaction ends; raise NotFound if there is none."""
    draft = session.scalars(
        select(BoundaryDraft).where(BoundaryDraft.id == draft_id).with_for_update()
    ).one_or_none()
    if draft is None:
        raise NotFound("There is no such change of boundaries in this hromada.")
    return draft


def _areas(session: Session, job: Job) -> tuple[list[Proposed], list[Any]]:
    file = parse_areas(session, job)
    refuse_faults(job.path, file.faults)
    rows = [
        Proposed(
            code=row.code,
            name_uk=row.words["name_uk"],
            name_en=row.words["name_en"],
            decision=row.words["decision"],
            boundary=row.boundary,
            body_id=row.body_id,
            everything=row.everything,
            category_ids=tuple(sorted(row.category_ids)),
            priority=row.priority,
        )
        for row in file.rows
    ]
    return rows, _notes(file.loaded, file.warnings)


def _districts(session: Session, job: Job) -> tuple[list[Proposed], list[Any]]:
    loaded, given = parse_districts(session, job)
    rows = [
        Proposed(
            code=facts["code"],
            name_uk=facts["name_uk"],
            name_en=facts.get("name_en", ""),
            decision=facts.get("decision", ""),
            boundary=facts["boundary"],
            kind=facts.get("kind", ""),
            population=facts.get("population"),
        )
        for facts in given
    ]
    return rows, _notes(loaded)


def _notes(loaded: Rows, warnings: Sequence[str] = ()) -> list[Any]:
    """Return what is worth knowing of the file, as the draft keeps it."""
    unused = msg("the column valid_from is not used: the day is chosen when the change is applied")
    dated = [unused] if "valid_from" in loaded.told else []
    return [message_to_json(note) for note in (*loaded.notes, *dated, *warnings)]


_READERS = {AREAS: _areas, DISTRICTS: _districts}


def _told(drawn: DrawnBoundary) -> dict[str, Any]:
    return {
        "code": drawn.code,
        "name_uk": drawn.name_uk,
        "body": drawn.body,
        "categories": list(drawn.categories),
        "priority": drawn.priority,
        "decision": drawn.decision,
    }


def _known_area(session: Session, code: str, now: datetime) -> dict[str, Any]:
    held = {holding.code: holding for holding in areas_in_force(session, at=now)}
    area = held.get(code)
    if area is None:
        return {"name_uk": "", "body": "", "categories": []}
    return {
        "name_uk": area.name_uk,
        "name_en": area.name_en,
        "body": session.scalar(select(Body.code).where(Body.id == area.body_id)),
        "categories": ["*"] * area.everything + _codes(session, sorted(area.category_ids)),
        "priority": area.priority,
        "decision": area.decision,
    }


def _codes(session: Session, ids: Sequence[int]) -> list[str]:
    codes = select(Category.code).where(Category.id.in_(ids)).order_by(Category.id)
    return list(session.scalars(codes))


def _known_district(session: Session, code: str, _now: datetime) -> dict[str, Any]:
    district = session.scalars(
        select(District).where(District.hromada_id == hromada_of(session), District.code == code)
    ).one_or_none()
    if district is None:
        return {"name_uk": ""}
    return {
        "name_uk": district.name_uk,
        "name_en": district.name_en,
        "kind": district.kind,
        "population": district.population,
        "decision": district.decision,
    }
