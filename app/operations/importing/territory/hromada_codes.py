"""Finds the KATOTTG codes of a file's hromadas by their names, where the file has no codes."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.places import Hromada
from app.operations.importing.files.cells import Cells
from gis.files.messages import msg

# Words of the kind of a place, which one file writes and another does not.
_KIND_WORDS = re.compile(
    r"\b(територіальна|міська|селищна|сільська|громада|отг|тг|район|р-н|область|обл)\b\.?",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile("[’'ʼ`ʹ′‘]")


class PlaceName(NamedTuple):
    """A hromada's name with the raion and oblast around it, folded for comparison."""

    name: str
    raion: str
    oblast: str


def find_codes(session: Session, rows: Sequence[Cells]) -> int:
    """Fill in the code of each row that has none but whose names are those of one hromada.

    Four hromadas are called «Покровська»: the name alone is enough only where it is unique, and
    what raion and oblast the row has must agree. Return how many were found; the others get a
    fault.
    """
    without = [row for row in rows if not row.raw("katottg")]
    if not without:
        return 0
    known = [
        (PlaceName(*map(_folded, parts)), code)
        for code, *parts in session.execute(
            select(Hromada.katottg, Hromada.name_uk, Hromada.raion_uk, Hromada.oblast_uk)
        )
    ]
    found = [_find(row, known) for row in without]
    return sum(found)


def _find(row: Cells, known: Iterable[tuple[PlaceName, str]]) -> bool:
    wanted = PlaceName(*(_folded(row.raw(name)) for name in ("name_uk", "raion_uk", "oblast_uk")))
    codes = {code for place, code in known if wanted.name and _agree(wanted, place)}
    if len(codes) == 1:
        row.values = {**row.values, "katottg": codes.pop()}
        return True
    if codes:
        reason = msg(
            "it has no code, and %(count)s hromadas have this name: add the code, or the raion "
            "and the oblast",
            count=len(codes),
        )
    else:
        reason = msg("it has no code, and no known hromada has this name: add its code")
    row.fault("no-code", reason)
    return False


def _agree(wanted: PlaceName, place: PlaceName) -> bool:
    return wanted.name == place.name and all(
        not given or given == own for given, own in zip(wanted[1:], place[1:], strict=True)
    )


def _folded(name: str) -> str:
    plain = _KIND_WORDS.sub(" ", _APOSTROPHES.sub("’", name.lower()))
    return " ".join(plain.split())
