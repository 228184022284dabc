"""Matches a file's columns with the known ones: aliases, missing and misspelt ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import reduce

from gis.files.attributes import Row
from gis.files.faults import UnreadableFile
from gis.files.messages import msg

_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column that a file may have; the first of its names is ours."""

    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """Which column of the file holds each known one, and which columns are not used."""

    held_by: Mapping[str, str]
    unused: tuple[str, ...]

    def renamed(self, row: Row) -> Row:
        """Return the row under our names, without columns that the file does not have."""
        return {ours: row[theirs] for ours, theirs in self.held_by.items()}

    def note(self) -> list[str]:
        """Return a note on the columns not used, if any."""
        named = ", ".join(self.unused)
        return [msg("columns not used: %(columns)s", columns=named)] if self.unused else []


def column(names: str, *, required: bool = False) -> FileColumn:
    """Return a column by its names, separated by spaces, ours first."""
    return FileColumn(tuple(names.split()), required)


def match_columns(found: Sequence[str], known: Sequence[FileColumn]) -> Matched:
    """Match by name, ignoring case; raise UnreadableFile for missing or misspelt columns."""
    by_lower = {name.lower(): name for name in found}
    held_by = {}
    for spec in known:
        hits = [by_lower[name] for name in spec.names if name in by_lower]
        if hits:
            held_by[spec.names[0]] = hits[0]
    unused = tuple(name for name in found if name not in held_by.values())
    missing = [spec for spec in known if spec.names[0] not in held_by]
    _refuse_misspelt(unused, missing)
    if lacking := [spec.names for spec in missing if spec.required]:
        raise UnreadableFile(
            msg(
                "missing columns: %(missing)s. The file has: %(found)s",
                missing=reduce(_also, map(_either, lacking)),
                found=", ".join(found) or msg("none"),
            )
        )
    return Matched(held_by, unused)


def _refuse_misspelt(unused: Sequence[str], missing: Sequence[FileColumn]) -> None:
    names = [name for spec in missing for name in spec.names]
    for given in unused:
        close = get_close_matches(given.lower(), names, n=1, cutoff=_ALIKE)
        if close:
            raise UnreadableFile(
                msg(
                    "unknown column %(given)r: did you mean %(close)r? Rename it, or drop it",
                    given=given,
                    close=close[0],
                )
            )


def _either(names: Sequence[str]) -> str:
    return reduce(lambda these, this: msg("%(these)s or %(this)s", these=these, this=this), names)


def _also(these: str, this: str) -> str:
    return msg("%(these)s; %(this)s", these=these, this=this)
