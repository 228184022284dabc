"""Support a report: by account, by browser, or by what proves more on a crowded network."""

from datetime import UTC, datetime, time, timedelta

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NeedsProof, ProofRequired
from app.domain.roles import Permission
from app.domain.supports import SupportCount
from app.errors import error_text, wants_json
from app.operations.reports.supporting import CROWDED, support_report, withdraw_support
from app.security.proof_of_work import challenge
from app.security.rate_limits import REPORTING, limiter
from app.security.rate_rules import Allowance
from app.security.request_context import now, reading_in, requires, writing_in
from app.web.reports.page import NUMBER, fresh, visible_report
from app.web.reports.residents import new_supporter, supporter_of

bp = Blueprint("supporting", __name__)
# What proofs of work are made for.
ENDPOINT = "supporting.support"

# Browsers that keep no cookie do not get far; a carrier's customers do.
SUPPORTING_ONE = Allowance(person="30 per day", newcomers="30 per day", network="300 per day")


def _supported_report() -> str:
    return request.path


@bp.post(f"/<slug>/reports/{NUMBER}/support")
@limiter.limit(REPORTING)
@limiter.limit(SUPPORTING_ONE, about=_supported_report)
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
        crowded = refusal.message == CROWDED
        if not wants_json():
            return _asking_for_more(slug, number, refusal, crowded=crowded)
        if crowded:
            wait = int((_quiet_again() - now()).total_seconds()) + 1
            raise ProofRequired(
                refusal.message, challenge=challenge(ENDPOINT), retry_after=wait
            ) from None
        raise
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


def _quiet_again() -> datetime:
    """Return when networks are counted anew."""
    return datetime.combine(now().date() + timedelta(days=1), time(), UTC)


def _asking_for_more(
    slug: str, number: int, refusal: NeedsProof, *, crowded: bool
) -> ResponseReturnValue:
    """Return the page with every way on: press again, e-mail, sign in."""
    with reading_in(slug) as context:
        page = render_template(
            "reports/support_more.html",
            hromada=context.hromada,
            user=context.user,
            report=visible_report(context, number).report,
            words=error_text(refusal),
            again=not crowded,
            challenge=challenge(ENDPOINT) if crowded else None,
            again_at=_quiet_again(),
        )
    return fresh((page, 403))
