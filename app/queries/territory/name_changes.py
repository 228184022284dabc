"""Changes of the descriptive fields of an area or a district."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rewording:
    """A field's text before and after; "" for none."""

    field: str
    before: str
    after: str


def rewordings(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Rewording, ...]:
    """Return the fields that differ, in their order."""
    return tuple(
        Rewording(field, _text(was), _text(after[field]))
        for field, was in before.items()
        if was != after[field]
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
