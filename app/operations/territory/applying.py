"""Applies drafts: new versions from a date on; on request, open reports are rerouted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from app.db import hromada_of
from app.domain.deadlines import KYIV
from app.domain.errors import Conflict, Rejected, WrongState
from app.models.boundaries import BoundaryDraft
from app.models.places import Area, AreaCategory
from app.operations.acting import act_as, lock_directory
from app.operations.failures import JobRun, for_each
from app.operations.importing.territory.area_rows import AreaRow
from app.operations.importing.territory.area_versions import (
    Version,
    end_version,
    insert_version,
    latest_versions,
)
from app.operations.reports.events import SYSTEM, Actor
from app.operations.territory.district_writing import write_districts
from app.operations.territory.drafting import lock_draft, lock_waiting
from app.operations.territory.outline_drafts import write_outline
from app.operations.territory.rerouting import reroute
from app.queries.territory.areas_in_force import AreaInForce, areas_in_force
from app.queries.territory.draft_fingerprint import draft_fingerprint
from app.queries.territory.draft_outcome import areas_around
from app.queries.territory.drafts import AREAS, OUTLINE, Proposed, draft_of
from app.queries.territory.what_if import area_changes, moves, proposed_areas

# The most reports rerouted within the request; more are left to the timetable.
AT_ONCE = 200
LONGEST_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Application:
    """How a draft is applied: from when, whether open reports follow, and the reason.

    ``seen`` is the ``draft_fingerprint`` of when the difference was shown.
    """

    starts_at: datetime
    reroutes: bool
    reason: str
    seen: str | None = None


def apply_draft(
    session: Session, draft_id: int, application: Application, actor: Actor, *, now: datetime
) -> None:
    """Apply a waiting draft of the entered hromada; one that starts now is in force at once.

    Raises Conflict if the boundaries have changed since the difference was shown.
    """
    lock_directory(session)
    draft = lock_waiting(session, draft_id)
    if application.starts_at < now:
        raise Rejected.on(
            "starts_on", "Choose a day from today on: what was decided before stays as it was."
        )
    if application.starts_at > now + LONGEST_AHEAD:
        raise Rejected.on("starts_on", "Choose a day at most five years ahead.")
    _refuse_unseen(session, draft, application)
    draft.starts_at = application.starts_at
    draft.applied_at = now
    draft.reroutes = application.reroutes
    draft.reason = application.reason
    session.flush()
    if draft.kind == AREAS:
        _write_areas(session, draft, application)
    if application.starts_at <= now:
        _bring_into_force(session, draft, actor, now=now, at_once=AT_ONCE)


def bring_due_into_force(session: Session, *, now: datetime) -> int:
    """Bring into force the applied drafts whose day has come; return how many."""
    due = session.scalars(
        select(BoundaryDraft)
        .where(
            BoundaryDraft.hromada_id == hromada_of(session),
            BoundaryDraft.starts_at <= now,
            BoundaryDraft.in_force_at.is_(None),
        )
        # Those of one start in the order in which they were applied.
        .order_by(BoundaryDraft.starts_at, BoundaryDraft.applied_at, BoundaryDraft.id)
        .with_for_update(skip_locked=True)
    ).all()

    def bring(draft: BoundaryDraft) -> bool:
        act_as(session, draft.account_id)
        _bring_into_force(session, draft, SYSTEM, now=now)
        return True

    return for_each(session, JobRun("boundaries", "draft", now), due, lambda draft: draft.id, bring)


def withdraw(session: Session, draft_id: int, *, now: datetime) -> None:
    """Withdraw an applied draft whose day has not come: it waits for a decision again.

    Raises WrongState if it has begun, or if a later change builds on it.
    """
    lock_directory(session)
    draft = lock_draft(session, draft_id)
    begun = draft.starts_at is None or draft.starts_at <= now or draft.in_force_at is not None
    if begun:
        raise WrongState("Only a change that has not begun yet can be withdrawn.")
    if draft.kind == AREAS:
        _restore_areas(session, draft)
    draft.applied_at = draft.starts_at = None
    draft.reroutes, draft.reason, draft.outcome = False, "", {}
    session.flush()


def _restore_areas(session: Session, draft: BoundaryDraft) -> None:
    # Drafts applied before withdrawal existed have no record of what they wrote.
    if "written" not in draft.outcome:
        raise WrongState(
            "This change was applied before changes could be withdrawn, and cannot be taken back. "
            "A new change can undo it."
        )
    written: list[int] = draft.outcome["written"]
    ended = [int(area_id) for area_id in draft.outcome["ended"]]
    if _is_built_on(session, written, ended, starts_at=draft.starts_at):
        raise WrongState("A later change builds on this one: withdraw that one first.")
    session.execute(delete(AreaCategory).where(AreaCategory.area_id.in_(written)))
    session.execute(delete(Area).where(Area.id.in_(written)))
    for area_id, ended_before in draft.outcome["ended"].items():
        until = datetime.fromisoformat(ended_before) if ended_before else None
        session.execute(update(Area).where(Area.id == int(area_id)).values(valid_to=until))


def _is_built_on(
    session: Session, written: Sequence[int], ended: Sequence[int], *, starts_at: datetime | None
) -> bool:
    """Return whether others ended what was written, or redrew or ended again what was ended."""
    later = aliased(Area)
    followed = (later.hromada_id == Area.hromada_id) & (later.code == Area.code)
    drawn_again = (
        select(Area.id)
        .join(later, followed & (later.version > Area.version))
        .where(Area.id.in_(ended), later.id.not_in(written))
    )
    has_end = select(Area.id).where(Area.id.in_(written), Area.valid_to.is_not(None))
    other_end = select(Area.id).where(Area.id.in_(ended), Area.valid_to != starts_at)
    return session.scalars(has_end.union_all(drawn_again, other_end)).first() is not None


def _refuse_unseen(session: Session, draft: BoundaryDraft, application: Application) -> None:
    if application.seen is None:
        return
    current = draft_fingerprint(session, draft.kind, at=application.starts_at)
    if application.seen != current:
        raise Conflict(
            "Somebody was faster: the boundaries have changed. Look at the difference again."
        )


def _bring_into_force(
    session: Session,
    draft: BoundaryDraft,
    actor: Actor,
    *,
    now: datetime,
    at_once: int | None = None,
) -> None:
    """Carry the draft out; one of more than ``at_once`` reports is left to the timetable."""
    outcome: dict[str, object] = {}
    if draft.kind == OUTLINE:
        write_outline(session, draft_of(session, draft.id))
    elif draft.kind != AREAS:
        rows = draft_of(session, draft.id).rows
        outcome = write_districts(session, rows, whole=draft.whole, now=now)
    elif draft.reroutes and draft.starts_at is not None:
        card = draft_of(session, draft.id).card
        worlds = areas_around(session, card, starts_at=draft.starts_at)
        moved = moves(session, *worlds)
        if at_once is not None and len(moved) > at_once:
            return
        outcome = reroute(session, moved, actor, draft.reason, draft_id=draft.id, now=now)
    draft.in_force_at = now
    draft.outcome = draft.outcome | outcome
    session.flush()


def _write_areas(session: Session, draft: BoundaryDraft, application: Application) -> None:
    start = application.starts_at
    before = areas_in_force(session, at=start)
    proposed = draft_of(session, draft.id)
    rows = {row.code: row for row in proposed.rows}
    after = proposed_areas(before, proposed)
    versions = latest_versions(session)
    changed = {change.code: change for change in area_changes(before, after)}
    written: list[int] = []
    ended: dict[str, str | None] = {}
    for code, change in changed.items():
        known = versions.get(code)
        if known is not None:
            _end(session, known, code, start)
            # This change does not end what had ended by then.
            if known.valid_to is None or known.valid_to > start:
                ended[str(known.id)] = known.valid_to.isoformat() if known.valid_to else None
        if change.after is not None:
            number = known.number + 1 if known else 1
            row = _row(rows[code], change.after, start)
            written.append(insert_version(session, row, number=number, start=start))
    # What ``withdraw`` undoes.
    draft.outcome = {"written": written, "ended": ended}
    session.flush()


def _end(session: Session, known: Version, code: str, start: datetime) -> None:
    if known.valid_from >= start:
        raise Rejected(
            "Area %(code)s already has a version that begins on %(day)s: choose a later day.",
            code=code,
            day=f"{known.valid_from.astimezone(KYIV):%Y-%m-%d}",
        )
    end_version(session, known, at=start)


def _row(row: Proposed, after: AreaInForce, start: datetime) -> AreaRow:
    return AreaRow(
        number=0,
        label=row.code,
        code=row.code,
        words=after.words,
        body_id=row.body_id,
        everything=row.everything,
        category_ids=frozenset(row.category_ids),
        priority=row.priority,
        boundary=row.boundary,
        valid_from=start,
        whole_hromada=row.whole_hromada,
    )
