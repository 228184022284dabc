"""Maps a file's own words for statuses to what becomes of a report."""

import csv
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from app.operations.importing.files.columns import APOSTROPHES

_WORDS = Path(__file__).with_name("status_words.csv")
# A word of the table that ends so has any ending: виконано, виконана, виконаний.
_ANY_ENDING = "*"
_ENDING = re.compile(r"[а-яіїєґ]{0,3}")
_BETWEEN = re.compile(r"[\s_,.:;()/-]+")


class ImportedStatus(StrEnum):
    """What becomes of a report by its status in the source.

    WAITING is not public until a moderator decides: the source has set it aside, or closed it
    without a solution, or its words hold somebody's contacts.
    """

    OPEN = "open"
    CLOSED = "closed"
    WAITING = "waiting"


class _Words(NamedTuple):
    whole: Mapping[str, ImportedStatus]
    stems: Mapping[str, ImportedStatus]


def status_of(raw: str, own_words: Mapping[str, str]) -> ImportedStatus | None:
    """Return what a file's word means, None for one that is not known; no word means open.

    The user's own words go first; capitals and punctuation do not matter.
    """
    word = _folded(raw)
    if not word:
        return ImportedStatus.OPEN
    for theirs, ours in own_words.items():
        if _folded(theirs) == word:
            return ImportedStatus(ours)
    known = _known_words()
    if word in known.whole:
        return known.whole[word]
    endings = (
        status for stem, status in known.stems.items()
        if word.startswith(stem) and _ENDING.fullmatch(word[len(stem) :])
    )  # fmt: skip
    return next(endings, None)


def wrong_statuses(own_words: Mapping[str, str]) -> list[str]:
    """Return what a map of statuses leads to that is none of ours."""
    return sorted(set(own_words.values()) - set(ImportedStatus))


@cache
def _known_words() -> _Words:
    words = dict(_read())
    stems = {word for word in words if word.endswith(_ANY_ENDING)}
    return _Words(
        {word: words[word] for word in words.keys() - stems},
        {word.removesuffix(_ANY_ENDING): words[word] for word in sorted(stems)},
    )


def _read() -> Iterator[tuple[str, ImportedStatus]]:
    with _WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["word"], ImportedStatus(row["status"])


@lru_cache(maxsize=10_000)
def _folded(word: str) -> str:
    return _BETWEEN.sub(" ", word.lower().translate(APOSTROPHES)).strip()
