"""The coordinator's pages: responsibility and roles."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Conflict, Message, Rejected, WrongState
from app.domain.roles import Permission, Role
from app.inputs.casework import chosen_body
from app.operations.casework.moderation import route_report
from app.queries.casework.appeals import appeals_count
from app.queries.casework.case import body_choices
from app.queries.casework.coordination import (
    zones_of,
)
from app.queries.casework.queues import unrouted_count, unrouted_reports
from app.queries.failures import Failure, job_failures
from app.queries.traces import staff_traces
from app.security.compression import uncompressed
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.translate import gettext
from app.web.casework.coordination_menu import menu_label, menu_pages, menu_tabs
from app.web.casework.desk import CLEAN, RefusedForm, conflict_page, refused_form, staff_command
from app.web.casework.journal import journal
from app.web.reports.page import NUMBER

bp = Blueprint("coordination", __name__)

# What a coordinator can do something about, by job and thing.
UNDONE: Mapping[tuple[str, str], Message] = {
    ("lapse", "report"): Message("is not closed, though nobody objected in time"),
    ("expire", "report"): Message("still waits for an answer, though the term is over"),
    ("remind of the queue", "report"): Message("is not reminded of, though its term ends"),
    ("remind", "report"): Message("is not reminded of, though its term ends"),
    ("end notices", "notice"): Message("does not end, though its time is over"),
    ("boundaries", "draft"): Message("is not in force, though its day has come"),
    ("categories", "category"): Message("is not in force, though its day has come"),
}


def _reports(context: HromadaContext) -> dict[str, object]:
    listing = unrouted_reports(context.session, now=now())
    return {
        "listing": listing,
        "choices": body_choices(context.session),
        "failures": [(UNDONE[one.job, one.subject], one) for one in _failures(context)],
    }


def _failures(context: HromadaContext) -> list[Failure]:
    return [one for one in job_failures(context.session) if (one.job, one.subject) in UNDONE]


def _traces(context: HromadaContext) -> dict[str, object]:
    uncompressed()
    return {"rows": staff_traces(context.session), "changes": journal(context.session)}


def _zones(context: HromadaContext) -> dict[str, object]:
    uncompressed()  # it shows people's addresses
    return {"rows": zones_of(context.session, now=now())}


PARTS: Mapping[str, Callable[[HromadaContext], dict[str, object]]] = {
    "reports": _reports,
    "zones": _zones,
    "traces": _traces,
}


@bp.get("/<slug>/coordination")
@requires(Permission.COORDINATE)
def queue(slug: str) -> ResponseReturnValue:
    """Show the coordinator's queue: reports without a body; before the opening, its checklist."""
    with reading_in(slug) as context:
        served = context.hromada.served
    if not served:
        return redirect(url_for("opening.page", slug=slug))
    return part_page(slug, "reports", CLEAN)


@bp.get(f"/<slug>/coordination/<any({', '.join(PARTS)}):part>")
@requires(Permission.COORDINATE)
def part(slug: str, part: str) -> ResponseReturnValue:
    """Show one part of the coordinator's pages."""
    return part_page(slug, part, CLEAN)


@bp.get(f"/<slug>/coordination/reports/{NUMBER}")
@requires(Permission.COORDINATE)
def case(slug: str, number: int) -> ResponseReturnValue:
    """Redirect to the report's own page."""
    return redirect(url_for("report_page.page", slug=slug, number=number))


@bp.post(f"/<slug>/coordination/reports/{NUMBER}/assign")
@requires(Permission.COORDINATE)
def assign(slug: str, number: int) -> ResponseReturnValue:
    """Route a report without a body to the chosen one."""
    try:
        with writing_in(slug) as context:
            command = staff_command(context, number, Role.COORDINATOR)
            route_report(context.session, command, chosen_body(request.form))
    except Rejected as error:
        return part_page(slug, "reports", refused_form(str(number), error)), 422
    except (WrongState, Conflict) as error:
        return conflict_page(slug, number, error, back="coordination")
    flash(gettext("№ %(number)s is sent to its body.", number=number), "success")
    return redirect(url_for("coordination.queue", slug=slug), 303)


def part_page(slug: str, part: str, slip: RefusedForm) -> str:
    """Return the page of a part, with the errors of its form."""
    with reading_in(slug) as context:
        return coordination_page(context, part, part=part, slip=slip, **PARTS[part](context))


def coordination_page(
    context: HromadaContext, template: str, *, part: str, **variables: object
) -> str:
    """Return a page of the coordinator, with the menu of all parts.

    ``part`` is that of the page in the menu: coordination_menu.py.
    """
    slug, session = context.hromada.slug, context.session
    counts = {"reports": unrouted_count(session), "appeals": appeals_count(session)}
    return render_template(
        f"coordination/{template}.html",
        hromada=context.hromada,
        user=context.user,
        part=part,
        tabs=menu_tabs(slug, part, counts=counts),
        menu=menu_pages(slug, part),
        menu_title=menu_label(part),
        now=now(),
        **variables,
    )
