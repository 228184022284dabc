"""Creates drafts of boundary changes: nothing is in force before it is applied."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound, WrongState
from app.models.boundaries import BoundaryDraft
from app.models.places import Area, Body, Category, District
from app.operations.codes import code_for
from app.operations.importing.files.loading import Rows
from app.operations.importing.files.sifting import refuse_faults
from app.operations.importing.files.sources import Job, ReadBefore
from app.operations.importing.territory.areas import parse_areas
from app.operations.importing.territory.districts import parse_districts
from app.queries.territory.areas_in_force import areas_in_force
from app.queries.territory.drafts import AREAS, DISTRICTS, Proposed
from gis.files.attributes import Row
from gis.files.checked import CheckedFile
from gis.files.messages import message_to_json, msg


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """The subject of a draft: ``kind`` areas or districts; ``whole``: those missing from it end."""

    kind: str
    title: str
    whole: bool = False
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnBoundary:
    """A polygon drawn on the map (a GeoJSON geometry) for the area or district of a code.

    Without a code it is a new one, whose code is made of its name. Empty texts leave the known
    ones unchanged; a new one needs its name and, for an area, its body and categories.
    """

    code: str
    geometry: str
    name_uk: str = ""
    body: str = ""
    categories: tuple[str, ...] = ()
    priority: str = ""
    decision: str = ""


def draft_file(session: Session, job: Job, request: DraftRequest) -> int:
    """Store a file's boundaries as a draft; raise ImportRefused as an import would."""
    rows, notes = _READERS[request.kind](session, job)
    return draft_rows(session, request, rows, notes=notes, now=job.now)


def draft_rows(
    session: Session,
    request: DraftRequest,
    rows: Sequence[Proposed],
    *,
    notes: Sequence[Any] = (),
    now: datetime,
) -> int:
    """Store checked rows as a draft; return its id."""
    draft_id = session.scalar(
        insert(BoundaryDraft)
        .values(
            hromada_id=hromada_of(session),
            kind=request.kind,
            title=request.title[:200],
            whole=request.whole,
            rows=[asdict(row) for row in rows],
            notes=list(notes),
            account_id=request.account_id,
            created_at=now,
        )
        .returning(BoundaryDraft.id)
    )
    return int(draft_id or 0)


def draft_drawn(
    session: Session,
    drawn: DrawnBoundary,
    request: DraftRequest,
    *,
    file: CheckedFile,
    now: datetime,
) -> int:
    """Store a drawn polygon as a draft, titled by its name.

    ``file`` is the polygon, checked as a file of one feature.
    """
    if not drawn.code:
        table = Area if request.kind == AREAS else District
        taken = set(session.scalars(select(table.code)))
        drawn = replace(drawn, code=code_for(drawn.name_uk, taken, otherwise="new"))
    known = _known_area if request.kind == AREAS else _known_district
    stated = {name: value for name, value in _properties(drawn).items() if value}
    properties = known(session, drawn.code, now) | stated
    request = replace(request, title=properties["name_uk"] or request.title)
    features = replace(file.features, columns=tuple(properties), rows=[_row(properties)])
    reader = ReadBefore(replace(file, features=features))
    return draft_file(session, Job(Path("drawn.geojson"), now, reader=reader), request)


def discard(session: Session, draft_id: int, *, now: datetime) -> None:
    """Discard a draft; raise WrongState if it is decided already."""
    lock_waiting(session, draft_id)
    session.execute(
        update(BoundaryDraft).where(BoundaryDraft.id == draft_id).values(discarded_at=now)
    )


def lock_waiting(session: Session, draft_id: int) -> BoundaryDraft:
    """Return an undecided draft, locked until the transaction ends; raise WrongState otherwise."""
    draft = lock_draft(session, draft_id)
    if draft.applied_at is not None or draft.discarded_at is not None:
        raise WrongState("This change of boundaries is decided already.")
    return draft


def lock_draft(session: Session, draft_id: int) -> BoundaryDraft:
    """Return a draft, locked until the transaction ends; raise NotFound if there is none."""
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
            whole_hromada=row.whole_hromada,
        )
        for row in file.rows
    ]
    return rows, _notes(file.loaded, file.warnings)


def _districts(session: Session, job: Job) -> tuple[list[Proposed], list[Any]]:
    file = parse_districts(session, job)
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
        for facts in file.rows
    ]
    return rows, _notes(file.loaded)


def _notes(loaded: Rows, warnings: Sequence[str] = ()) -> list[Any]:
    """Return the notes and warnings of the file, as stored with the draft."""
    unused = msg("the column valid_from is not used: the day is chosen when the change is applied")
    dated = [unused] if "valid_from" in loaded.columns else []
    return [message_to_json(note) for note in (*loaded.notes, *dated, *warnings)]


_READERS = {AREAS: _areas, DISTRICTS: _districts}


def _properties(drawn: DrawnBoundary) -> dict[str, Any]:
    return {
        "code": drawn.code,
        "name_uk": drawn.name_uk,
        "body": drawn.body,
        "categories": list(drawn.categories),
        "priority": drawn.priority,
        "decision": drawn.decision,
    }


def _row(properties: dict[str, Any]) -> Row:
    """Return the properties as a file has them: text, or lists of it."""
    return {
        name: value if isinstance(value, list) else "" if value is None else str(value)
        for name, value in properties.items()
    }


def _known_area(session: Session, code: str, now: datetime) -> dict[str, Any]:
    area = {area.code: area for area in areas_in_force(session, at=now)}.get(code)
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
