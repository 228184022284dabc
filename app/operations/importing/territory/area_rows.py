"""Parses the rows of a file of areas of responsibility."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from app.operations.importing.files.cells import Cells
from app.operations.importing.files.columns import column
from app.operations.importing.files.loading import Boundaries
from app.operations.importing.territory.codes_by_name import KnownNames
from app.operations.importing.territory.kind_names import KindNames, is_everything, words_of
from gis.files.messages import FileMessage, msg

COLUMNS = (
    column("code код"),
    column("name_uk name назва", required=True),
    column("name_en назва_англійською"),
    column("body орган", required=True),
    column("categories види види_проблем", required=True),
    column("territory територія"),
    column("priority пріоритет"),
    column("valid_from діє_з"),
    column("decision рішення"),
)

MOST_PRIORITY = 1_000_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the hromada's bodies and kinds are called; priorities of the known areas by code."""

    bodies: KnownNames
    kinds: KindNames
    priorities: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area of the file; ``words`` are texts that may change without a new version."""

    number: int
    label: str
    code: str
    words: Mapping[str, str]
    body_id: int
    everything: bool
    category_ids: frozenset[int]
    priority: int
    boundary: str
    valid_from: datetime | None
    # It follows the outline of the hromada, whatever its boundary was.
    whole_hromada: bool = False


def area_rows(loaded: Boundaries, wholes: Sequence[bool], vocabulary: Vocabulary) -> list[AreaRow]:
    """Parse every row; its faults are collected in the row."""
    return [
        _area_row(row, boundary, vocabulary, whole=whole)
        for row, boundary, whole in zip(loaded.cells, loaded.ewkb, wholes, strict=True)
    ]


def _area_row(row: Cells, boundary: str, vocabulary: Vocabulary, *, whole: bool) -> AreaRow:
    words = _kind_words(row, vocabulary.kinds)
    kinds = [_kind(row, word, vocabulary.kinds) for word in words if not is_everything(word)]
    return AreaRow(
        number=row.number,
        label=row.label,
        code=row.code("code") if row.raw("code") else "",
        words={
            "name_uk": row.text("name_uk", required=True),
            "name_en": row.text("name_en"),
            "decision": row.text("decision"),
        },
        body_id=_body(row, vocabulary.bodies),
        everything=any(is_everything(word) for word in words),
        category_ids=frozenset(kinds),
        priority=_priority(row, vocabulary),
        boundary=boundary,
        valid_from=row.moment("valid_from"),
        whole_hromada=whole,
    )


def _priority(row: Cells, vocabulary: Vocabulary) -> int:
    """Return the priority; an empty cell leaves what is known alone."""
    given = row.whole("priority", most=MOST_PRIORITY)
    return vocabulary.priorities.get(row.raw("code"), 0) if given is None else given


def _kind_words(row: Cells, kinds: KindNames) -> list[str]:
    value = row.values.get("categories", "")
    try:
        words = words_of(value, kinds)
    except ValueError:
        row.fault(
            "bad-list",
            msg(
                "%(column)s %(given)r is no list: write a, b, c",
                column="categories",
                given=str(value)[:60],
            ),
        )
        return []
    if not words:
        row.fault(
            "missing-value",
            msg("%(column)s is empty: name some, or * for everything", column="categories"),
        )
    return words


def _kind(row: Cells, word: str, kinds: KindNames) -> int:
    """Return the id of the kind or group that a word means, 0 with a fault if it is not clear."""
    meant = kinds.meant(word)
    if len(meant) == 1:
        return kinds.ids[meant[0]]
    if meant:
        row.fault(
            "unknown-category",
            msg(
                "%(count)s kinds or groups are called %(given)r: write its group before it, as in "
                "“Дороги: Інше”, or “Дороги: усе” for a group",
                count=len(meant),
                given=word[:60],
            ),
        )
        return 0
    row.fault("unknown-category", _unknown("category", word, kinds.words))
    return 0


def _body(row: Cells, bodies: KnownNames) -> int:
    """Return the id of the body named by code or by name, 0 with a fault if it is not clear."""
    word = row.text("body", required=True)
    if not word:
        return 0
    meant = bodies.meant(word)
    if len(meant) == 1:
        return bodies.ids[meant[0]]
    if meant:
        row.fault(
            "unknown-body",
            msg(
                "%(count)s have the name %(given)r: add the code of the one that is meant",
                count=len(meant),
                given=word[:60],
            ),
        )
        return 0
    row.fault("unknown-body", _unknown("body", word, [*bodies.ids, *bodies.spelling.values()]))
    return 0


def _unknown(what: str, word: str, known: Sequence[str]) -> FileMessage:
    if what == "body":
        unknown = msg("no body %(code)r in the hromada", code=word)
        by_command = "add it by “import bodies” first"
    else:
        unknown = msg("no category %(code)r in the hromada", code=word)
        by_command = "add it by “import categories” first"
    if close := get_close_matches(word, known, n=1):
        return msg("%(unknown)s: did you mean %(close)r?", unknown=unknown, close=close[0])
    return unknown.asking(what, by_command)
