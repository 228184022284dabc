"""What the moderators' queue and the office share: a case on the desk, and its log in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import DomainError, Rejected
from app.domain.roles import Role
from app.errors import faults_said, said
from app.inputs.casework import seen_event
from app.inputs.text import clean_words
from app.operations.casework.staff_commands import StaffCommand
from app.operations.reports.events import Actor
from app.queries.casework.case import BodyChoice, Case, body_choices, case_of
from app.queries.casework.queues import COUNT_UPTO, QueueEntry, QueuePage
from app.queries.reports.nearby import NearbyReport, photo_hashes, reports_like
from app.queries.reports.page import (
    PagePhoto,
    ReportPage,
    TimelineStep,
    photos_of,
    report_page,
    timeline,
)
from app.security.request_context import HromadaContext, now, reading_in
from app.texts.languages import in_language
from app.texts.translate import gettext
from app.web.reports.texts import TimelineLine, timeline_lines
from gis.geometry import Point
from gis.nearby import Problem


@dataclass(frozen=True, slots=True)
class Desk:
    """A case as it lies before somebody who decides about it."""

    report: ReportPage
    case: Case
    lines: list[TimelineLine]
    photos: tuple[PagePhoto, ...]
    bodies: tuple[BodyChoice, ...]


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """What was wrong with a form, what it held, and which decision it was for."""

    decision: str
    errors: Mapping[str, str]
    typed: Mapping[str, str]


CLEAN = RefusedForm("", {}, {})


def desk_of(context: HromadaContext, number: int) -> Desk:
    """Return the case in full; raise NotFound if the hromada has none of this number."""
    session, hromada_id = context.session, context.hromada.id
    report = report_page(session, hromada_id, number)
    bodies = body_choices(session, hromada_id)
    return Desk(
        report=report,
        case=case_of(session, hromada_id, number),
        lines=log_lines(timeline(session, hromada_id, report.id), bodies),
        photos=photos_of(session, hromada_id, report.id),
        bodies=bodies,
    )


def alike(context: HromadaContext, desk: Desk) -> tuple[NearbyReport, ...]:
    """Return public open reports that the one on the desk may repeat, the likeliest first."""
    session, hromada_id, report = context.session, context.hromada.id, desk.report
    problem = Problem(
        Point(report.lon, report.lat),
        report.category,
        words=report.public_text,
        looks=photo_hashes(session, hromada_id, report.id),
        leave_out=report.id,
    )
    return reports_like(session, hromada_id, problem, now=now())


def log_lines(steps: Iterable[TimelineStep], bodies: Iterable[BodyChoice]) -> list[TimelineLine]:
    """Return the whole log in words, with what is not for the public marked so."""
    names = {body.id: in_language(body) for body in bodies}
    lines = []
    for step in steps:
        for line in timeline_lines([replace(step, public=True)], own=True):
            who = line.who if step.public else f"{line.who} · {gettext('not public')}"
            note = "\n".join(filter(None, (_bodies(step, names), _sayings(step), line.note)))
            lines.append(replace(line, who=who, note=note))
    return lines


def _bodies(step: TimelineStep, names: Mapping[int, str]) -> str:
    to = step.details.get("to")
    return f"→ {names.get(to, '?')}" if to else ""


def _sayings(step: TimelineStep) -> str:
    if original := step.details.get("original"):
        return gettext("Repeats № %(number)s.", number=original)
    if "passages" in step.details:
        return gettext("Blacked out: %(count)s.", count=len(step.details["passages"]))
    return ""


def neighbours(entries: tuple[QueueEntry, ...], number: int) -> tuple[int | None, int | None]:
    """Return the numbers before and after this one in the list; None at its ends."""
    numbers = [entry.number for entry in entries]
    if number not in numbers:
        return None, numbers[0] if numbers else None
    at = numbers.index(number)
    before = numbers[at - 1] if at else None
    after = numbers[at + 1] if at + 1 < len(numbers) else None
    return before, after


def staff_command(context: HromadaContext, number: int, role: Role) -> StaffCommand:
    """Return the asker's turn at the report, in the capacity that the page is for."""
    actor = Actor(role, context.user.account_id)
    return StaffCommand(number, actor, now(), seen=seen_event(request.form))


def refused_form(decision: str, error: Rejected) -> RefusedForm:
    """Return what was wrong, to be shown in the form that was sent."""
    return RefusedForm(decision, faults_said(error, otherwise=""), request.form)


def meanwhile(slug: str, number: int, error: DomainError, *, back: str) -> ResponseReturnValue:
    """Say what happened to the report while this person decided; ``back`` is an endpoint.

    Their words are shown to be copied: no browser keeps a page of somebody who is signed in.
    """
    with reading_in(slug) as context:
        desk = desk_of(context, number)
        page = render_template(
            "casework/meanwhile.html",
            hromada=context.hromada,
            user=context.user,
            desk=desk,
            lines=desk.lines[-3:],
            message=said(error),
            typed=clean_words(request.form.get("words", "")),
            photos=any(file.filename for file in request.files.getlist("photos")),
            again=url_for(f"{back}.case", slug=slug, number=number),
            others=url_for(f"{back}.queue", slug=slug),
        )
    return page, 409


def tell(message: str, kind: str = "success") -> None:
    """Say something at the top of the next page."""
    flash(message, kind)


def _number(count: int) -> str:
    if count > COUNT_UPTO:
        return f"{COUNT_UPTO}+"
    return str(count) if count else ""


def tab_links(
    listing: QueuePage, endpoint: str, slug: str, tabs: Iterable[str]
) -> list[dict[str, object]]:
    """Return each tab's name, address and number, for the template."""
    return [
        {
            "tab": tab,
            "href": url_for(endpoint, slug=slug, tab=tab),
            "count": _number(listing.counts.get(tab, 0)),
        }
        for tab in tabs
    ]
