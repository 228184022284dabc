"""What residents do with their own reports: confirm, return, supply details."""

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.images import check_photo
from app.domain.errors import DomainError, Rejected
from app.domain.roles import Permission
from app.inputs.reports import parse_reply
from app.operations.reports.resident import Reply, confirm_report, return_report, supply_details
from app.security.rate_limits import REPORTING, limiter
from app.security.request_context import now, requires, writing_in
from app.web.reports.page import NUMBER, fresh, report_with_errors
from app.web.reports.photos import forget_photos, keep_photos, sent_photos
from app.web.reports.residents import claim_of

bp = Blueprint("own_reports", __name__)

ReporterAction = Callable[..., None]


@bp.post(f"/<slug>/reports/{NUMBER}/confirm")
@limiter.limit(REPORTING)
@requires(Permission.OWN_REPORT)
def confirm(slug: str, number: int) -> ResponseReturnValue:
    """Confirm that the report is solved."""
    with writing_in(slug) as context:
        confirm_report(context.session, number, claim_of(context.user), now=now())
    return _back(slug, number)


@bp.post(f"/<slug>/reports/{NUMBER}/return")
@limiter.limit(REPORTING)
@requires(Permission.OWN_REPORT)
def send_back(slug: str, number: int) -> ResponseReturnValue:
    """Return the report as not solved, with a reason."""
    return _reply(slug, number, return_report)


@bp.post(f"/<slug>/reports/{NUMBER}/supply")
@limiter.limit(REPORTING)
@requires(Permission.OWN_REPORT)
def supply(slug: str, number: int) -> ResponseReturnValue:
    """Answer the moderator's question."""
    return _reply(slug, number, supply_details)


def _reply(slug: str, number: int, action: ReporterAction) -> ResponseReturnValue:
    try:
        words, photos = parse_reply(request.form, sent_photos(), judge=check_photo)
    except Rejected as refusal:
        typed = request.form.get("words", "")[:20_000]
        return report_with_errors(slug, number, refusal, typed=typed)
    keys = keep_photos(photos)
    try:
        with writing_in(slug) as context:
            claim = claim_of(context.user)
            action(context.session, number, claim, reply=Reply(words, keys), now=now())
    except DomainError:
        forget_photos(keys)
        raise
    return _back(slug, number)


def _back(slug: str, number: int) -> ResponseReturnValue:
    return fresh(redirect(url_for("report_page.page", slug=slug, number=number), 303))
