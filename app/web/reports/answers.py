"""What a body answered, and what came of it: the refusal, the appeal, who may still speak."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.moderation import UnsolvedReason
from app.domain.objections import Standing, standing_after
from app.queries.reports.page import ReportPage, TimelineStep
from app.texts.refusals import UNSOLVED_REASONS, without_reason


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
