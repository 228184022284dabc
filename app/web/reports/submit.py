"""Submission of reports, and the page that confirms it."""

from dataclasses import dataclass

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.adapters.images import check_photo
from app.domain.errors import DomainError, Rejected
from app.domain.personal_data.detector import personal_data_in
from app.domain.roles import Permission
from app.errors import wants_json
from app.inputs.reports import Submission, parse_report_form, parse_report_json
from app.operations.confirmations import Unsent
from app.operations.reports.submitting import NewReport, submit_report
from app.queries.opening.checklist import is_moderated
from app.queries.reports.page import ReportCard, no_such_report, report_page
from app.queries.territory.hromadas import GENERIC_PLANS
from app.security.devices import network_key
from app.security.rate_limits import REPORTING, limiter
from app.security.request_context import HromadaContext, now, reading_in, requires, writing_in
from app.security.typed_addresses import typed_address
from app.texts.languages import chosen_language
from app.texts.personal_data import kinds_in_words
from app.web.reports.card import absolute_url, page_url, report_card
from app.web.reports.form import refused_form
from app.web.reports.page import NUMBER
from app.web.reports.photos import forget_photos, keep_photos, sent_photos
from app.web.reports.residents import claim_of, key_opens, own_key, own_link, remember_own

bp = Blueprint("reports", __name__)


@dataclass(frozen=True, slots=True)
class SubmittedReport:
    """A report that was submitted; ``created`` is False where it was sent before.

    ``unsent`` is why the address in it was not asked to confirm, ``asked`` whether it was;
    ``perhaps_repeated``: the same sender has sent nearly the same words lately.
    """

    report: ReportCard
    created: bool
    unsent: Unsent | None
    asked: bool
    perhaps_repeated: bool


@bp.post("/<slug>/reports")
@limiter.limit(REPORTING)
@requires(Permission.REPORT)
def submit(slug: str) -> ResponseReturnValue:
    """Submit a report by form or JSON; the same idempotency key returns the same report."""
    try:
        submitted_report = _submit(slug, _submission())
    except Rejected as refusal:
        if wants_json():
            raise
        return refused_form(slug, refusal)
    remember_own(submitted_report.report.public_id)
    if wants_json():
        return _json_answer(slug, submitted_report)
    return redirect(
        _sent_link(slug, submitted_report, own_key(submitted_report.report.public_id)), 303
    )


@bp.get(f"/<slug>/reports/{NUMBER}/sent")
@requires(Permission.OWN_REPORT)
def sent(slug: str, number: int) -> ResponseReturnValue:
    """Confirm the submission: number, page, private link, what happens next."""
    with reading_in(slug) as context:
        report = report_page(context.session, number)
        key = request.args.get("key", "")
        claim = claim_of(context.user)
        own = claim.covers(account_id=report.account_id, public_id=report.public_id)
        if not (own or key_opens(key, report.public_id)):
            raise no_such_report()
        remember_own(report.public_id)
        page = render_template(
            "reports/sent.html",
            hromada=context.hromada,
            user=context.user,
            here="report",
            report=report,
            own_url=absolute_url(own_link(slug, number, report.public_id)),
            page_url=page_url(slug, number),
            unsent=request.args.get("unsent", ""),
            moderated=is_moderated(context.session),
            personal=kinds_in_words(mark.kind for mark in personal_data_in(report.public_text)),
        )
    return _private(page)


def _submission() -> Submission:
    key = request.headers.get("Idempotency-Key")
    if request.is_json:
        return parse_report_json(request.get_data(), key=key, judge=check_photo)
    return parse_report_form(request.form, sent_photos(), key=key, judge=check_photo)


def _submit(slug: str, submission: Submission) -> SubmittedReport:
    """Store the photos first: a row must never name an original that does not exist."""
    keys = keep_photos(submission.photos)
    try:
        with writing_in(slug, plans=GENERIC_PLANS) as context:
            session = context.session
            new = _new_report(context, submission, keys)
            submitted = submit_report(session, new, now=now())
            report = submitted.card or report_page(session, submitted.number)
    except DomainError:
        forget_photos(keys)
        raise
    if not submitted.created:
        forget_photos(keys)
    asked = new.reporter is not None and not (new.reporter.confirmed or submitted.unsent)
    return SubmittedReport(
        report, submitted.created, submitted.unsent, asked, submitted.perhaps_repeated
    )


def _new_report(
    context: HromadaContext, submission: Submission, keys: tuple[str, ...]
) -> NewReport:
    return NewReport(
        category=submission.category,
        description=submission.description,
        private_note=submission.private_note,
        point=submission.point,
        reporter=typed_address(context.user, submission.email) if submission.email else None,
        locale=chosen_language(),
        channel="api" if request.is_json else "web",
        account_id=context.user.account_id,
        photos=keys,
        idempotency_key=submission.idempotency_key,
        idempotency_digest=submission.digest,
        origin_key=network_key(),
    )


def _json_answer(slug: str, submitted_report: SubmittedReport) -> ResponseReturnValue:
    card = report_card(slug, submitted_report.report)
    key = own_key(submitted_report.report.public_id)
    links: dict[str, object] = {
        "own_url": f"{card['url']}?key={key}",
        "next_url": _sent_link(slug, submitted_report, key),
        "address_asked": submitted_report.asked,
        "address_unsent": submitted_report.unsent,
        "perhaps_repeated": submitted_report.perhaps_repeated,
    }
    response = make_response(jsonify(card | links), 201 if submitted_report.created else 200)
    response.headers["Location"] = card["url"].removeprefix(absolute_url(""))
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent_link(slug: str, submitted_report: SubmittedReport, key: str) -> str:
    number, unsent = submitted_report.report.number, submitted_report.unsent
    return url_for("reports.sent", slug=slug, number=number, key=key, unsent=unsent or None)


def _private(page: str) -> ResponseReturnValue:
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
