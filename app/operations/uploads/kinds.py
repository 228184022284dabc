"""What can be imported in the browser: a table of kinds, each with its operation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.operations.importing.files.columns import FileColumn
from app.operations.importing.files.outcome import Summary
from app.operations.importing.files.sources import Job
from app.operations.importing.reports import rows
from app.operations.importing.territory import (
    addresses,
    area_rows,
    bodies,
    categories,
    districts,
    outline,
    street_renames,
)
from app.operations.importing.territory.areas import import_areas
from app.queries.territory.drafts import AREAS, DISTRICTS
from gis.files.features import SUFFIXES as OF_GEOMETRY

Operation = Callable[[Session, Job], Summary]

MB = 1024 * 1024
OF_TABLES = (".csv", ".csv.gz")
OF_EXTRACTS = (".osm.pbf", ".osm")
MOST_OF_TABLE = 20 * MB
MOST_OF_FILE = 100 * MB


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of import: its columns, the files that it takes, and the operation.

    ``draft``: the file becomes a draft of boundaries of this kind, applied on a page of its own.
    Reports have no ``operation`` here: theirs takes options.
    """

    name: str
    columns: Sequence[FileColumn]
    suffixes: tuple[str, ...]
    operation: Operation | None = None
    draft: str = ""

    @property
    def is_extract(self) -> bool:
        """Return whether the file is an extract that is taken whole: it has no columns."""
        return not self.columns

    @property
    def has_geometry(self) -> bool:
        """Return whether files with geometry are taken."""
        return OF_GEOMETRY[0] in self.suffixes


BODIES, CATEGORIES, OUTLINE = "bodies", "categories", "outline"
ADDRESSES, RENAMES, REPORTS, BASEMAP = "addresses", "renames", "reports", "basemap"
_EVERY_FILE = (*OF_TABLES, *OF_GEOMETRY)

KINDS: Mapping[str, ImportKind] = {
    kind.name: kind
    for kind in (
        ImportKind(OUTLINE, outline.COLUMNS, OF_GEOMETRY, outline.import_outline),
        ImportKind(
            DISTRICTS, districts.COLUMNS, OF_GEOMETRY, districts.import_districts, DISTRICTS
        ),
        ImportKind(BODIES, bodies.COLUMNS, OF_TABLES, bodies.import_bodies),
        ImportKind(CATEGORIES, categories.COLUMNS, OF_TABLES, categories.import_categories),
        ImportKind(AREAS, area_rows.COLUMNS, OF_GEOMETRY, import_areas, AREAS),
        ImportKind(
            ADDRESSES, addresses.COLUMNS, (*_EVERY_FILE, *OF_EXTRACTS), addresses.import_addresses
        ),
        ImportKind(RENAMES, street_renames.COLUMNS, OF_TABLES, street_renames.import_renames),
        ImportKind(REPORTS, (*rows.DETAILS, *rows.PLACE), _EVERY_FILE),
    )
}


def suffix_of(name: str, suffixes: Sequence[str]) -> str:
    """Return the longest of the suffixes with which the name ends, '' if with none."""
    ends = [suffix for suffix in suffixes if name.lower().endswith(suffix)]
    return max(ends, key=len, default="")


def most_bytes(suffix: str) -> int:
    """Return how large a file with this suffix may be."""
    return MOST_OF_TABLE if suffix in OF_TABLES else MOST_OF_FILE
