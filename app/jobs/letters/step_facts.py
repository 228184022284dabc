"""What letters about a step tell besides its words: the place, the body, the terms."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext

from app.domain.deadlines import after_days
from app.domain.objections import OBJECTION_DAYS
from app.domain.statuses import WITH_BODY, Status
from app.jobs.letters.compose import day, moment_in_words
from app.queries.letters import ReportFacts, StepFacts
from app.texts.languages import in_language

_ANSWER_IS_AWAITED = frozenset(
    {"publish", "accept", "forward", "start", "route", "return", "unmerge", "overrule"}
)


class Terms(NamedTuple):
    """Dates that follow from the hromada's clocks; ``unmoderated``: nobody reads reports yet.

    ``own``: the letter is to the reporter, who may object.
    """

    confirm_by: datetime | None = None
    unmoderated: bool = False
    own: bool = False


def report_details(report: ReportFacts) -> list[tuple[str, str]]:
    """Return the report's details as labels with values, without empty ones."""
    return filled(
        (gettext("Problem"), in_language(report, "category")),
        (gettext("Address"), report.address),
        (gettext("Body responsible"), in_language(report, "body")),
    )


def staff_details(report: ReportFacts) -> tuple[tuple[str, str], ...]:
    """Return ``report_details`` with the place and the terms."""
    waits, runs = report.status == Status.ROUTED, report.status in WITH_BODY
    planned = report.status == Status.PLANNED
    return (
        *report_details(report),
        *filled(
            (gettext("Place"), f"{report.lat:.5f}, {report.lon:.5f}"),
            (gettext("Decide by"), moment_in_words(_decide_by(report))),
            (gettext("Accept by"), moment_in_words(report.accept_due_at) if waits else ""),
            (gettext("Answer by"), moment_in_words(report.answer_due_at if runs else None)),
            (gettext("Planned for"), day(report.planned_for) if planned else ""),
        ),
    )


def step_facts(step: StepFacts, terms: Terms) -> tuple[tuple[str, str], ...]:
    """Return what a letter about a step tells as labels with values: where, and until when."""
    report, action = step.report, step.action
    awaited = action in _ANSWER_IS_AWAITED
    planned = report.planned_for if action == "plan" else None
    reading = report.moderation_due_at if action == "submit" and not terms.unmoderated else None
    decided = report.appeal_due_at if action == "appeal" else None
    original = report.original_number if action == "duplicate" and report.original_public else None
    return (
        *report_details(report),
        *filled(
            (gettext("A moderator reads it by"), day(reading)),
            (gettext("An answer is due by"), day(report.answer_due_at) if awaited else ""),
            (gettext("Planned for"), day(planned)),
            (gettext("We wait for your answer until"), day(_reply_by(step, terms))),
            *_objections(step, terms),
            (gettext("The coordinator decides by"), day(decided)),
            (gettext("The earlier report"), f"№ {original}" if original else ""),
        ),
    )


def filled(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the facts that have a value."""
    return [(label, value) for label, value in facts if value]


def _reply_by(step: StepFacts, terms: Terms) -> datetime | None:
    return step.report.reply_due_at if step.action == "ask" else terms.confirm_by


def _objections(step: StepFacts, terms: Terms) -> tuple[tuple[str, str], ...]:
    """Return until when the reporter may object to the step, if they may."""
    labels = {
        "lapse": gettext("You can return it until"),
        "expire": gettext("You can still answer until"),
    }
    if not step.report.appealed:
        labels["refuse"] = gettext("You can appeal the refusal until")
    if step.action not in labels or not terms.own:
        return ()
    return ((labels[step.action], day(after_days(step.at, OBJECTION_DAYS))),)


def _decide_by(report: ReportFacts) -> datetime | None:
    if report.status == Status.SUBMITTED:
        return report.moderation_due_at
    return report.appeal_due_at if report.status == Status.APPEALED else None
