"""What an import is given: a file, a reader of files, and what is stated about them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.operations.importing.files.columns import NO_CHOICES, ColumnChoices
from app.operations.importing.files.outcome import NO_PROGRESS, ImportRefused, Progress
from gis.files.basemap_extract import Extract
from gis.files.basemap_layers import DrawingRule
from gis.files.checked import CheckedFile
from gis.files.faults import UnreadableFile
from gis.files.features import NO_OPTIONS, FeatureFile, ReadOptions
from gis.files.projection import Shapes
from gis.files.tables import Table


class FileReader(Protocol):
    """Reads files from outside, away from this process; each method raises UnreadableFile."""

    def boundaries(self, path: Path, options: ReadOptions) -> CheckedFile:
        """Read and check boundaries."""

    def features(self, path: Path, options: ReadOptions) -> FeatureFile:
        """Read any shapes, unchecked."""

    def table(self, path: Path, options: ReadOptions) -> Table:
        """Read a table."""

    def addresses(self, path: Path, bounds: tuple[float, float, float, float]) -> FeatureFile:
        """Read addresses of an OpenStreetMap extract within bounds, as points."""

    def basemap(self, path: Path, outlines: Shapes) -> Extract:
        """Read what an OpenStreetMap extract has within each outline."""

    def basemap_layer(
        self, path: Path, options: ReadOptions, rules: Sequence[DrawingRule], outlines: Shapes
    ) -> Extract:
        """Read what a layer of any columns has within each outline."""


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """A file that was read before the transaction began: boundaries, other shapes or a table."""

    file: CheckedFile | FeatureFile | Table

    def boundaries(self, path: Path, _options: ReadOptions) -> CheckedFile:
        """Return the file, if it is one of boundaries."""
        if not isinstance(self.file, CheckedFile):
            raise UnreadableFile(f"{path.name} has no boundaries")
        return self.file

    def features(self, path: Path, _options: ReadOptions) -> FeatureFile:
        """Return its features."""
        if isinstance(self.file, Table):
            raise UnreadableFile(f"{path.name} is a table")
        return self.file.features if isinstance(self.file, CheckedFile) else self.file

    def table(self, path: Path, _options: ReadOptions) -> Table:
        """Return the file, if it is a table."""
        if not isinstance(self.file, Table):
            raise UnreadableFile(f"{path.name} is no table")
        return self.file

    def addresses(self, path: Path, _bounds: tuple[float, float, float, float]) -> FeatureFile:
        """Refuse: what was read before is no extract."""
        raise UnreadableFile(f"{path.name} is no extract")

    def basemap(self, path: Path, _outlines: Shapes) -> Extract:
        """Refuse: boundaries are no basemap."""
        raise UnreadableFile(f"{path.name} is no extract")

    def basemap_layer(
        self, path: Path, _options: ReadOptions, _rules: Sequence[DrawingRule], _outlines: Shapes
    ) -> Extract:
        """Refuse: boundaries are no basemap."""
        raise UnreadableFile(f"{path.name} is no layer of a basemap")


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What a person decides about a file.

    ``skip_refused`` takes the good rows though others are refused; ``month_first`` settles dates
    such as 03/04/2025; ``replace_changed`` takes the file's values where people changed ours on
    pages. Of reports: their own words for categories and statuses with ours, and the category of
    what is left; ``words_settled`` if nothing that is remembered is to be added.
    """

    columns: ColumnChoices = NO_CHOICES
    skip_refused: bool = False
    month_first: bool | None = None
    category_words: Mapping[str, str] = field(default_factory=dict)
    status_words: Mapping[str, str] = field(default_factory=dict)
    fallback_category: str | None = None
    words_settled: bool = False
    replace_changed: bool = False


NOTHING_CHOSEN = ImportChoices()


@dataclass(frozen=True, slots=True)
class Job:
    """A file to import, with read options, choices, time and progress.

    Without a ``reader`` the file is a table of our own, in UTF-8.
    """

    path: Path
    now: datetime
    progress: Progress = NO_PROGRESS
    asked: ReadOptions = NO_OPTIONS
    reader: FileReader | None = None
    choices: ImportChoices = NOTHING_CHOSEN

    @property
    def geometry(self) -> FileReader:
        """Return the reader of files with geometry."""
        if self.reader is None:
            raise UnreadableFile(f"{self.path.suffix or 'no suffix'} is not read here")
        return self.reader


@contextmanager
def refusing(path: Path, notes: Sequence[str] = ()) -> Iterator[None]:
    """Turn an unreadable file into a refusal that names it, with notes on what was guessed."""
    try:
        yield
    except UnreadableFile as error:
        raise ImportRefused(path, error.reason, notes=notes) from None
