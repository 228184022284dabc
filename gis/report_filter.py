"""Which public reports are asked for: on the map, in lists, in statistics."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which public reports are asked for; None leaves a side open.

    ``categories`` are codes of leaves or groups; ``since`` is within, ``until`` is not;
    ``words`` is an ILIKE pattern over text, address (of which commas do not count), category names
    and number. In SQL: gis/sql/reports/_filter.sql.
    """

    statuses: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    districts: tuple[str, ...] | None = None
    bodies: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str | None = None

    def params(self) -> dict[str, Any]:
        """Return the values as the queries take them."""
        given = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}
        return given | {"address_words": self._address_words()}

    def _address_words(self) -> str | None:
        """Return the pattern without commas, None where nothing is left to look for."""
        words = " ".join((self.words or "").replace(",", " ").split())
        return words if words.strip("% ") else None


EVERYTHING = ReportFilter()
