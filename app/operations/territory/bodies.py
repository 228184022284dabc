"""Adds, changes, closes and reopens bodies; the database keeps their versions and the journal."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.errors import Conflict, NotFound, Rejected, WrongState
from app.models.places import Body, Category
from app.operations.acting import lock_directory
from app.operations.codes import code_for
from app.operations.reports.events import Actor, StepContext, lock_report, take_step
from app.operations.territory.area_handover import hand_over_areas
from app.queries.territory.bodies import EDITED, effects_of, movable_reports
from app.queries.territory.fingerprints import fingerprint

# Reports that move within one request.
PORTION = 500
# Of these the database keeps versions.
_VERSIONED = ("name_uk", "name_en", "kind")


@dataclass(frozen=True, slots=True)
class BodyValues:
    """What the form of a body has; ``seen`` is the fingerprint of what it showed."""

    values: Mapping[str, str]
    seen: str = ""


def add_body(session: Session, new: BodyValues, *, now: datetime) -> int:
    """Add a body that takes reports from now on; return its id."""
    lock_directory(session)
    _refuse_same_name(session, new.values["name_uk"], except_id=None)
    code = code_for(
        new.values["name_uk"], set(session.scalars(select(Body.code))), otherwise="body"
    )
    body = Body(hromada_id=hromada_of(session), code=code, valid_from=now, **new.values)
    session.add(body)
    session.flush()
    return body.id


def change_body(session: Session, body_id: int, new: BodyValues, *, now: datetime) -> None:
    """Change a body from now on; raise Conflict if somebody else has saved meanwhile."""
    body = _locked(session, body_id)
    if new.seen != fingerprint(*(getattr(body, name) for name in EDITED)):
        raise Conflict("Somebody else has saved this body meanwhile. Compare and save again.")
    _refuse_same_name(session, new.values["name_uk"], except_id=body_id)
    if any(getattr(body, name) != new.values[name] for name in _VERSIONED):
        body.valid_from = now
    for name, value in new.values.items():
        setattr(body, name, value)
    session.flush()


def close_body(
    session: Session, body_id: int, actor: Actor, reason: str, *, to: int | None, now: datetime
) -> int:
    """Close a body: it takes no reports; what it has goes to the body ``to``.

    Reports move in portions: return how many are left; while there are any, it stays open.
    Raises Rejected if it needs a successor or works on reports.
    """
    lock_directory(session)
    body = _locked(session, body_id)
    if not body.active:
        raise WrongState("This body is closed already.")
    effects = effects_of(session, body_id, now=now)
    if effects.at_work:
        raise Rejected(
            "It works on %(count)s reports. They need its answer before it can be closed.",
            count=effects.at_work,
        )
    if effects and to is None:
        raise Rejected.on("body", "Choose the body that takes over its areas and reports.")
    if effects and to is not None:
        _hand_over(session, body, to, StepContext(actor, now, reason))
    left = max(effects.movable - PORTION, 0)
    if not left:
        body.active, body.valid_from = False, now
    session.flush()
    return left


def reopen_body(session: Session, body_id: int, *, now: datetime) -> None:
    """Let a closed body take reports again from now on; areas are not given back."""
    body = _locked(session, body_id)
    if body.active:
        raise WrongState("This body takes reports already.")
    body.active, body.valid_from = True, now
    session.flush()


def _hand_over(session: Session, body: Body, to: int, context: StepContext) -> None:
    successor = session.scalars(select(Body).where(Body.id == to, Body.active)).one_or_none()
    if successor is None or successor.id == body.id:
        raise Rejected.on("body", "Choose a body from the list.")
    hand_over_areas(session, body.id, successor.id, now=context.now)
    session.execute(
        update(Category)
        .where(Category.hromada_id == body.hromada_id, Category.default_body_id == body.id)
        .values(default_body_id=successor.id)
    )
    step = replace(
        context,
        details={"from": body.id, "to": successor.id},
        # No area decides its body any more.
        changes={"body_id": successor.id, "area_id": None},
    )
    for number in movable_reports(session, body.id, most=PORTION):
        take_step(session, lock_report(session, number), "forward", step)


def _locked(session: Session, body_id: int) -> Body:
    body = session.scalars(
        select(Body)
        .where(Body.hromada_id == hromada_of(session), Body.id == body_id)
        .with_for_update()
    ).one_or_none()
    if body is None:
        raise NotFound("There is no such body in this hromada.")
    return body


def _refuse_same_name(session: Session, name: str, *, except_id: int | None) -> None:
    same = select(Body.id).where(Body.hromada_id == hromada_of(session), Body.name_uk == name)
    if set(session.scalars(same)) - {except_id}:
        raise Rejected.on("name_uk", "There is a body of this name already.")
