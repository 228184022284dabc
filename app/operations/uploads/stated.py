"""What a coordinator states about a file, kept as JSON with its row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from gis.files.features import ReadOptions


@dataclass(frozen=True, slots=True)
class Stated:
    """How the file is read and what its words mean; empty where nothing is stated.

    ``columns`` are theirs by ours, ``categories`` our codes by their words in lower case.
    """

    crs: str = ""
    layer: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    fallback: str = ""
    whole: bool = False
    skip_refused: bool = False

    @property
    def read_options(self) -> ReadOptions:
        """Return the options of readers of files."""
        return ReadOptions(self.crs or None, self.layer or None, self.encoding or None)

    def as_dict(self) -> dict[str, Any]:
        """Return the options as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Return the options that were stored; unknown names are ignored."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})
