"""Matches a file's columns with the known ones: what is stated, what is remembered, names."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import reduce

from app.operations.importing.files.headings import HEADINGS
from gis.files.attributes import Row
from gis.files.faults import UnreadableFile
from gis.files.messages import FileMessage, joined, msg

_ALIKE = 0.8
# Marks of encodings and places to break a word, which files glued together leave inside.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BETWEEN_WORDS = re.compile(r"[\s:._/-]+")
APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`‘′", "'"))
# What write_refusals puts before the columns of a file: by a command, by a page.
_OF_REFUSALS = frozenset(
    {"refused_line", "refused_kind", "refused_reason", "Рядок у файлі", "Чому не взято"}
)
LEFT_OUT = "-"


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column that a file may have; the first of its names is ours."""

    names: tuple[str, ...]
    required: bool = False

    @property
    def name(self) -> str:
        """Return our name."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class ColumnChoices:
    """What is known of a file's columns beside their names.

    ``stated``: the file's heading by our name; ``left_out``: headings that hold nothing of ours;
    ``remembered``: our name by heading, '' for one left out, from earlier files of the hromada.
    """

    stated: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    remembered: Mapping[str, str] = field(default_factory=dict)


NO_CHOICES = ColumnChoices()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Which heading holds each of our columns, and what is left over on both sides.

    ``recalled`` are those of ``held_by`` that are remembered; ``alike`` are unused headings that
    look like a misspelt one of ours.
    """

    held_by: Mapping[str, str]
    missing: tuple[FileColumn, ...]
    unused: tuple[str, ...]
    alike: Mapping[str, str]
    recalled: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Matched:
    """Which column of the file holds each known one, and which columns are not used."""

    held_by: Mapping[str, str]
    unused: tuple[str, ...]
    recalled: Mapping[str, str] = field(default_factory=dict)

    def renamed(self, row: Row) -> Row:
        """Return the row under our names, without columns that the file does not have."""
        return {ours: row[theirs] for ours, theirs in self.held_by.items()}

    def note(self) -> list[str]:
        """Return notes on the columns remembered and not used, if any."""
        notes: list[str] = []
        if self.recalled:
            pairs = ", ".join(f"{ours} = {theirs}" for ours, theirs in self.recalled.items())
            notes.append(msg("columns as in the last such file: %(columns)s", columns=pairs))
        if self.unused:
            notes.append(msg("columns not used: %(columns)s", columns=", ".join(self.unused)))
        return notes


def column(names: str, *, required: bool = False) -> FileColumn:
    """Return a column by its names, separated by spaces, ours first; its heading is one too."""
    known = names.split()
    heading = HEADINGS.get(known[0])
    return FileColumn((*known, heading) if heading else tuple(known), required)


def suggest(
    found: Sequence[str], known: Sequence[FileColumn], choices: ColumnChoices = NO_CHOICES
) -> Suggestion:
    """Propose which heading holds each known column; raise UnreadableFile for a wrong choice.

    What is stated goes before what is remembered, and that before names; capitals, blanks and
    punctuation in headings do not matter.
    """
    held_by = _stated(found, known, choices)
    left_out = _left_out(found, choices)
    recalled = _recalled(found, {spec.name for spec in known} - held_by.keys(), choices)
    recalled = {o: t for o, t in recalled.items() if t not in {*held_by.values(), *left_out}}
    held_by |= recalled
    for spec in known:
        free = [name for name in found if name not in {*held_by.values(), *left_out}]
        if spec.name not in held_by and (heading := _by_name(free, spec)):
            held_by[spec.name] = heading
    unused = tuple(n for n in found if n not in held_by.values() and n not in _OF_REFUSALS)
    lacking = [spec for spec in known if spec.name not in held_by]
    missing = tuple(spec for spec in lacking if spec.required)
    alike = _alike([name for name in unused if name not in left_out], lacking)
    return Suggestion(held_by, missing, unused, alike, recalled)


def match_columns(
    found: Sequence[str], known: Sequence[FileColumn], choices: ColumnChoices = NO_CHOICES
) -> Matched:
    """Match as ``suggest`` does; raise one UnreadableFile for all that is missing or misspelt."""
    suggested = suggest(found, known, choices)
    told = [*_missing(suggested.missing, found), *_misspelt(suggested.alike)]
    if told:
        advice = (
            "name what holds a column by --column OURS=THEIRS, and what is to be left out by "
            "--column -=THEIRS"
        )
        raise UnreadableFile(reduce(joined, told).asking("column", advice))
    return Matched(suggested.held_by, suggested.unused, suggested.recalled)


def choices_of(pairs: Iterable[str]) -> ColumnChoices:
    """Return the choices that are written OURS=THEIRS, or -=THEIRS; raise UnreadableFile."""
    stated, left_out = {}, set()
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not (ours.strip() and equals and theirs.strip()):
            raise UnreadableFile(
                msg("%(given)s: a column is written OURS=THEIRS, such as code=@id", given=pair)
            )
        if ours.strip() == LEFT_OUT:
            left_out.add(theirs.strip())
        else:
            stated[ours.strip()] = theirs.strip()
    return ColumnChoices(stated, frozenset(left_out))


def folded(name: str) -> str:
    """Return a heading as headings are compared: name:uk, Name UK and name_uk are one."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", name)).lower().translate(APOSTROPHES)
    return _BETWEEN_WORDS.sub("_", plain.strip(" *\u00a0")).strip("_")


def _stated(
    found: Sequence[str], known: Sequence[FileColumn], choices: ColumnChoices
) -> dict[str, str]:
    names = {folded(name): spec.name for spec in known for name in reversed(spec.names)}
    held_by = {}
    for ours, theirs in choices.stated.items():
        if folded(ours) not in names:
            columns = ", ".join(spec.name for spec in known)
            raise UnreadableFile(
                msg("there is no column %(given)s of ours; there is: %(columns)s",
                    given=ours, columns=columns)
            )  # fmt: skip
        held_by[names[folded(ours)]] = _heading(theirs, found)
    for theirs in choices.left_out:
        _heading(theirs, found)
    return held_by


def _heading(given: str, found: Sequence[str]) -> str:
    if given in found:
        return given
    if len(same := [name for name in found if folded(name) == folded(given)]) == 1:
        return same[0]
    raise UnreadableFile(
        msg(
            "the file has no column %(given)s; it has: %(found)s",
            given=given,
            found=", ".join(found),
        )
    )


def _left_out(found: Sequence[str], choices: ColumnChoices) -> set[str]:
    forgotten = {folded(theirs) for theirs, ours in choices.remembered.items() if not ours}
    forgotten |= {folded(theirs) for theirs in choices.left_out}
    return {theirs for theirs in found if folded(theirs) in forgotten}


def _recalled(
    found: Sequence[str], wanted: Collection[str], choices: ColumnChoices
) -> dict[str, str]:
    """Return the headings that are remembered for our columns that are wanted."""
    remembered = {folded(theirs): ours for theirs, ours in choices.remembered.items()}
    pairs = ((remembered.get(folded(theirs)), theirs) for theirs in found)
    return {ours: theirs for ours, theirs in pairs if ours is not None and ours in wanted}


def _by_name(free: Sequence[str], spec: FileColumn) -> str:
    by_folded = {folded(name): name for name in reversed(free)}
    return next((by_folded[key] for name in spec.names if (key := folded(name)) in by_folded), "")


def _alike(unused: Sequence[str], lacking: Sequence[FileColumn]) -> dict[str, str]:
    names = {folded(name): spec.name for spec in lacking for name in spec.names}
    close = {name: get_close_matches(folded(name), names, n=1, cutoff=_ALIKE) for name in unused}
    return {name: names[found[0]] for name, found in close.items() if found}


def _missing(missing: Sequence[FileColumn], found: Sequence[str]) -> list[FileMessage]:
    if not missing:
        return []
    either = [_either(spec.names) for spec in missing]
    return [
        msg(
            "missing columns: %(missing)s. The file has: %(found)s",
            missing=reduce(joined, either),
            found=", ".join(found) or msg("none"),
        )
    ]


def _misspelt(alike: Mapping[str, str]) -> list[FileMessage]:
    return [
        msg("unknown column %(given)r: did you mean %(close)r?", given=given, close=close)
        for given, close in alike.items()
    ]


def _either(names: Sequence[str]) -> FileMessage | str:
    different = {folded(name): name for name in reversed(names)}
    told = [name for name in names if different[folded(name)] == name]
    return reduce(lambda these, this: msg("%(these)s or %(this)s", these=these, this=this), told)
