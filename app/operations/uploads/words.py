"""Words of a file of reports that mean nothing here yet: of categories and of statuses."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from app.operations.importing.files.cells import cleaned
from app.operations.importing.reports.categories import importable_categories
from app.operations.importing.reports.statuses import status_of
from gis.files.attributes import Row

MOST_WORDS = 60
# The more precise one goes first, as in an import.
_OF_CATEGORY = ("subcategory", "category")
_OF_STATUS = ("status",)


def unknown_words(
    session: Session, rows: Sequence[Row], held_by: Mapping[str, str]
) -> dict[str, list[tuple[str, int]]]:
    """Return the unknown words of categories and statuses with their counts, the most frequent."""
    known = importable_categories(session, {}, None)
    categories: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for row in rows:
        words = _words(row, held_by, _OF_CATEGORY)
        if words and known.find(words) is None:
            categories[words[0].lower()] += 1
        statuses.update(
            word.lower() for word in _words(row, held_by, _OF_STATUS) if status_of(word, {}) is None
        )
    return {
        "categories": categories.most_common(MOST_WORDS),
        "statuses": statuses.most_common(MOST_WORDS),
    }


def _words(row: Row, held_by: Mapping[str, str], names: Iterable[str]) -> list[str]:
    found = (cleaned(str(row.get(held_by[name], ""))) for name in names if name in held_by)
    return [word for word in found if word]
