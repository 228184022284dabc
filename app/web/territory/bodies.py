"""The coordinator's page of bodies: find, add, change, close, invite an officer."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import Conflict, NotFound, Rejected, WrongState
from app.domain.roles import Permission, Role
from app.errors import error_text, status_of
from app.inputs.directory_forms import BODY_KINDS, parse_body, parse_closing
from app.inputs.form import Form
from app.operations.accounts.accounts import Grant
from app.operations.accounts.appointments import appoint_staff
from app.operations.territory.bodies import add_body, change_body, close_body, reopen_body
from app.queries.territory.bodies import BodyOverview, bodies_of, effects_of, matching
from app.security.compression import uncompressed
from app.security.rate_limits import INVITING, limiter
from app.security.request_context import now, reading_in, requires
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, refused_form
from app.web.casework.editing import coordinator, editing_in, upload_url
from app.web.urls import numbered

bp = Blueprint("bodies", __name__)

BASE = "/<slug>/coordination/bodies"
ONE = f"{BASE}/{numbered('body_id')}"
_LONGEST_SEARCH = 100


@bp.get(BASE)
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show the bodies that match the search, and a form for a new one."""
    return _page(slug, None)


@bp.get(ONE)
@requires(Permission.COORDINATE)
def one(slug: str, body_id: int) -> ResponseReturnValue:
    """Show one body beside the table."""
    return _page(slug, body_id)


@bp.get(f"{ONE}/close")
@requires(Permission.COORDINATE)
def ask_close(slug: str, body_id: int) -> ResponseReturnValue:
    """Ask whether to close the body, showing what becomes of what it has."""
    return _closing_page(slug, body_id, CLEAN)


@bp.post(f"{BASE}/add")
@requires(Permission.COORDINATE)
def add(slug: str) -> ResponseReturnValue:
    """Add a body."""
    try:
        with editing_in(slug) as context:
            body_id = add_body(context.session, parse_body(request.form), now=now())
    except Rejected as error:
        return _page(slug, None, refused_form("body", error)), 422
    return _done(slug, gettext("The body is added."), body_id)


@bp.post(f"{ONE}/change")
@requires(Permission.COORDINATE)
def change(slug: str, body_id: int) -> ResponseReturnValue:
    """Change a body from today on."""
    try:
        with editing_in(slug) as context:
            change_body(context.session, body_id, parse_body(request.form), now=now())
    except (Rejected, Conflict) as error:
        form = refused_form("body", error, otherwise="seen")
        return _page(slug, body_id, form), status_of(error)
    return _done(slug, gettext("Saved. The change counts from today."), body_id)


@bp.post(f"{ONE}/close")
@requires(Permission.COORDINATE)
def close(slug: str, body_id: int) -> ResponseReturnValue:
    """Close a body and give what it has to another."""
    try:
        closing = parse_closing(request.form)
        with editing_in(slug) as context:
            left = close_body(
                context.session,
                body_id,
                coordinator(context),
                closing.reason,
                to=closing.to,
                now=now(),
            )
    except Rejected as error:
        return _closing_page(slug, body_id, refused_form("close", error, otherwise="reason")), 422
    except WrongState as error:
        flash(error_text(error), "warning")
        return redirect(url_for("bodies.one", slug=slug, body_id=body_id), 303)
    if left:
        flash(gettext("Reports still to move: %(count)s. Press once more.", count=left), "info")
        return redirect(url_for("bodies.ask_close", slug=slug, body_id=body_id), 303)
    return _done(slug, gettext("The body is closed."), body_id)


@bp.post(f"{ONE}/reopen")
@requires(Permission.COORDINATE)
def reopen(slug: str, body_id: int) -> ResponseReturnValue:
    """Let a closed body take reports again."""
    try:
        with editing_in(slug) as context:
            reopen_body(context.session, body_id, now=now())
    except WrongState as error:
        flash(error_text(error), "warning")
        return redirect(url_for("bodies.one", slug=slug, body_id=body_id), 303)
    return _done(slug, gettext("The body takes reports again."), body_id)


@bp.post(f"{ONE}/invite")
@limiter.limit(INVITING)
@requires(Permission.COORDINATE)
def invite(slug: str, body_id: int) -> ResponseReturnValue:
    """Make somebody the body's responsible officer."""
    form = Form(request.form)
    email = form.email("email")
    try:
        form.check()
        with editing_in(slug) as context:
            grant = Grant(context.hromada.id, email, Role.OFFICER, body_id)
            appoint_staff(context.session, grant, now=now(), by=context.user.account_id)
    except Rejected as error:
        return _page(slug, body_id, refused_form("invite", error, otherwise="email")), 422
    done = gettext("%(email)s answers for this body now, and signs in by a letter.", email=email)
    return _done(slug, done, body_id)


def _done(slug: str, message: str, body_id: int) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("bodies.one", slug=slug, body_id=body_id), 303)


def _page(slug: str, body_id: int | None, slip: RefusedForm = CLEAN) -> str:
    uncompressed()  # it shows people's addresses
    words = request.args.get("q", "").strip()[:_LONGEST_SEARCH]
    with reading_in(slug) as context:
        bodies = bodies_of(context.session, now=now())
        acting = [body for body in bodies if body.active]
        return coordination_page(
            context,
            "bodies",
            part="bodies",
            slip=slip,
            rows=matching(bodies, words) if words else bodies,
            acting=acting,
            query=words,
            chosen=_chosen(bodies, body_id) if body_id else None,
            adding=body_id is None and ("new" in request.args or slip.decision == "body"),
            body_kinds=BODY_KINDS,
            upload=upload_url(slug, "bodies"),
        )


def _closing_page(slug: str, body_id: int, slip: RefusedForm) -> str:
    with reading_in(slug) as context:
        bodies = bodies_of(context.session, now=now())
        return coordination_page(
            context,
            "body_close",
            part="bodies",
            slip=slip,
            body=_chosen(bodies, body_id),
            others=[body for body in bodies if body.active and body.id != body_id],
            effects=effects_of(context.session, body_id, now=now()),
        )


def _chosen(bodies: list[BodyOverview], body_id: int) -> BodyOverview:
    chosen = next((body for body in bodies if body.id == body_id), None)
    if chosen is None:
        raise NotFound("There is no such body in this hromada.")
    return chosen
