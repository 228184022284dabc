"""Codes for rows that have none: people know bodies and districts by their names."""

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import RowMapping

from app.operations.codes import code_for
from app.operations.importing.files.cells import Cells, cleaned
from gis.files.messages import msg


def fill_codes(cells: Sequence[Cells], known: Mapping[str, RowMapping]) -> None:
    """Give each row without a code that of the known row of its name, or one made of its name.

    A known row keeps its spelling: other quotation marks or apostrophes are no change.
    """
    by_name = _by_name(known.values())
    taken = {*known, *(row.raw("code") for row in cells)}
    first: dict[str, int] = {}
    for row in cells:
        name = cleaned(row.raw("name_uk"))
        if cleaned(row.raw("code")) or not name:
            continue
        earlier = first.setdefault(_folded(name), row.number)
        if earlier != row.number:
            told = msg("%(given)r is named by number %(first)s too", given=name, first=earlier)
            row.fault("duplicate-code", told)
        code, spelling = by_name.get(_folded(name)) or (code_for(name, taken), name)
        taken.add(code)
        row.values = {**row.values, "code": code, "name_uk": spelling}


def _by_name(known: Iterable[RowMapping]) -> dict[str, tuple[str, str]]:
    # Of two of one name the one that acts counts: it comes last.
    ordered = sorted(known, key=lambda row: bool(row.get("active", True)))
    return {_folded(row["name_uk"]): (row["code"], row["name_uk"]) for row in ordered}


def _folded(name: str) -> str:
    return re.sub(r"\W+", "", name.casefold())
