"""Notices for staff: the form, the end, and one answer to all reports that a notice explains."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain.errors import DomainError, NotAllowed, Rejected, Unavailable, WrongState
from app.domain.roles import Permission, Role
from app.errors import field_errors, refused_page
from app.inputs.casework import answer_text
from app.inputs.notices import (
    NoticeAreaFile,
    NoticeAreaInput,
    NoticeInput,
    parse_closing,
    parse_notice,
)
from app.operations.notices.announcing import NewNotice, announce, end_notice, lock_notice
from app.operations.notices.answering import solve_explained
from app.operations.reports.events import Actor
from app.queries.casework.case import body_choices
from app.queries.notices.areas import area_geojson
from app.queries.notices.notices import NoticeCard, notice_card
from app.queries.reports.form import categories_by_group
from app.queries.territory.addresses import addresses_like, only_match
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.services import services
from app.texts.translate import gettext
from app.web.notices.public import may_manage, render_notice
from app.web.urls import numbered
from gis.files.faults import UnreadableFile
from gis.files.messages import msg
from gis.geometry import Point
from gis.notices import area_around, ewkt

bp = Blueprint("announcing", __name__)

MAX_AREA_BYTES = 8 * 2**20


@bp.get("/<slug>/notices/new")
@requires(Permission.ANNOUNCE)
def new(slug: str) -> ResponseReturnValue:
    """Show the form of a new notice."""
    with reading_in(slug) as context:
        return notice_form(context, {})


@bp.post("/<slug>/notices")
@requires(Permission.ANNOUNCE)
def create(slug: str) -> ResponseReturnValue:
    """Create the notice, or return the form with its errors."""
    try:
        sent = parse_notice(request.form, sent_area_file(), now=now())
        drawn = area_of_content(sent.area)
        with writing_in(slug) as context:
            number = announce(context.session, _new_notice(context, sent, drawn), now=now())
    except (Rejected, Unavailable) as refusal:
        with reading_in(slug) as context:
            page = notice_form(context, field_errors(refusal, otherwise="area"))
            return refused_page(page, refusal)
    flash(gettext("The notice is on the map."), "success")
    return redirect(url_for("notices.page", slug=slug, number=number), 303)


@bp.post(f"/<slug>/notices/{numbered('number')}/end")
@requires(Permission.ANNOUNCE)
def end(slug: str, number: int) -> ResponseReturnValue:
    """End the notice; its subscribers and the reporters whom it answered get a letter."""
    try:
        closing = parse_closing(request.form)
        with writing_in(slug) as context:
            check_managed(context, number)
            notice = lock_notice(context.session, number)
            end_notice(context.session, notice, now=now(), closing=closing)
            cancelled = notice_card(context.session, number).cancelled
    except (Rejected, WrongState) as error:
        return _again(slug, number, error)
    flash(
        gettext("The notice is cancelled; letters are on their way.")
        if cancelled
        else gettext("The notice is over; letters are on their way."),
        "success",
    )
    return redirect(url_for("notices.page", slug=slug, number=number), 303)


@bp.post(f"/<slug>/notices/{numbered('number')}/solve")
@requires(Permission.ANSWER)
def solve(slug: str, number: int) -> ResponseReturnValue:
    """Answer as solved all reports of the officer's bodies that the notice explains."""
    try:
        answer = answer_text(request.form)
        with writing_in(slug) as context:
            user = context.user
            notice = lock_notice(context.session, number)
            actor = Actor(Role.OFFICER, user.account_id)
            answered = solve_explained(
                context.session, notice, actor, body_ids=user.body_ids, answer=answer, now=now()
            )
    except (Rejected, WrongState) as error:
        return _again(slug, number, error)
    flash(gettext("Reports answered: %(count)s.", count=answered), "success")
    return redirect(url_for("notices.page", slug=slug, number=number), 303)


def sent_area_file() -> NoticeAreaFile | None:
    """Return the file of polygons sent with the form, if any."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return None
    return NoticeAreaFile(file.filename, file.stream.read())


def _new_notice(context: HromadaContext, sent: NoticeInput, drawn: str | None) -> NewNotice:
    user = context.user
    if Role.COORDINATOR not in user.roles and sent.body_id not in user.body_ids:
        raise Rejected.on("body", "Choose your own body.")
    return NewNotice(
        title=(sent.title_uk, sent.title_en),
        words=(sent.words_uk, sent.words_en),
        area=drawn or area_of_addresses(context, sent.area or NoticeAreaInput()),
        starts_at=sent.starts_at,
        ends_at=sent.ends_at,
        decision=sent.decision,
        body_id=sent.body_id,
        categories=sent.categories,
        account_id=user.account_id,
    )


def area_of_content(area: NoticeAreaInput | None) -> str | None:
    """Return the area of a file or drawing as EWKT (EPSG:4326), None if there is neither.

    Raises Rejected for one that cannot be taken. Called before any transaction begins.
    """
    if area is None or not area.content:
        return None
    try:
        if len(area.content) > MAX_AREA_BYTES:
            raise UnreadableFile(
                msg("the file is larger than %(mb)s MB", mb=MAX_AREA_BYTES // 2**20)
            )
        return ewkt(services().files.area(area.content, area.suffix, drawn=area.drawn))
    except UnreadableFile as fault:
        raise Rejected.on(
            "area", "This area cannot be taken: %(reason)s.", reason=fault.reason
        ) from fault


def area_of_addresses(context: HromadaContext, area: NoticeAreaInput) -> str:
    """Return the area around addresses as EWKT (EPSG:4326); raise Rejected for unknown ones."""
    points, unknown = [], []
    for raw in area.addresses:
        found = only_match(addresses_like(context.session, raw), raw)
        if found is None:
            unknown.append(raw)
        else:
            points.append(Point(found.lon, found.lat))
    if unknown:
        field = "address" if request.form.get("address") else "addresses"
        which = "; ".join(unknown[:10])
        raise Rejected.on(field, "No such address, or several: %(which)s.", which=which)
    return area_around(context.session.connection(), points, radius_m=area.radius_m)


def check_managed(context: HromadaContext, number: int) -> NoticeCard:
    """Return the notice; raise NotAllowed if the user may not end or change it."""
    notice = notice_card(context.session, number)
    if not may_manage(context, notice):
        raise NotAllowed("Your role does not allow this step.")
    return notice


def _again(slug: str, number: int, error: DomainError) -> ResponseReturnValue:
    with reading_in(slug) as context:
        page = render_notice(context, number, errors=field_errors(error, otherwise=""))
    return page, 422 if isinstance(error, Rejected) else 409


def notice_form(
    context: HromadaContext,
    errors: dict[str, str],
    *,
    filled: MultiDict[str, str] | None = None,
    changing: NoticeCard | None = None,
) -> str:
    """Return the form for a new notice or for changes of one; ``filled`` are its values."""
    user = context.user
    bodies = body_choices(context.session)
    if Role.COORDINATOR not in user.roles:
        bodies = tuple(body for body in bodies if body.id in user.body_ids)
    return render_template(
        "notices/form.html",
        hromada=context.hromada,
        user=user,
        bodies=bodies,
        any_body=Role.COORDINATOR in user.roles,
        groups=categories_by_group(context.session),
        form=request.form if filled is None else filled,
        changing=changing,
        begun=changing is not None and changing.starts_at <= now(),
        area=area_geojson(context.session, changing.id) if changing else "",
        errors=errors,
    )
