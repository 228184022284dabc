"""What residents do with their own reports: confirm, return, supply details, appeal."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.images import check_photo
from app.domain.errors import DomainError, Rejected, WrongState
from app.domain.objections import open_to_reporter
from app.domain.roles import Permission
from app.inputs.reports import parse_appeal, parse_reply
from app.operations.reports.resident import (
    Reply,
    appeal_report,
    confirm_report,
    return_report,
    supply_details,
)
from app.queries.reports.page import no_such_report
from app.security.rate_limits import REPORTING, limiter
from app.security.request_context import now, reading_in, requires, writing_in
from app.web.reports.page import (
    NUMBER,
    fresh,
    last_note,
    remember_reporter,
    report_refusing,
    report_with_errors,
    visible_report,
)
from app.web.reports.photos import forget_photos, keep_photos, sent_photos
from app.web.reports.residents import claim_of

bp = Blueprint("own_reports", __name__)

ReporterAction = Callable[..., None]
_MOST_SHOWN = 20_000


@bp.get(f"/<slug>/reports/{NUMBER}/<any(confirm, return):answer>")
@requires(Permission.OWN_REPORT)
def ask(slug: str, number: int, answer: str) -> ResponseReturnValue:
    """Ask for one answer of the reporter, whom a letter has led here, with one button.

    Who has answered already, or too late, is shown the report.
    """
    with reading_in(slug) as context:
        if key := request.args.get("key"):
            return remember_reporter(context, number, key, request.path)
        seen = visible_report(context, number)
        if not seen.own:
            raise no_such_report()
        if answer not in open_to_reporter(seen.standing, now()):
            return _back(slug, number)
        page = render_template(
            "reports/answer.html",
            hromada=context.hromada,
            report=seen.report,
            answer=answer,
            said=last_note(seen.steps, "correct") or last_note(seen.steps, "solve"),
        )
    return fresh(page)


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


@bp.post(f"/<slug>/reports/{NUMBER}/appeal")
@limiter.limit(REPORTING)
@requires(Permission.OWN_REPORT)
def appeal(slug: str, number: int) -> ResponseReturnValue:
    """Appeal the refusal, once, with words for the coordinator."""
    try:
        words = parse_appeal(request.form)
        with writing_in(slug) as context:
            appeal_report(context.session, number, claim_of(context.user), words, now=now())
    except Rejected as refusal:
        return report_with_errors(slug, number, refusal, typed=_typed())
    except WrongState as refusal:
        return report_refusing(slug, number, refusal, typed=_typed())
    return _back(slug, number)


def _reply(slug: str, number: int, action: ReporterAction) -> ResponseReturnValue:
    try:
        words, photos = parse_reply(request.form, sent_photos(), judge=check_photo)
    except Rejected as refusal:
        return report_with_errors(slug, number, refusal, typed=_typed())
    keys = keep_photos(photos)
    try:
        with writing_in(slug) as context:
            claim = claim_of(context.user)
            action(context.session, number, claim, reply=Reply(words, keys), now=now())
    except DomainError as refusal:
        forget_photos(keys)
        if isinstance(refusal, WrongState):
            return report_refusing(slug, number, refusal, typed=_typed())
        raise
    return _back(slug, number)


def _typed() -> str:
    return request.form.get("words", "")[:_MOST_SHOWN]


def _back(slug: str, number: int) -> ResponseReturnValue:
    return fresh(redirect(url_for("report_page.page", slug=slug, number=number), 303))
