"""Codes for rows that have none: people know bodies, kinds, areas and districts by their names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import RowMapping

from app.operations.codes import code_for
from app.operations.importing.files.cells import Cells, cleaned
from gis.files.messages import msg

# With id, code and name_uk, and active where that may be false.
NamedRow = Mapping[str, object] | RowMapping


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Rows of the hromada by code, and their codes by folded name: several may have one name."""

    ids: Mapping[str, int]
    codes: Mapping[str, Sequence[str]]
    spelling: Mapping[str, str]

    @classmethod
    def of(cls, rows: Iterable[NamedRow]) -> Self:
        """Return the names of rows with id, code and name_uk; of two of one name the active one."""
        listed = list(rows)
        acting = {folded_name(str(row["name_uk"])) for row in listed if row.get("active", True)}
        codes: dict[str, list[str]] = defaultdict(list)
        for row in listed:
            name = folded_name(str(row["name_uk"]))
            if name and (row.get("active", True) or name not in acting):
                codes[name].append(str(row["code"]))
        return cls(
            {str(row["code"]): int(str(row["id"])) for row in listed},
            codes,
            {str(row["code"]): str(row["name_uk"]) for row in listed},
        )

    def meant(self, word: str) -> Sequence[str]:
        """Return the codes that a word may mean: itself if it is one, else those of that name."""
        return (word,) if word in self.ids else self.codes.get(folded_name(word), ())


def folded_name(name: str) -> str:
    """Return a name as names are compared: quotation marks, apostrophes, blanks do not count."""
    return re.sub(r"\W+", "", name.casefold())


def fill_codes(cells: Sequence[Cells], known: Mapping[str, NamedRow]) -> None:
    """Give each row without a code that of the known row of its name, or one made of its name.

    A known row keeps its spelling: other quotation marks or apostrophes are no change.
    """
    names = KnownNames.of(known.values())
    taken = {*known, *(row.raw("code") for row in cells)}
    first: dict[str, int] = {}
    for row in cells:
        name = cleaned(row.raw("name_uk"))
        if cleaned(row.raw("code")) or not name:
            continue
        refuse_doubled(row, name, first.setdefault(folded_name(name), row.number))
        meant = names.meant(name)
        refuse_shared(row, name, len(meant))
        code = meant[0] if meant else code_for(name, taken)
        taken.add(code)
        row.values = {**row.values, "code": code, "name_uk": names.spelling.get(code, name)}


def refuse_doubled(row: Cells, name: str, first: int) -> None:
    """Note a fault if another row, of number ``first``, has the name too."""
    if first != row.number:
        told = msg("%(given)r is named by number %(first)s too", given=name, first=first)
        row.fault("duplicate-code", told)


def refuse_shared(row: Cells, name: str, count: int) -> None:
    """Note a fault if several known rows have the name: which is meant is not said."""
    if count > 1:
        told = msg(
            "%(count)s have the name %(given)r: add the code of the one that is meant",
            count=count,
            given=name,
        )
        row.fault("no-code", told)
