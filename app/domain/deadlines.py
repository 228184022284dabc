"""Due dates of reports, by clock. Days are counted in Europe/Kyiv."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")
_SATURDAY = 5
_AT_ONCE = timedelta(hours=1)


class Clock(StrEnum):
    """A term of a report: the column with its due time."""

    MODERATION = "moderation_due_at"
    ACCEPTANCE = "accept_due_at"
    ANSWER = "answer_due_at"
    REPLY = "reply_due_at"
    APPEAL = "appeal_due_at"


@dataclass(frozen=True, slots=True)
class HromadaTerms:
    """A hromada's terms; the defaults are those of a new hromada."""

    moderation_working_days: int = 1
    acceptance_working_days: int = 3
    confirmation_days: int = 14
    reply_days: int = 14
    appeal_working_days: int = 5


@dataclass(frozen=True, slots=True)
class Term:
    """A category's terms: its own hours to answer, the legal days, its own hours to accept.

    ``accept_hours`` None leaves acceptance to the hromada's working days.
    """

    target_hours: int
    legal_days: int
    accept_hours: int | None = None


def working_day(day: date) -> bool:
    """Return whether this is a working day.

    Monday to Friday: under martial law there are no public holidays and no moved weekends
    (Law 2136-IX, article 6).
    """
    return day.weekday() < _SATURDAY


def after_working_days(start: datetime, days: int) -> datetime:
    """Return the end of the last of ``days`` working days that follow the day of ``start``."""
    day = start.astimezone(KYIV).date()
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= working_day(day)
    return end_of_day(day)


def longest_days(working_days: int) -> int:
    """Return how many calendar days so many working days may take, begun before a weekend."""
    return working_days + 2 * -(-working_days // _SATURDAY)


def after_days(start: datetime, days: int) -> datetime:
    """Return the end of the calendar day ``days`` after ``start``."""
    return end_of_day(start.astimezone(KYIV).date() + timedelta(days=days))


def answer_due(start: datetime, term: Term) -> datetime:
    """Return when the answer is due: the category's hours, never later than the law's days.

    Law 393/96-ВР, article 20: 15 days where no study is needed, else a month. A category for
    emergency services has zero legal days: its own hours are the term, and zero of both means
    at once, which is an hour: a term never ends as it begins.
    """
    by_category = start + max(timedelta(hours=term.target_hours), _AT_ONCE)
    if term.legal_days <= 0:
        return by_category
    return min(by_category, after_days(start, term.legal_days))


def term_end(clock: Clock, start: datetime, hromada: HromadaTerms, category: Term) -> datetime:
    """Return the end of the term that a report's clock measures from ``start`` on.

    Publication and acceptance end no later than an answer whose term begins at the same time.
    """
    match clock:
        case Clock.ANSWER:
            return answer_due(start, category)
        case Clock.MODERATION:
            reading = after_working_days(start, hromada.moderation_working_days)
            return min(reading, answer_due(start, category))
        case Clock.REPLY:
            return after_days(start, hromada.reply_days)
        case Clock.APPEAL:
            return after_working_days(start, hromada.appeal_working_days)
        case Clock.ACCEPTANCE:
            return min(_acceptance(start, hromada, category), answer_due(start, category))


def _acceptance(start: datetime, hromada: HromadaTerms, category: Term) -> datetime:
    if category.accept_hours is not None:
        return start + timedelta(hours=category.accept_hours)
    return after_working_days(start, hromada.acceptance_working_days)


def end_of_day(day: date) -> datetime:
    """Return the last second of the day in Kyiv."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=KYIV)


def midnight(day: date) -> datetime:
    """Return when the day begins in Kyiv."""
    return datetime.combine(day, time(), tzinfo=KYIV)
