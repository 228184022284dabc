"""What is asked of the map: which public reports, and at which zooms they are clusters."""

from dataclasses import asdict, dataclass
from datetime import datetime
from math import floor
from typing import Any

PINS_FROM = 16


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which public reports are asked for; None leaves a side open.

    ``categories`` are codes of leaves or groups; ``since`` is within, ``until`` is not;
    ``words`` is an ILIKE pattern over text, address (of which commas do not count), category names
    and number.
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


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Bands:
    """At which zooms (512 px tiles) whole districts, cells and single pins are shown."""

    districts_upto: int
    pins_from: int = PINS_FROM

    @classmethod
    def around(cls, opening_zoom: float) -> "Bands":
        """Districts up to the zoom at which the hromada's map opens, then cells, then pins."""
        return cls(districts_upto=min(floor(opening_zoom), PINS_FROM - 1))

    def params(self) -> dict[str, int]:
        """Return the values as the queries take them."""
        return asdict(self)
