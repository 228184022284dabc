"""What a body answered, and what came of it: the refusal, the appeal, who may still speak."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.deadlines import HromadaTerms, after_days
from app.domain.moderation import UnsolvedReason
from app.domain.objections import Standing, last_moment, open_to_reporter, standing_after
from app.domain.statuses import ANSWERED, REFUSED, Status
from app.operations.terms import terms_of
from app.queries.reports.page import ReportPage, TimelineStep
from app.security.request_context import HromadaContext, now
from app.texts.refusals import UNSOLVED_REASONS, without_reason
from app.web.reports.clocks import Speech, clock_lines, day_in_words


@dataclass(frozen=True, slots=True)
class RefusedAnswer:
    """Why the body will not: the listed reason in the reader's language, and its own words."""

    reason: str
    words: str


def refusal_of(steps: Sequence[TimelineStep]) -> RefusedAnswer | None:
    """Return the last refusal, as it was corrected since; None if there was none."""
    places = [place for place, step in enumerate(steps) if step.action == "refuse"]
    if not places:
        return None
    refused = steps[places[-1]]
    corrected = [step.note for step in steps[places[-1] :] if step.action == "correct"]
    words = corrected[-1] if corrected else refused.note
    named = str(refused.details.get("reason") or "")
    if named not in UNSOLVED_REASONS:
        return RefusedAnswer("", words)
    reason = UnsolvedReason(named)
    return RefusedAnswer(str(UNSOLVED_REASONS[reason]), without_reason(words, reason))


def appeal_of(steps: Sequence[TimelineStep]) -> TimelineStep | None:
    """Return the last step about an appeal: appeal, uphold or overrule; None if there was none."""
    said = [step for step in steps if step.action in ("appeal", "uphold", "overrule")]
    return said[-1] if said else None


def standing_of(report: ReportPage, steps: Sequence[TimelineStep]) -> Standing:
    """Return what decides whether the reporter may still speak."""
    actions = [step.action for step in steps]
    return standing_after(report.status, report.answered_at, report.closed_at, actions)


def said_of_the_answer(
    context: HromadaContext, report: ReportPage, steps: Sequence[TimelineStep], *, own: bool
) -> dict[str, object]:
    """Return the terms in words, the refusal and the appeal, and what the reporter may do now."""
    at = now()
    terms = terms_of(context.session, now=at) if report.status in ANSWERED else None
    standing = standing_of(report, steps)
    mine = open_to_reporter(standing, at) if own else frozenset()
    until = _speaks_until(standing, terms)
    speech = Speech(own, until, open=bool(mine))
    trial = bool(context.hromada.unready)
    due = report.appeal_due_at if report.appeal_due_at and report.appeal_due_at >= at else None
    return {
        "mine": mine,
        "expired": standing.expired,
        "terms": terms,
        "until": day_in_words(until, at) if until else "",
        "clocks": clock_lines(report, steps, speech, now=at, trial=trial),
        "refusal": refusal_of(steps) if report.status in REFUSED else None,
        "appeal": appeal_of(steps),
        "appeal_due": day_in_words(due, at) if due else "",
    }


def _speaks_until(standing: Standing, terms: HromadaTerms | None) -> datetime | None:
    """Return until when the reporter may speak of the answer."""
    if standing.status is Status.SOLVED and standing.answered_at and terms:
        return after_days(standing.answered_at, terms.confirmation_days)
    return last_moment(standing)
