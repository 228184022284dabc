"""Parses the rows of a file of areas of responsibility."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from app.operations.importing.files.cells import Cells
from app.operations.importing.files.columns import column
from app.operations.importing.files.loading import Boundaries
from gis.files.messages import FileMessage, msg

COLUMNS = (
    column("code код", required=True),
    column("name_uk name назва", required=True),
    column("name_en назва_англійською"),
    column("body орган", required=True),
    column("categories види", required=True),
    column("priority пріоритет"),
    column("valid_from діє_з"),
    column("decision рішення"),
)

EVERYTHING = "*"
MOST_PRIORITY = 1_000_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The hromada's codes, with their ids."""

    bodies: Mapping[str, int]
    categories: Mapping[str, int]


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


def area_rows(loaded: Boundaries, vocabulary: Vocabulary) -> list[AreaRow]:
    """Parse every row; its faults are collected in the row."""
    return [
        _area_row(row, boundary, vocabulary)
        for row, boundary in zip(loaded.cells, loaded.ewkb, strict=True)
    ]


def _area_row(row: Cells, boundary: str, vocabulary: Vocabulary) -> AreaRow:
    named = _category_codes(row)
    codes = [code for code in named if code != EVERYTHING]
    body = row.text("body", required=True)
    if body:
        _check(row, "body", [body], vocabulary.bodies)
    _check(row, "category", codes, vocabulary.categories)
    return AreaRow(
        number=row.number,
        label=row.label,
        code=row.code("code"),
        words={
            "name_uk": row.text("name_uk", required=True),
            "name_en": row.text("name_en"),
            "decision": row.text("decision"),
        },
        body_id=vocabulary.bodies.get(body, 0),
        everything=EVERYTHING in named,
        category_ids=frozenset(vocabulary.categories.get(code, 0) for code in codes),
        priority=row.whole("priority", 0, most=MOST_PRIORITY) or 0,
        boundary=boundary,
        valid_from=row.moment("valid_from"),
    )


def _category_codes(row: Cells) -> list[str]:
    """Read a list, a JSON list, or codes separated by commas, semicolons, bars or blanks."""
    value = row.values.get("categories", "")
    if isinstance(value, str) and value.startswith("["):
        try:
            value = [str(code) for code in json.loads(value)]
        except ValueError:
            row.fault(
                "bad-list",
                msg(
                    "%(column)s %(given)r is no list: write a, b, c",
                    column="categories",
                    given=value[:60],
                ),
            )
            return []
    codes = value if isinstance(value, list) else re.split(r"[,;|\s]+", value)
    named = [code.strip() for code in codes if code.strip()]
    if not named:
        row.fault(
            "missing-value",
            msg("%(column)s is empty: name some, or * for everything", column="categories"),
        )
    return named


def _check(row: Cells, what: str, codes: list[str], known: Mapping[str, int]) -> None:
    for code in codes:
        if code not in known:
            close = get_close_matches(code, known, n=1)
            row.fault(f"unknown-{what}", _unknown(what, code, close))


def _unknown(what: str, code: str, close: list[str]) -> FileMessage:
    if what == "body":
        unknown = msg("no body %(code)r in the hromada", code=code)
        by_command = "add it by “import bodies” first"
    else:
        unknown = msg("no category %(code)r in the hromada", code=code)
        by_command = "add it by “import categories” first"
    if close:
        return msg("%(unknown)s: did you mean %(close)r?", unknown=unknown, close=close[0])
    return unknown.asking(what, by_command)
