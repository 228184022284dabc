"""What a person has decided about personal data in words that everybody will read."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.domain.errors import Rejected
from app.domain.personal_data.detector import personal_data_in
from app.domain.personal_data.kinds import PersonalKind


@dataclass(frozen=True, slots=True)
class PersonalDecision:
    """The passages that all may read, in plain; ``cover`` means: black out the others."""

    kept: frozenset[str] = frozenset()
    cover: bool = False


UNDECIDED = PersonalDecision()


class MarkedPart(NamedTuple):
    """A part of a text; ``kind`` of what it holds, if anything."""

    text: str
    kind: PersonalKind | None


def plain(passage: str) -> str:
    """Return the passage with single blanks: forms and pages write others."""
    return " ".join(passage.split())


def passages_of(text: str, *, published: Collection[str] = ()) -> tuple[str, ...]:
    """Return the different passages with personal data, exactly as they stand in the text."""
    found = personal_data_in(text, published=published)
    return tuple(dict.fromkeys(text[each.start : each.end] for each in found))


def undecided(
    text: str, kept: Collection[str], *, published: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the passages of which nobody has said that they may be read by all."""
    return tuple(p for p in passages_of(text, published=published) if plain(p) not in kept)


def ask_about(
    text: str, kept: Collection[str], *, field: str, published: Collection[str] = ()
) -> None:
    """Raise Rejected for the field if the text has personal data that nobody has decided about."""
    if open_ones := undecided(text, kept, published=published):
        raise Rejected.on(
            field,
            "This looks like personal data: %(passages)s. Everybody would read it.",
            passages=listed(open_ones),
        )


def listed(passages: Iterable[str]) -> str:
    """Return the passages in quotation marks."""
    return ", ".join(f"«{plain(each)}»" for each in passages)


def marked_parts(
    text: str, black: Iterable[str] = (), *, published: Collection[str] = ()
) -> tuple[MarkedPart, ...]:
    """Return the text in parts; what lies within a passage of ``black`` is not marked again."""
    kinds: list[PersonalKind | None] = [None] * len(text)
    for each in personal_data_in(text, published=published):
        kinds[each.start : each.end] = [each.kind] * (each.end - each.start)
    for start, end in _places(text, black):
        kinds[start:end] = [None] * (end - start)
    runs = groupby(range(len(text)), key=lambda at: kinds[at])
    return tuple(MarkedPart("".join(text[at] for at in run), kind) for kind, run in runs)


def _places(text: str, passages: Iterable[str]) -> Iterator[tuple[int, int]]:
    for passage in filter(None, passages):
        at = text.find(passage)
        while at >= 0:
            yield at, at + len(passage)
            at = text.find(passage, at + 1)
