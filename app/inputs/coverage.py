"""Which coverage the coordinator asks for: the day, the narrowest land, the category."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from math import isfinite

from app.domain.deadlines import KYIV
from app.domain.errors import Rejected
from app.inputs.filters import EARLIEST, LATEST
from app.inputs.text import gettext

MOST_TOLERANCE_M = 1_000.0
_LONGEST_CODE = 80


@dataclass(frozen=True, slots=True)
class CoverageWish:
    """What was asked; ``at`` None is now."""

    at: datetime | None
    tolerance_m: float | None
    category: str


def parse_coverage(args: Mapping[str, str]) -> CoverageWish:
    """Read the address's query; raise Rejected naming the fields that cannot be read."""
    faults: dict[str, str] = {}
    at = _end_of_day(args.get("at", ""), faults)
    tolerance_m = _metres(args.get("tolerance", ""), faults)
    if faults:
        raise Rejected("Check the marked fields.", fields=faults)
    return CoverageWish(at, tolerance_m, args.get("category", "")[:_LONGEST_CODE])


def _end_of_day(raw: str, faults: dict[str, str]) -> datetime | None:
    """Read a day as its last moment in Kyiv: whatever begins on it is in force by then."""
    if not raw.strip():
        return None
    try:
        day = date.fromisoformat(raw.strip())
    except ValueError:
        faults["at"] = gettext("Choose a day, for instance 2030-05-31.")
        return None
    if not EARLIEST <= day < LATEST:
        faults["at"] = gettext("Choose a day between 2000 and 2100.")
        return None
    return datetime.combine(day, time.max, tzinfo=KYIV)


def _metres(raw: str, faults: dict[str, str]) -> float | None:
    if not raw.strip():
        return None
    try:
        metres = float(raw.strip().replace(",", "."))
    except ValueError:
        metres = -1.0
    if isfinite(metres) and 0 <= metres <= MOST_TOLERANCE_M:
        return metres
    faults["tolerance"] = gettext("Write metres, from 0 to 1000.")
    return None
