"""The terms of a report as sentences: what, till when, how much is left, and how late it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_date, gettext

from app.domain.deadlines import KYIV, end_of_day
from app.domain.statuses import AWAITING_ACCEPTANCE, RESOLVED, TAKEN_UP, Status
from app.queries.reports.page import ReportPage, TimelineStep
from app.texts.languages import whole_units

_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A term or a step: a sentence, and a second line. ``state``: "" (over), "now" or "late"."""

    icon: str
    what: str
    more: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """Until when the reporter may speak, and whether the reader is it; None: no such term."""

    own: bool
    until: datetime | None = None
    open: bool = False


def clock_lines(
    report: ReportPage,
    steps: Sequence[TimelineStep],
    speech: Speech,
    *,
    now: datetime,
    trial: bool = False,
) -> list[ClockLine]:
    """Return the terms in the order of a report's life; ``trial``: nobody reads reports yet."""
    parts = (
        _reading(report, now, own=speech.own, trial=trial),
        _acceptance(report, now),
        _answer(report, steps, now),
        _last_word(report, speech, now),
    )
    return [line for part in parts for line in part]


def day_in_words(moment: datetime, now: datetime) -> str:
    """Return the day in Kyiv, with its year where that is not the present one."""
    day, today = moment.astimezone(KYIV).date(), now.astimezone(KYIV).date()
    style = "d MMMM" if day.year == today.year else "d MMMM y"
    return str(format_date(day, style)).replace(" ", _NBSP)


def length(start: datetime, end: datetime) -> str:
    """Return the time between two moments in words."""
    return whole_units(end - start).replace(" ", _NBSP)


def _reading(report: ReportPage, now: datetime, *, own: bool, trial: bool) -> Iterator[ClockLine]:
    status, due = Status(report.status), report.moderation_due_at
    if report.published_at and due:
        took = length(report.submitted_at, report.published_at)
        what = gettext("A moderator checked it in %(time)s", time=took)
        yield _over(what, report.published_at, due, now)
    elif status is Status.NEEDS_INFO and report.reply_due_at:
        what = gettext("Your answer") if own else gettext("The resident’s answer")
        yield _waiting(what, report.reply_due_at, now)
    elif status is Status.SUBMITTED and trial:
        what = gettext("The hromada is open for trial: we cannot say when a moderator reads it.")
        yield ClockLine("clock", what, state="now")
    elif status is Status.SUBMITTED and due:
        yield _waiting(gettext("A moderator reads it"), due, now)


def _acceptance(report: ReportPage, now: datetime) -> Iterator[ClockLine]:
    due, answer = report.accept_due_at, report.answer_due_at
    if report.accepted_at and report.routed_at and due:
        what = gettext(
            "The body accepted it in %(time)s", time=length(report.routed_at, report.accepted_at)
        )
        yield _over(what, report.accepted_at, due, now)
    # Acceptance ends no later than the answer: of two terms that contradict, the answer's holds.
    elif report.status in AWAITING_ACCEPTANCE and due and (answer is None or due <= answer):
        yield _waiting(gettext("The body accepts it"), due, now)


def _answer(
    report: ReportPage, steps: Sequence[TimelineStep], now: datetime
) -> Iterator[ClockLine]:
    due = report.answer_due_at
    if report.answered_at:
        yield _answered(report, report.answered_at, now)
    elif report.status == Status.PLANNED and report.planned_for and report.late_after:
        yield _waiting(gettext("Planned"), report.late_after, now, _reminded(steps, now))
    elif report.status in TAKEN_UP | AWAITING_ACCEPTANCE and due:
        yield _waiting(gettext("The answer"), due, now, _reminded(steps, now))


def _answered(report: ReportPage, at: datetime, now: datetime) -> ClockLine:
    day, due = day_in_words(at, now), report.answer_due_at
    if report.planned_for and due:
        due = max(due, end_of_day(report.planned_for))
    if due is None:
        return ClockLine("check", gettext("The body answered on %(day)s", day=day))
    more = gettext(
        "Answered on %(day)s, the term was %(due)s.", day=day, due=day_in_words(due, now)
    )
    if at > due:
        what = gettext("The body answered late: by %(time)s", time=length(due, at))
    elif (due - at).days >= 1:
        what = gettext("The body answered %(time)s before its term", time=length(at, due))
    else:
        what = gettext("The body answered in time")
    return ClockLine("check", what, more)


def _last_word(report: ReportPage, speech: Speech, now: datetime) -> Iterator[ClockLine]:
    status = Status(report.status)
    if status is Status.SOLVED and speech.until:
        what = gettext("Your word") if speech.own else gettext("The resident’s word")
        yield _waiting(what, speech.until, now)
    elif status is Status.CONFIRMED and report.closed_at and report.answered_at:
        took = length(report.answered_at, report.closed_at)
        yield ClockLine("check", gettext("The resident confirmed it in %(time)s", time=took))
    elif status in RESOLVED and report.closed_at:
        day = day_in_words(report.closed_at, now)
        yield ClockLine("silent", gettext("Nobody objected by %(day)s", day=day))
    elif status is Status.APPEALED and report.appeal_due_at:
        yield _waiting(gettext("The coordinator’s decision"), report.appeal_due_at, now)
    if speech.open and speech.until and status is not Status.SOLVED:
        yield _waiting(gettext("You can still object"), speech.until, now)


def _over(what: str, at: datetime, due: datetime, now: datetime) -> ClockLine:
    if at > due:
        late = length(due, at)
        return ClockLine("check", what, gettext("Late by %(time)s.", time=late))
    return ClockLine("check", what, gettext("The term was %(day)s.", day=day_in_words(due, now)))


def _waiting(what: str, due: datetime, now: datetime, told: str = "") -> ClockLine:
    day = day_in_words(due, now)
    if due < now:
        late = gettext(
            "%(what)s: was due by %(day)s. Late by: %(time)s.",
            what=what,
            day=day,
            time=length(due, now),
        )
        return ClockLine("warning", late, told, "late")
    left = gettext("%(what)s: by %(day)s, %(time)s left", what=what, day=day, time=length(now, due))
    return ClockLine("clock", left, state="now")


def _reminded(steps: Sequence[TimelineStep], now: datetime) -> str:
    """Return who was told that the current term is over, and when."""
    said = {
        str(step.details.get("stage")): step.at
        for step in steps
        if step.action == "remind" and step.details.get("clock") in ("answer", "plan")
    }
    since = max((step.at for step in steps if step.action in ("forward", "return")), default=None)
    whom = {
        "due": gettext("the body"),
        "head": gettext("the head of the body"),
        "coordinator": gettext("the coordinator"),
    }
    told = [
        f"{who}, {day_in_words(said[stage], now)}"
        for stage, who in whom.items()
        if stage in said and (since is None or said[stage] > since)
    ]
    return gettext("Reminded: %(whom)s.", whom="; ".join(told)) if told else ""
