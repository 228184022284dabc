"""The query of the coverage page: day, tolerance, category."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from app.domain.deadlines import KYIV
from app.inputs.filters import EARLIEST, LATEST
from app.inputs.form import Form

MOST_TOLERANCE_M = 1_000.0
_LONGEST_CODE = 80


@dataclass(frozen=True, slots=True)
class CoverageInput:
    """The parsed query; ``at`` None is now."""

    at: datetime | None
    tolerance_m: float | None
    category: str


def parse_coverage(given: Mapping[str, str]) -> CoverageInput:
    """Parse the query; raise Rejected naming the fields that cannot be read."""
    form = Form(given)
    tolerance_m = form.metres("tolerance", 0, MOST_TOLERANCE_M)
    if tolerance_m is None and form.text("tolerance"):
        form.refuse("tolerance", "Write metres, from 0 to 1000.")
    day = form.day("at")
    if day is not None and not EARLIEST <= day < LATEST:
        form.refuse("at", "Choose a day between 2000 and 2100.")
    form.check()
    # What begins on a day is in force by its last moment.
    at = datetime.combine(day, time.max, tzinfo=KYIV) if day else None
    return CoverageInput(at, tolerance_m, form.text("category", _LONGEST_CODE))
