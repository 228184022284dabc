"""What a coordinator states about a file, kept as JSON with its row."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from app.operations.importing.files.columns import NO_CHOICES, ColumnChoices
from app.operations.importing.files.sources import ImportChoices
from gis.files.features import ReadOptions

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
_ORDERS = {DAY_FIRST: False, MONTH_FIRST: True}


@dataclass(frozen=True, slots=True)
class Stated:
    """How the file is read and what its words mean; empty where nothing is stated.

    ``columns`` are theirs by ours, None before the form was sent; ``categories`` and ``statuses``
    are ours by their words in lower case; ``whole``: what the file lacks ends.
    """

    crs: str = ""
    layer: str = ""
    encoding: str = ""
    dates: str = ""
    columns: Mapping[str, str] | None = None
    categories: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False

    @property
    def read_options(self) -> ReadOptions:
        """Return the options of readers of files."""
        return ReadOptions(self.crs or None, self.layer or None, self.encoding or None)

    def choices(self, headings: Sequence[str], *, skip_refused: bool) -> ImportChoices:
        """Return the choices of an import of a file with these headings."""
        return ImportChoices(
            columns=self.column_choices(headings),
            skip_refused=skip_refused,
            month_first=_ORDERS.get(self.dates),
            category_words={word: ours for word, ours in self.categories.items() if ours},
            status_words={word: ours for word, ours in self.statuses.items() if ours},
            # The form had what is remembered, and may have been changed.
            words_settled=self.columns is not None,
            # A person sends the file, and sees first what it replaces.
            replace_changed=True,
        )

    def column_choices(self, headings: Sequence[str]) -> ColumnChoices:
        """Return which heading holds what; a heading that was not chosen holds nothing."""
        if self.columns is None:
            return NO_CHOICES
        chosen = {ours: theirs for ours, theirs in self.columns.items() if theirs in headings}
        return ColumnChoices(chosen, frozenset(headings) - frozenset(chosen.values()))

    def as_dict(self) -> dict[str, Any]:
        """Return the options as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return the options that were stored; unknown names are ignored."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})
