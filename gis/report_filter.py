"""The filter of public reports: on the map, in lists, in statistics."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which public reports to select; None does not restrict.

    ``categories`` are codes of leaves or groups; ``since`` is included, ``until`` excluded;
    ``words`` is an ILIKE pattern over text, address (commas ignored), category names and number.
    In SQL: gis/sql/reports/_filter.sql.
    """

    statuses: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    districts: tuple[str, ...] | None = None
    bodies: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str | None = None

    def params(self) -> dict[str, Any]:
        """Return the parameters of the queries."""
        values = {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}
        return values | {"address_words": self._address_words()}

    def _address_words(self) -> str | None:
        """Return the pattern without commas, or None if nothing is left."""
        words = " ".join((self.words or "").replace(",", " ").split())
        return words if words.strip("% ") else None


EVERYTHING = ReportFilter()
