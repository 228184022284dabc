"""Compares a file's boundaries with the hromada: faults and warnings as messages."""

from collections.abc import Collection, Iterable
from typing import Any

import shapely

from app.operations.importing.files.loading import Boundaries
from gis.files.faults import Fault
from gis.files.fit import overlaps, parts_outside
from gis.files.messages import Amount, FileMessage, msg

_MOST_NAMED = 10
_M2_IN_KM2 = 1_000_000


def wholly_outside(loaded: Boundaries, outline: Any) -> list[Fault]:  # noqa: ANN401
    """Return a fault for each boundary disjoint from the hromada."""
    sound = ~shapely.is_missing(loaded.judged.shapes)
    apart = shapely.disjoint(loaded.judged.shapes, outline) & sound
    return [
        Fault(
            row.number,
            row.label,
            "outside-hromada",
            msg("it lies wholly outside the hromada: check that the file is this hromada's"),
        )
        for row, bad in zip(loaded.cells, apart.tolist(), strict=True)
        if bad
    ]


def warn_outside(loaded: Boundaries, outline: Any) -> list[str]:  # noqa: ANN401
    """Warn of boundaries that extend over the outline, with areas."""
    return _first(
        msg(
            "%(name)s: %(km2)s km² (%(share)s%%) lie outside the hromada's outline",
            name=loaded.cells[part.index].label,
            km2=_km2(part.m2),
            share=Amount(100 * part.share, 1),
        )
        for part in parts_outside(loaded.judged.shapes, outline)
    )


def warn_overlaps(loaded: Boundaries) -> list[str]:
    """Warn of boundaries that overlap, with areas."""
    return _first(
        msg(
            "%(one)s and %(other)s overlap by %(km2)s km²",
            one=loaded.cells[pair.first].label,
            other=loaded.cells[pair.second].label,
            km2=_km2(pair.m2),
        )
        for pair in overlaps(loaded.judged.shapes)
    )


def warn_absent(given: Collection[str], known: Collection[str], what: FileMessage) -> list[str]:
    """Warn of what the hromada has and the file does not; an import deletes nothing."""
    absent = sorted(set(known) - set(given))
    if not absent:
        return []
    named = ", ".join(absent[:_MOST_NAMED])
    more = ", …" if len(absent) > _MOST_NAMED else ""
    return [
        msg(
            "%(count)s %(what)s of the hromada are not in the file and stay: %(named)s",
            count=len(absent),
            what=what,
            named=named + more,
        )
    ]


def _first(sentences: Iterable[str]) -> list[str]:
    listed = list(sentences)
    more = len(listed) - _MOST_NAMED
    rest = msg("… and %(more)s more of this kind", more=more)
    return listed if more <= 0 else [*listed[:_MOST_NAMED], rest]


def _km2(m2: float) -> Amount:
    return Amount(m2 / _M2_IN_KM2, 2)
