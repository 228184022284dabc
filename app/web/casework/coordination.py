"""The coordinator's pages: who answers for what, and who may do what."""

from collections.abc import Callable, Mapping

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Conflict, DomainError, NotFound, Rejected, WrongState
from app.domain.roles import Action, Role
from app.errors import said
from app.inputs.accounts import COORDINATORS_GRANT, parse_grant
from app.inputs.casework import chosen_body
from app.inputs.text import gettext
from app.operations.accounts.accounts import Grant
from app.operations.accounts.appointments import appoint, dismiss
from app.operations.casework.moderation import route_report
from app.queries.accounts import role_holders
from app.queries.casework.case import body_choices
from app.queries.casework.coordination import (
    areas_of,
    bodies_of,
    categories_of,
    districts_of,
    zones_of,
)
from app.queries.casework.queues import unrouted_reports
from app.security.request_context import Visit, acting, now, requires, visiting
from app.web.casework.desk import CLEAN, Slip, meanwhile, slip_of, tell, turn_of
from app.web.reports.page import NUMBER

bp = Blueprint("coordination", __name__)


def _reports(visit: Visit) -> dict[str, object]:
    session, hromada_id = visit.session, visit.hromada.id
    listing = unrouted_reports(session, hromada_id, now=now())
    return {"listing": listing, "choices": body_choices(session, hromada_id)}


def _people(visit: Visit) -> dict[str, object]:
    session, hromada_id = visit.session, visit.hromada.id
    holders = role_holders(session, hromada_id)
    choices = body_choices(session, hromada_id)
    return {"holders": holders, "choices": choices, "grantable": COORDINATORS_GRANT}


def _rows(query: Callable[..., object]) -> Callable[[Visit], dict[str, object]]:
    return lambda visit: {"rows": query(visit.session, visit.hromada.id, now=now())}


PARTS: Mapping[str, Callable[[Visit], dict[str, object]]] = {
    "reports": _reports,
    "people": _people,
    "bodies": _rows(bodies_of),
    "areas": _rows(areas_of),
    "categories": _rows(categories_of),
    "districts": _rows(districts_of),
    "zones": _rows(zones_of),
}


@bp.get("/<slug>/coordination")
@requires(Action.COORDINATE)
def queue(slug: str) -> ResponseReturnValue:
    """Show what waits for the coordinator: reports that no body has."""
    return part_page(slug, "reports", CLEAN)


@bp.get(f"/<slug>/coordination/<any({', '.join(PARTS)}):part>")
@requires(Action.COORDINATE)
def part(slug: str, part: str) -> ResponseReturnValue:
    """Show one part of what the coordinator keeps in order."""
    return part_page(slug, part, CLEAN)


@bp.get(f"/<slug>/coordination/reports/{NUMBER}")
@requires(Action.COORDINATE)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Lead to the report's own page."""
    return redirect(url_for("report_page.page", slug=slug, number=number))


@bp.post(f"/<slug>/coordination/reports/{NUMBER}/assign")
@requires(Action.COORDINATE)
def assign(slug: str, number: int) -> ResponseReturnValue:
    """Hand a report that no body has to the one chosen."""
    try:
        with acting(slug) as visit:
            turn = turn_of(visit, number, Role.COORDINATOR)
            route_report(visit.session, turn, chosen_body(request.form))
    except Rejected as error:
        return part_page(slug, "reports", slip_of(str(number), error)), 422
    except (WrongState, Conflict) as error:
        return meanwhile(slug, number, error, back="coordination")
    tell(gettext("№ %(number)s is sent to its body.", number=number))
    return redirect(url_for("coordination.queue", slug=slug), 303)


@bp.post("/<slug>/coordination/people/grant")
@requires(Action.COORDINATE)
def grant(slug: str) -> ResponseReturnValue:
    """Give somebody a role in this hromada."""
    try:
        with acting(slug) as visit:
            wish = _wish(visit)
            new = appoint(visit.session, wish, now=now())
    except Rejected as error:
        return part_page(slug, "people", slip_of("grant", error)), 422
    given = gettext("%(email)s has the role now.", email=wish.email)
    had = gettext("%(email)s had the role already.", email=wish.email)
    tell(given if new else had, "success" if new else "info")
    return redirect(url_for("coordination.part", slug=slug, part="people"), 303)


@bp.post("/<slug>/coordination/people/revoke")
@requires(Action.COORDINATE)
def revoke(slug: str) -> ResponseReturnValue:
    """Take a role in this hromada from somebody."""
    try:
        with acting(slug) as visit:
            wish = _wish(visit)
            dismiss(visit.session, wish, by=visit.asker.email)
    except (Rejected, NotFound) as error:
        return _refused(slug, error)
    tell(gettext("%(email)s no longer has the role.", email=wish.email))
    return redirect(url_for("coordination.part", slug=slug, part="people"), 303)


def _wish(visit: Visit) -> Grant:
    given = parse_grant(request.form)
    return Grant(visit.hromada.id, given.email, given.role, given.body_id)


def _refused(slug: str, error: DomainError) -> ResponseReturnValue:
    tell(said(error), "warning")
    return part_page(slug, "people", CLEAN), 422


def part_page(slug: str, part: str, slip: Slip) -> str:
    """Return a part's page, with what was typed wrongly marked."""
    with visiting(slug) as visit:
        return render_template(
            f"coordination/{part}.html",
            hromada=visit.hromada,
            asker=visit.asker,
            part=part,
            parts=tuple(PARTS),
            slip=slip,
            settings=current_app.extensions["settings"],
            now=now(),
            **PARTS[part](visit),
        )
