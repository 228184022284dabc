"""Support a report: by account, by browser, or by what proves more on a crowded network."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NeedsProof
from app.domain.roles import Permission
from app.domain.supports import SupportCount
from app.errors import error_text, wants_json
from app.operations.reports.supporting import NO_DEVICE, support_report, withdraw_support
from app.security.rate_limits import REPORTING, client_network, limiter
from app.security.request_context import now, reading_in, requires, writing_in
from app.web.reports.page import NUMBER, fresh, visible_report
from app.web.reports.residents import new_supporter, supporter_of

bp = Blueprint("supporting", __name__)

# A household shares one network; a client without cookies does not get far.
SUPPORTING_ONE = "30 per day"


def _network_and_report() -> str:
    return f"{client_network()} {request.path}"


@bp.post(f"/<slug>/reports/{NUMBER}/support")
@limiter.limit(REPORTING)
@limiter.limit(SUPPORTING_ONE, key_func=_network_and_report)
@requires(Permission.SUPPORT)
def support(slug: str, number: int) -> ResponseReturnValue:
    """Add this person's support, or with ``undo`` withdraw it."""
    if _wants_undo():
        with writing_in(slug) as context:
            identity = supporter_of(context.user)
            left = withdraw_support(context.session, number, identity=identity)
        return _outcome(slug, number, left, state=None)
    try:
        with writing_in(slug) as context:
            identity = new_supporter(context.user)
            given = support_report(context.session, number, identity=identity, now=now())
    except NeedsProof as refusal:
        if wants_json():
            raise
        return _asking_for_more(slug, number, refusal)
    return _outcome(slug, number, given.count, state=given.state)


def _wants_undo() -> bool:
    if request.is_json:
        given = request.get_json(silent=True)
        return isinstance(given, dict) and bool(given.get("undo"))
    return bool(request.form.get("undo"))


def _outcome(slug: str, number: int, count: SupportCount, *, state: str | None) -> Response:
    if wants_json():
        numbers = {"supporters": count.supporters, "confirmed_supporters": count.confirmed}
        return fresh(jsonify(**numbers, supported=state is not None, state=state))
    page = url_for("report_page.page", slug=slug, number=number, _anchor="support")
    return fresh(redirect(page, 303))


def _asking_for_more(slug: str, number: int, refusal: NeedsProof) -> ResponseReturnValue:
    """Return the page with every way on: press again, e-mail, sign in."""
    with reading_in(slug) as context:
        page = render_template(
            "reports/support_more.html",
            hromada=context.hromada,
            user=context.user,
            report=visible_report(context, number).report,
            words=error_text(refusal),
            again=refusal.message == NO_DEVICE,
        )
    return fresh((page, 403))
