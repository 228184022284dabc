"""Which words about an area or a district are others after a change."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rewording:
    """What a field says before and after; nothing is ""."""

    field: str
    before: str
    after: str


def rewordings(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Rewording, ...]:
    """Return the fields of which the two say something else, in their order."""
    return tuple(
        Rewording(field, _said(was), _said(after[field]))
        for field, was in before.items()
        if was != after[field]
    )


def _said(value: object) -> str:
    return "" if value is None else str(value)
