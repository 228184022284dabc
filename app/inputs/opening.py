"""Forms by which a coordinator sets up a hromada."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.errors import Rejected
from app.inputs.form import Form

# The least and most days of each clock.
CLOCK_LIMITS: Mapping[str, tuple[int, int]] = {
    "moderation_working_days": (1, 10),
    "acceptance_working_days": (1, 30),
    "confirmation_days": (3, 90),
    "reply_days": (5, 60),
    "appeal_working_days": (1, 30),
}
_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class TermsInput:
    """Days by clock from a day on, and the number and day of the decision."""

    days: Mapping[str, int]
    starts: date
    number: str
    decided: date

    @property
    def decision(self) -> str:
        """Return the decision as it is kept and shown."""
        return f"Рішення № {self.number} від {self.decided:%d.%m.%Y}"


def parse_terms(given: Mapping[str, str]) -> TermsInput:
    """Parse the form of terms; raise Rejected with a message for each field."""
    form = Form(given)
    days = {name: _days(form, name) for name in CLOCK_LIMITS}
    starts, decided = _needed_day(form, "starts"), _needed_day(form, "decided")
    number = form.line("number", _LONGEST_NUMBER + 1).removeprefix("№").strip()
    form.sized("number", number, shortest=0, longest=_LONGEST_NUMBER)
    if not number:
        form.refuse("number", "Type the number of the decision.")
    if starts and decided and decided > starts:
        form.refuse("decided", "The decision cannot be later than the day it counts from.")
    form.check()
    if starts is None or decided is None:
        raise Rejected.marked(form.faults)
    return TermsInput(days, starts, number, decided)


def parse_moment(given: Mapping[str, str], name: str) -> datetime:
    """Parse a moment that a page wrote into its own form."""
    try:
        moment = datetime.fromisoformat(Form(given).text(name))
    except ValueError:
        raise Rejected.on(name, "Reload the page and try again.") from None
    if moment.tzinfo is None:
        raise Rejected.on(name, "Reload the page and try again.")
    return moment


def _days(form: Form, name: str) -> int:
    least, most = CLOCK_LIMITS[name]
    days = form.number(name)
    if days is None or not least <= days <= most:
        form.refuse(name, "Type a whole number from %(least)s to %(most)s.", least=least, most=most)
    return days or least


def _needed_day(form: Form, name: str) -> date | None:
    day = form.day(name)
    if day is None or not date(1990, 1, 1) <= day <= date(2099, 12, 31):
        form.refuse(name, "Choose a day, for instance 2030-05-31.")
    return day
