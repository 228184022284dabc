"""A report's page: HTML, JSON and GeoJSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.errors import DomainError, NotFound, Rejected
from app.domain.objections import Standing
from app.domain.roles import Permission
from app.domain.statuses import Colour, Status
from app.errors import error_text, field_errors
from app.queries.notices.notices import notices_of_report
from app.queries.reports.page import (
    PagePhoto,
    ReportPage,
    TimelineStep,
    no_such_report,
    photos_of,
    report_page,
    timeline,
)
from app.security.caching import KEEP
from app.security.devices import remember_device
from app.security.request_context import HromadaContext, now, reading_in, requires
from app.texts.languages import in_language
from app.web.reports.answers import said_of_the_answer, standing_of
from app.web.reports.card import absolute_url, page_url, report_card
from app.web.reports.residents import claim_of, is_staff, key_opens, remember_own, supporter_of
from app.web.reports.texts import reasons_of, timeline_lines
from app.web.urls import numbered

bp = Blueprint("report_page", __name__)

NUMBER = numbered("number")


@dataclass(frozen=True, slots=True)
class VisibleReport:
    """A report with all that the user may see of it."""

    report: ReportPage
    steps: tuple[TimelineStep, ...]
    photos: tuple[PagePhoto, ...]
    own: bool
    staff: bool

    @property
    def standing(self) -> Standing:
        """Return what decides whether the reporter may still speak."""
        return standing_of(self.report, self.steps)

    @property
    def only_the_original(self) -> bool:
        """Return whether the user may know only which report it is a duplicate of."""
        return not (self.report.public or self.own or self.staff)


@bp.get(f"/<slug>/reports/{NUMBER}")
@requires(Permission.SEE)
def page(slug: str, number: int) -> ResponseReturnValue:
    """Show a report; its private link makes the browser its reporter's."""
    with reading_in(slug) as context:
        if key := request.args.get("key"):
            return remember_reporter(context, number, key, request.path)
        seen = visible_report(context, number)
        if seen.only_the_original:
            page = render_template(
                "reports/duplicate.html", hromada=context.hromada, report=seen.report
            )
        else:
            page = render_report(context, seen)
    response = _supportable(fresh(page), seen)
    if seen.own:
        response.headers[KEEP] = "own"
    return response


@bp.get(f"/<slug>/reports/{NUMBER}.json")
@requires(Permission.SEE)
def as_json(slug: str, number: int) -> ResponseReturnValue:
    """Return a report with its timeline and photos as JSON."""
    with reading_in(slug) as context:
        seen = visible_report(context, number)
    return _supportable(fresh(jsonify(_as_dict(slug, seen))), seen)


@bp.get(f"/<slug>/reports/{NUMBER}.geojson")
@requires(Permission.SEE)
def as_geojson(slug: str, number: int) -> ResponseReturnValue:
    """Return a report as a GeoJSON feature (EPSG:4326, lon then lat)."""
    with reading_in(slug) as context:
        properties = _as_dict(slug, visible_report(context, number))
    position = [properties.pop("lon"), properties.pop("lat")]
    feature = {
        "type": "Feature",
        "id": properties["id"],
        "geometry": {"type": "Point", "coordinates": position},
        "properties": properties,
    }
    response = make_response(jsonify(feature))
    response.mimetype = "application/geo+json"
    return fresh(response)


def visible_report(context: HromadaContext, number: int) -> VisibleReport:
    """Return what the user may see; raise NotFound alike for what is missing or not visible."""
    session, user = context.session, context.user
    report = report_page(session, number, reader=supporter_of(user))
    own = claim_of(user).covers(account_id=report.account_id, public_id=report.public_id)
    staff = is_staff(user)
    if not (report.public or own or staff or _public_duplicate(report)):
        raise no_such_report()
    photos = tuple(
        photo
        for photo in photos_of(session, report.id)
        if own or staff or (photo.state == "ready" and not photo.hidden)
    )
    return VisibleReport(report, timeline(session, report.id), photos, own=own, staff=staff)


def render_report(
    context: HromadaContext,
    seen: VisibleReport,
    *,
    errors: Mapping[str, str] | None = None,
    typed: str = "",
    refused: str = "",
) -> str:
    """Return the page; ``errors`` and ``typed`` are those of one of its forms.

    ``refused`` says why what was typed cannot be sent any more.
    """
    report = seen.report
    return render_template(
        "reports/report.html",
        hromada=context.hromada,
        user=context.user,
        report=report,
        photos=seen.photos,
        lines=timeline_lines(
            seen.steps, own=seen.own or seen.staff, body=in_language(report, "body")
        ),
        reasons=reasons_of(report.routing),
        notices=notices_of_report(context.session, report.id),
        own=seen.own,
        staff=seen.staff,
        question=last_note(seen.steps, "ask"),
        rejection=last_note(seen.steps, "reject"),
        errors=errors or {},
        typed=typed,
        refused=refused,
        now=now(),
        page_url=page_url(context.hromada.slug, report.number),
        **said_of_the_answer(context, report, seen.steps, own=seen.own),
    )


def report_with_errors(
    slug: str, number: int, refusal: Rejected, *, typed: str
) -> ResponseReturnValue:
    """Return the page with the errors of one of its forms, status 422."""
    with reading_in(slug) as context:
        seen = visible_report(context, number)
        return render_report(context, seen, errors=field_errors(refusal), typed=typed), 422


def report_refusing(
    slug: str, number: int, refusal: DomainError, *, typed: str
) -> ResponseReturnValue:
    """Return the page with what was typed, which came too late, to be copied; status 409."""
    with reading_in(slug) as context:
        seen = visible_report(context, number)
        return render_report(context, seen, typed=typed, refused=error_text(refusal)), 409


def fresh(answer: ResponseReturnValue) -> Response:
    """Require revalidation: what a user may see changes with every step."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def remember_reporter(context: HromadaContext, number: int, key: str, page: str) -> Response:
    """Remember the reporter and remove the secret from the address by a redirect to the page."""
    report = report_page(context.session, number)
    if not key_opens(key, report.public_id):
        raise NotFound("This link is not valid. Copy it whole from the letter.")
    remember_own(report.public_id)
    return fresh(redirect(page, 303))


def _supportable(response: Response, seen: VisibleReport) -> Response:
    """Make the browser known where its next request may be a support."""
    open_to_all = seen.report.public and seen.report.colour != Colour.CLOSED
    return remember_device(response) if open_to_all else response


def _public_duplicate(report: ReportPage) -> bool:
    if report.hidden_at or report.sensitive or report.duplicate_of is None:
        return False
    return report.status == Status.DUPLICATE


def last_note(steps: tuple[TimelineStep, ...], action: str) -> str:
    """Return the note of the last step with this action, or ""."""
    notes = [
        step.note or str(step.details.get("words") or "") for step in steps if step.action == action
    ]
    return notes[-1] if notes else ""


def _as_dict(slug: str, seen: VisibleReport) -> dict[str, Any]:
    if seen.only_the_original:
        raise no_such_report()
    lines = timeline_lines(seen.steps, own=seen.own or seen.staff)
    return report_card(slug, seen.report) | {
        "photos": [
            absolute_url(url_for("photos.photo", slug=slug, key=photo.key, size="large"))
            for photo in seen.photos
            if photo.state == "ready"
        ],
        "timeline": [
            {"at": line.at.isoformat(), "what": line.what, "who": line.who, "note": line.note}
            for line in lines
        ],
    }
