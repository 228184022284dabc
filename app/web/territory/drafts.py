"""Drafts of boundaries: preview of a change, apply, discard, withdraw."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.deadlines import KYIV
from app.domain.errors import Conflict, Rejected, WrongState
from app.domain.roles import Permission, Role
from app.errors import error_text, field_errors
from app.inputs.boundaries import Verdict, parse_day, parse_verdict
from app.operations.reports.events import Actor
from app.operations.territory.applying import Application, apply_draft, withdraw
from app.operations.territory.drafting import discard
from app.queries.territory.areas_in_force import areas_in_force
from app.queries.territory.body_names import body_names
from app.queries.territory.coverage import TOLERANCE_M
from app.queries.territory.draft_fingerprint import draft_fingerprint
from app.queries.territory.draft_outcome import areas_around
from app.queries.territory.drafts import AREAS, OUTLINE, Draft, draft_of
from app.queries.territory.what_if import Move, WhatIf, area_changes, proposed_areas, what_if
from app.queries.territory.what_if_districts import (
    DistrictsWhatIf,
    district_changes,
    districts_what_if,
)
from app.queries.territory.what_if_outline import outline_what_if
from app.queries.territory.what_if_shapes import (
    areas_difference,
    collection,
    districts_difference,
    outline_difference,
)
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.editing import editing_in
from app.web.urls import numbered

bp = Blueprint("boundary_drafts", __name__)

BASE = f"/<slug>/coordination/boundaries/{numbered('draft_id')}"
_CLEAN: dict[str, str] = {}
_MOST_PINS = 300


@bp.get(BASE)
@requires(Permission.COORDINATE)
def difference(slug: str, draft_id: int) -> ResponseReturnValue:
    """Show what the draft would change, or has changed."""
    return _page(slug, draft_id)


@bp.get(f"{BASE}.geojson")
@requires(Permission.COORDINATE)
def shapes(slug: str, draft_id: int) -> ResponseReturnValue:
    """Return the difference as GeoJSON: before, after, new gaps and overlaps."""
    with reading_in(slug) as context:
        draft = draft_of(context.session, draft_id)
        if not draft.card.waits:
            drawn = [("new", {"code": row.code}, row.shape) for row in draft.rows]
            return jsonify(collection(drawn))
        if draft.card.kind == AREAS:
            return jsonify(areas_difference(_areas(context, draft, at=_preview_start())))
        if draft.card.kind == OUTLINE:
            return jsonify(outline_difference(outline_what_if(context.session, draft)))
        return jsonify(districts_difference(_districts(context, draft, at=_preview_start())))


@bp.post(f"{BASE}/apply")
@requires(Permission.COORDINATE)
def apply(slug: str, draft_id: int) -> ResponseReturnValue:
    """Apply the draft from the chosen day on, or show the difference for that day first."""
    if request.form.get("look"):
        return _page(slug, draft_id)
    try:
        verdict = parse_verdict(request.form)
        _check_previewed(verdict)
        with editing_in(slug) as context:
            application = Application(
                _start(verdict.starts_at), verdict.reroutes, verdict.reason, verdict.seen
            )
            actor = Actor(Role.COORDINATOR, context.user.account_id)
            apply_draft(context.session, draft_id, application, actor, now=now())
    except Rejected as error:
        return _page(slug, draft_id, field_errors(error, otherwise="starts_on")), 422
    except (Conflict, WrongState) as error:
        flash(error_text(error), "warning")
        return redirect(url_for("boundary_drafts.difference", slug=slug, draft_id=draft_id), 303)
    flash(gettext("The change of boundaries is applied."), "success")
    return redirect(url_for("boundary_drafts.difference", slug=slug, draft_id=draft_id), 303)


@bp.post(f"{BASE}/discard")
@requires(Permission.COORDINATE)
def put_aside(slug: str, draft_id: int) -> ResponseReturnValue:
    """Discard the draft; nothing changes."""
    try:
        with editing_in(slug) as context:
            discard(context.session, draft_id, now=now())
    except WrongState as error:
        flash(error_text(error), "warning")
    else:
        flash(gettext("The change of boundaries is put aside."), "success")
    return redirect(url_for("boundaries.page", slug=slug), 303)


@bp.post(f"{BASE}/withdraw")
@requires(Permission.COORDINATE)
def take_back(slug: str, draft_id: int) -> ResponseReturnValue:
    """Withdraw a change that is not in force yet: it is a draft again."""
    try:
        with editing_in(slug) as context:
            withdraw(context.session, draft_id, now=now())
    except WrongState as error:
        flash(error_text(error), "warning")
    else:
        flash(gettext("The change of boundaries is withdrawn: it waits again."), "success")
    return redirect(url_for("boundary_drafts.difference", slug=slug, draft_id=draft_id), 303)


def _check_previewed(verdict: Verdict) -> None:
    """Raise Rejected if the day was changed after its difference was shown."""
    if "shown" not in request.form:
        return
    shown = _start(parse_day({"starts_on": request.form["shown"]}))
    if shown.astimezone(KYIV).date() != _start(verdict.starts_at).astimezone(KYIV).date():
        raise Rejected.on(
            "starts_on", "Another day: the difference above is of it now. Look at it, then apply."
        )


def _preview_start() -> datetime:
    """Return the moment for which the difference is shown, now at the earliest."""
    return max(_start(parse_day(request.values)), now())


def _start(chosen: datetime | None) -> datetime:
    """Return when the change begins: today means now, as its midnight is over."""
    if chosen is None or chosen.date() == now().astimezone(KYIV).date():
        return now()
    return chosen


def _page(slug: str, draft_id: int, faults: dict[str, str] = _CLEAN) -> str:
    with reading_in(slug) as context:
        draft = draft_of(context.session, draft_id)
        starts_at = _preview_start()
        return coordination_page(
            context,
            "boundary_draft",
            part="boundaries",
            faults=faults,
            typed=request.form,
            starts_at=starts_at,
            draft=draft,
            names=body_names(context.session),
            **_variables(context, draft, at=starts_at),
        )


def _variables(context: HromadaContext, draft: Draft, *, at: datetime) -> dict[str, Any]:
    if not draft.card.waits:
        return {"decided": _decided(context, draft)}
    seen = draft_fingerprint(context.session, draft.card.kind, at=at)
    if draft.card.kind == OUTLINE:
        return {"outline": outline_what_if(context.session, draft), "seen": seen}
    if draft.card.kind != AREAS:
        return {"districts": _districts(context, draft, at=at), "seen": seen}
    found = _areas(context, draft, at=at)
    return {
        "found": found,
        "courses": Counter((m.from_body, m.decision.body_id, m.effect) for m in found.moves),
        "pins": [_pin(move) for move in found.moves[:_MOST_PINS]],
        "seen": seen,
    }


def _decided(context: HromadaContext, draft: Draft) -> Sequence[Any] | None:
    """Return the changes of an applied draft, done or due; None where they are not known."""
    session, card = context.session, draft.card
    if card.starts_at is None or card.kind == OUTLINE:
        return None
    if card.kind == AREAS:
        return area_changes(*areas_around(session, card, starts_at=card.starts_at))
    if card.in_force_at is not None:
        changes: Sequence[Any] | None = card.outcome.get("changes")
        return changes
    return district_changes(session, draft.rows, whole=card.whole, at=card.starts_at)


def _areas(context: HromadaContext, draft: Draft, *, at: datetime) -> WhatIf:
    before = areas_in_force(context.session, at=at)
    return what_if(context.session, before, proposed_areas(before, draft), tolerance_m=TOLERANCE_M)


def _districts(context: HromadaContext, draft: Draft, *, at: datetime) -> DistrictsWhatIf:
    whole = draft.card.whole
    return districts_what_if(
        context.session, draft.rows, whole=whole, at=at, tolerance_m=TOLERANCE_M
    )


def _pin(move: Move) -> dict[str, Any]:
    colour = "open" if move.effect != "stay" else "silent"
    return {"lon": move.lon, "lat": move.lat, "colour": colour, "title": f"№ {move.number}"}
