"""Who works in the hromada: roles given by letter, reminded of, and taken in two steps."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import DomainError, NotFound, Rejected
from app.domain.roles import Permission
from app.errors import error_text
from app.inputs.accounts import COORDINATORS_GRANT, parse_appointment, parse_grant
from app.inputs.casework import people_search
from app.operations.accounts.accounts import Grant
from app.operations.accounts.appointments import appoint_staff, dismiss_staff
from app.operations.accounts.invitations import remind_of_role
from app.queries.accounts import role_holders
from app.queries.casework.case import body_choices
from app.security.compression import uncompressed
from app.security.rate_limits import INVITING, TRIAL_LETTERS, limiter
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, refused_form
from app.web.casework.editing import editing_in
from app.web.urls import numbered

bp = Blueprint("people", __name__)


@bp.get("/<slug>/coordination/people")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show who has a role, and give one."""
    return _page(slug, CLEAN)


@bp.post("/<slug>/coordination/people/grant")
@limiter.limit(INVITING)
@requires(Permission.COORDINATE)
def grant(slug: str) -> ResponseReturnValue:
    """Grant a role in this hromada, and tell of it by letter."""
    try:
        with editing_in(slug) as context:
            form = parse_appointment(request.form)
            requested = Grant(
                context.hromada.id, form.grant.email, form.grant.role, form.grant.body_id
            )
            by = context.user.account_id
            new = appoint_staff(context.session, requested, now=now(), by=by, name=form.name)
    except Rejected as error:
        return _page(slug, refused_form("grant", error)), 422
    granted = gettext(
        "%(email)s has the role now, and a letter is on its way.", email=requested.email
    )
    had = gettext("%(email)s had the role already.", email=requested.email)
    flash(granted if new else had, "success" if new else "info")
    return redirect(url_for("people.page", slug=slug), 303)


@bp.get("/<slug>/coordination/people/revoke")
@requires(Permission.COORDINATE)
def ask_revoke(slug: str) -> ResponseReturnValue:
    """Ask once more before a role is taken."""
    uncompressed()
    with reading_in(slug) as context:
        asked = _grant(context, request.args)
        holders = role_holders(context.session)
        held = (asked.email, asked.role, asked.body_id)
        holder = next((h for h in holders if (h.email, h.role, h.body_id) == held), None)
        if holder is None:
            raise NotFound("%(email)s does not hold this role here.", email=asked.email)
        return coordination_page(context, "people_revoke", part="people", holder=holder)


@bp.post("/<slug>/coordination/people/revoke")
@requires(Permission.COORDINATE)
def revoke(slug: str) -> ResponseReturnValue:
    """Revoke a role in this hromada."""
    try:
        with editing_in(slug) as context:
            requested = _grant(context, request.form)
            dismiss_staff(context.session, requested, by=context.user.email)
    except (Rejected, NotFound) as error:
        return _refused(slug, error)
    flash(gettext("%(email)s no longer has the role.", email=requested.email), "success")
    return redirect(url_for("people.page", slug=slug), 303)


@bp.post(f"/<slug>/coordination/people/{numbered('grant_id')}/remind")
@limiter.limit(TRIAL_LETTERS)
@requires(Permission.COORDINATE)
def remind(slug: str, grant_id: int) -> ResponseReturnValue:
    """Write once more to whoever was given a role and has not signed in."""
    try:
        with writing_in(slug) as context:
            by = context.user.account_id
            email = remind_of_role(context.session, grant_id, by=by, now=now())
    except Rejected as error:
        return _refused(slug, error)
    flash(gettext("A reminder is on its way to %(email)s.", email=email), "success")
    return redirect(url_for("people.page", slug=slug), 303)


def _grant(context: HromadaContext, given: dict[str, str]) -> Grant:
    form = parse_grant(given)
    return Grant(context.hromada.id, form.email, form.role, form.body_id)


def _refused(slug: str, error: DomainError) -> ResponseReturnValue:
    flash(error_text(error), "warning")
    return _page(slug, CLEAN), 422


def _page(slug: str, slip: RefusedForm) -> str:
    uncompressed()  # it shows people's addresses
    search = people_search(request.args)
    with reading_in(slug) as context:
        return coordination_page(
            context,
            "people",
            part="people",
            slip=slip,
            search=search,
            holders=role_holders(context.session, search=search),
            choices=body_choices(context.session),
            grantable=COORDINATORS_GRANT,
        )
