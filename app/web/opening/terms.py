"""A hromada's terms, with the days they count from and the decisions that set them."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.deadlines import KYIV
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.roles import Permission
from app.errors import error_text, status_of
from app.inputs.opening import CLOCK_LIMITS, parse_moment, parse_terms
from app.operations.opening.terms import TermsChange, set_terms, withdraw_terms
from app.queries.opening.terms import clock_histories, terms_seen
from app.security.request_context import now, reading_in, requires
from app.texts.translate import gettext
from app.web.casework.coordination import coordination_page
from app.web.casework.desk import CLEAN, RefusedForm, refused_form
from app.web.casework.editing import editing_in

bp = Blueprint("terms", __name__)


@bp.get("/<slug>/coordination/terms")
@requires(Permission.COORDINATE)
def page(slug: str) -> ResponseReturnValue:
    """Show each clock: in force, to come, and before."""
    return _page(slug, CLEAN)


@bp.post("/<slug>/coordination/terms")
@requires(Permission.COORDINATE)
def change(slug: str) -> ResponseReturnValue:
    """Set the terms from a day on."""
    try:
        form = parse_terms(request.form)
        with editing_in(slug) as context:
            by = context.user.account_id
            seen = request.form.get("seen", "")
            terms = TermsChange(form.days, form.starts, form.decision, seen)
            set_terms(context.session, terms, by=by, now=now())
    except (Rejected, Conflict) as error:
        return _page(slug, refused_form("terms", error, otherwise="seen")), status_of(error)
    flash(gettext("The terms are recorded. Running reports keep theirs."), "success")
    return redirect(url_for("terms.page", slug=slug), 303)


@bp.post("/<slug>/coordination/terms/withdraw")
@requires(Permission.COORDINATE)
def withdraw(slug: str) -> ResponseReturnValue:
    """Withdraw terms that have not begun."""
    try:
        with editing_in(slug) as context:
            withdraw_terms(context.session, parse_moment(request.form, "starts_at"), now=now())
    except (NotFound, Rejected) as error:
        flash(error_text(error), "warning")
        return _page(slug, CLEAN), 422
    flash(gettext("The change is withdrawn; what is in force stays."), "success")
    return redirect(url_for("terms.page", slug=slug), 303)


def _page(slug: str, slip: RefusedForm) -> str:
    today = now().astimezone(KYIV).date()
    with reading_in(slug) as context:
        clocks = clock_histories(context.session, now=now())
        typed = {one.clock: str(one.current.days) for one in clocks}
        # Before it opens nobody has reported yet: its first terms count from its first day.
        starts = today + timedelta(days=1) if context.hromada.served else today
        typed |= {"starts": starts.isoformat(), "number": "", "decided": ""}
        return coordination_page(
            context,
            "terms",
            part="terms",
            clocks=clocks,
            limits=CLOCK_LIMITS,
            typed=typed | dict(slip.typed),
            errors=slip.errors,
            seen=terms_seen(clocks),
            today=today,
        )
