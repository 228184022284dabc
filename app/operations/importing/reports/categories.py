"""Maps a file's own names of problems to categories."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.places import Category
from app.operations.importing.files.outcome import ImportRefused
from app.operations.importing.files.sources import FileReader, refusing
from gis.files.features import NO_OPTIONS
from gis.files.messages import msg

_SYNONYMS = Path(__file__).with_name("category_synonyms.csv")


@dataclass(frozen=True, slots=True)
class ImportableCategory:
    """A leaf category that a report may have."""

    id: int
    code: str
    hide_on_map: bool
    target_hours: int
    legal_days: int


@dataclass(frozen=True, slots=True)
class ImportableCategories:
    """The hromada's leaf categories by code and name; the user's own mapping goes first."""

    by_code: Mapping[str, ImportableCategory]
    by_name: Mapping[str, str]
    own_words: Mapping[str, str]
    fallback: str | None

    def find(self, words: Sequence[str]) -> ImportableCategory | None:
        """Return the category of the first known word, else the fallback, else None."""
        for word in words:
            for codes in (self.own_words, self.by_name, common_words()):
                if (code := codes.get(word.lower())) in self.by_code:
                    return self.by_code[str(code)]
            if word in self.by_code:
                return self.by_code[word]
        return self.by_code.get(self.fallback) if self.fallback else None


def importable_categories(
    session: Session, own_words: Mapping[str, str], fallback: str | None
) -> ImportableCategories:
    """Return the entered hromada's leaf categories."""
    rows = session.execute(
        select(
            Category.id, Category.code, Category.name_uk, Category.name_en,
            Category.hide_on_map, Category.target_hours, Category.legal_days,
        ).where(Category.parent_id.is_not(None), Category.active)
    ).all()  # fmt: skip
    names = {name.lower(): row.code for row in rows for name in (row.name_en, row.name_uk)}
    categories = {
        row.code: ImportableCategory(
            row.id, row.code, row.hide_on_map, row.target_hours, row.legal_days
        )
        for row in rows
    }
    return ImportableCategories(categories, names, own_words, fallback)


@cache
def common_words() -> Mapping[str, str]:
    """Return names used by other systems, with the default category of each."""
    with _SYNONYMS.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["category"] for row in csv.DictReader(file)}


def word_map(path: Path, reader: FileReader) -> dict[str, str]:
    """Read a table of a file's words (first column) and ours (second)."""
    with refusing(path):
        table = reader.table(path, NO_OPTIONS)
    if len(table.columns) < 2:
        raise ImportRefused(path, msg("two columns are needed: their word, and ours"))
    theirs, ours = table.columns[:2]
    return {str(row[theirs]).lower(): str(row[ours]) for row in table.rows}
