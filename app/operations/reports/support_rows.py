"""Rows of supporters, and the report's two numbers of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import NotFound
from app.domain.supports import (
    BURST_TIME,
    CONFIRMED,
    SupportCount,
    SupporterIdentity,
    SupportKind,
    SupportState,
    strength,
    stronger,
)
from app.models.reports import Report
from app.models.subscriptions import Supporter


@dataclass(frozen=True, slots=True)
class SupportChange:
    """By how much a report's numbers grow, and the state of the support that it is about."""

    count: SupportCount
    state: SupportState


def public_report(session: Session, number: int) -> tuple[int, str]:
    """Return the id and colour of the public report, locked for supports; raise NotFound."""
    row = session.execute(
        select(Report.id, Report.colour)
        .where(Report.hromada_id == hromada_of(session), Report.number == number, Report.public)
        # A merge that collects supporters waits for this, or this for the merge.
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such report in this hromada, or it is not public.")
    return row.id, row.colour


def add_support(
    session: Session,
    report_id: int,
    identity: SupporterIdentity,
    *,
    state: SupportState,
    now: datetime,
) -> SupportChange:
    """Insert a support."""
    row = {"person_key": identity.keys[0], "created_at": now, "kind": identity.kind, "state": state}
    keys = {"device_key": identity.device_key, "network_key": identity.network_key}
    return SupportChange(_insert(session, report_id, row | keys), state)


def merge_supports(
    session: Session, report_id: int, own_keys: Sequence[bytes], identity: SupporterIdentity
) -> SupportChange:
    """Make one support, by the strongest proof, of all that are this person's.

    A moderator's refusal is looked at once more when a device turns out to be a confirmed person,
    and stays otherwise.
    """
    theirs = Supporter.person_key.in_(own_keys)
    rows = session.execute(
        select(*Supporter.__table__.columns).where(_on(session, report_id), theirs)
    ).all()
    best = max(rows, key=lambda row: strength(SupportKind(row.kind)))
    kind = stronger(SupportKind(best.kind), identity.kind)
    state = _merged_state(rows, newly=kind in CONFIRMED and best.kind not in CONFIRMED)
    key = identity.keys[0] if kind is identity.kind else best.person_key
    if len(rows) == 1 and (key, kind) == (best.person_key, best.kind):
        return SupportChange(SupportCount(), state)
    merged = {
        "person_key": key,
        "created_at": min(row.created_at for row in rows),
        "kind": kind,
        "state": state,
        "device_key": identity.device_key or best.device_key,
        "network_key": identity.network_key or best.network_key,
        "from_report_id": None
        if any(row.from_report_id is None for row in rows)
        else best.from_report_id,
    }
    gone = delete_supports(session, report_id, theirs)
    return SupportChange(_insert(session, report_id, merged) - gone, state)


def delete_supports(session: Session, report_id: int, which: ColumnElement[bool]) -> SupportCount:
    """Delete supports of the report; return how many of them were counted."""
    rows = session.execute(
        delete(Supporter)
        .where(_on(session, report_id), which)
        .returning(Supporter.kind, Supporter.state)
    )
    return counted(rows)


def suspect_supports(
    session: Session, report_id: int, networks: Sequence[bytes], *, now: datetime
) -> SupportCount:
    """Set the recent supports from the networks aside; return how many were counted till now."""
    rows = session.execute(
        update(Supporter)
        .where(
            _on(session, report_id),
            Supporter.network_key.in_(networks),
            Supporter.created_at > now - BURST_TIME,
            Supporter.state == SupportState.COUNTED,
        )
        .values(state=SupportState.SUSPECTED)
        .returning(Supporter.kind, literal(SupportState.COUNTED).label("state"))
    )
    return counted(rows)


def counted(rows: Iterable[Any]) -> SupportCount:
    """Return how many of the rows (kind, state) are counted, and how many are confirmed."""
    kinds = [row.kind for row in rows if row.state == SupportState.COUNTED]
    return SupportCount(len(kinds), sum(kind in CONFIRMED for kind in kinds))


def change_counts(session: Session, report_id: int, change: SupportCount) -> SupportCount:
    """Add the change to the report's two numbers; return them."""
    row = session.execute(
        update(Report)
        .where(Report.hromada_id == hromada_of(session), Report.id == report_id)
        .values(
            supporters=Report.supporters + change.supporters,
            confirmed_supporters=Report.confirmed_supporters + change.confirmed,
        )
        .returning(Report.supporters, Report.confirmed_supporters)
    ).one()
    return SupportCount(row.supporters, row.confirmed_supporters)


def _insert(session: Session, report_id: int, row: dict[str, Any]) -> SupportCount:
    added = session.execute(
        upsert(Supporter)
        .values(hromada_id=hromada_of(session), report_id=report_id, **row)
        .on_conflict_do_nothing()
        .returning(Supporter.kind, Supporter.state)
    )
    return counted(added)


def _merged_state(rows: Sequence[Any], *, newly: bool) -> SupportState:
    states = {row.state for row in rows}
    if SupportState.REFUSED in states:
        return SupportState.SUSPECTED if newly else SupportState.REFUSED
    return SupportState.SUSPECTED if SupportState.SUSPECTED in states else SupportState.COUNTED


def _on(session: Session, report_id: int) -> ColumnElement[bool]:
    return and_(Supporter.hromada_id == hromada_of(session), Supporter.report_id == report_id)
