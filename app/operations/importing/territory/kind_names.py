"""What a row means by the words of kinds of problems: codes, names, names of groups, everything."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import RowMapping

from app.operations.importing.territory.codes_by_name import KnownNames

EVERYTHING = "*"
# As people write it for “everything”, in lower case.
_EVERYTHING = frozenset(
    {
        EVERYTHING,
        *("усе", "все", "усі", "всі", "усі види", "всі види", "усі види проблем"),
        *("всі види проблем", "everything", "all"),
    }
)
IN_GROUP = ":"
SEPARATOR = ";"
_PIECES = re.compile(r"[;|\n]")


@dataclass(frozen=True, slots=True)
class KindNames:
    """A hromada's groups and kinds: by code, by name, and kinds by the code of their group."""

    groups: KnownNames
    leaves: KnownNames
    inside: Mapping[str, KnownNames]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, object] | RowMapping]) -> Self:
        """Return the names of rows with id, code, name_uk, parent_id and active."""
        groups = [row for row in rows if row["parent_id"] is None]
        leaves = [row for row in rows if row["parent_id"] is not None]
        inside = {
            str(group["code"]): KnownNames.of(
                row for row in leaves if row["parent_id"] == group["id"]
            )
            for group in groups
        }
        return cls(KnownNames.of(groups), KnownNames.of(leaves), inside)

    @property
    def ids(self) -> dict[str, int]:
        """Return the ids by code."""
        return {**self.leaves.ids, **self.groups.ids}

    @property
    def words(self) -> list[str]:
        """Return every code and name, to find the one that a misspelt word is close to."""
        spelt = [*self.groups.spelling.values(), *self.leaves.spelling.values()]
        return [*self.groups.ids, *self.leaves.ids, *spelt]

    def meant(self, word: str) -> Sequence[str]:
        """Return the codes that a word may mean: «Дороги», «Яма», «Дороги: Інше», «Вода: усе»."""
        if word in self.ids:
            return (word,)
        group, inside, kind = word.partition(IN_GROUP)
        if inside and (groups := self.groups.meant(group.strip())):
            if is_everything(kind):
                return groups
            return [code for each in groups for code in self.inside[each].meant(kind.strip())]
        return [*self.groups.meant(word), *self.leaves.meant(word)]

    def written(self, code: str) -> str:
        """Return the shortest words by which a row may name a group or kind; its code if none."""
        return next((each for each in self._ways(code) if self._is_clear(each, code)), code)

    def _ways(self, code: str) -> Iterable[str]:
        if code in self.groups.ids:
            name = self.groups.spelling[code]
            return (name, f"{name}{IN_GROUP} усе")
        group = next((each for each, names in self.inside.items() if code in names.ids), "")
        name = self.leaves.spelling[code]
        return (name, f"{self.groups.spelling.get(group, '')}{IN_GROUP} {name}")

    def _is_clear(self, word: str, code: str) -> bool:
        return not _PIECES.search(word) and list(self.meant(word)) == [code]


def is_everything(word: str) -> bool:
    """Return whether a word stands for everything."""
    return word.strip().lower() in _EVERYTHING


def words_of(value: str | list[str], names: KindNames) -> list[str]:
    """Return the words of a list, a JSON list, or text; raise ValueError for a broken JSON list.

    Text is parted by semicolons, bars and lines; where that names nothing known, by commas and
    blanks: a name may hold commas itself.
    """
    if isinstance(value, str) and value.startswith("["):
        value = [str(each) for each in json.loads(value)]
    if isinstance(value, list):
        return [each.strip() for each in value if each.strip()]
    pieces = [each.strip() for each in _PIECES.split(value) if each.strip()]
    return [word for piece in pieces for word in _parted(piece, names)]


def _parted(piece: str, names: KindNames) -> list[str]:
    if _is_known(piece, names):
        return [piece]
    words, parts = [], [each.strip() for each in piece.split(",") if each.strip()]
    while parts:
        # The longest run of parts that is a name: «Ями, тріщини» is one.
        most = next(
            (n for n in range(len(parts), 0, -1) if _is_known(", ".join(parts[:n]), names)), 1
        )
        words.append(", ".join(parts[:most]))
        parts = parts[most:]
    return [each for word in words for each in _codes(word, names)]


def _codes(word: str, names: KindNames) -> list[str]:
    """Return codes that only blanks part, if the word is such a list."""
    codes = word.split()
    return codes if len(codes) > 1 and all(code in names.ids for code in codes) else [word]


def _is_known(word: str, names: KindNames) -> bool:
    return is_everything(word) or bool(names.meant(word))
