"""What can be imported in the browser: every kind of import of a hromada, with its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.operations.importing.files.columns import FileColumn
from app.operations.importing.kinds import KINDS as IMPORTS
from app.operations.importing.kinds import ImportKind
from app.queries.territory.drafts import AREAS, DISTRICTS
from gis.files.features import SUFFIXES as OF_GEOMETRY
from gis.files.tables import is_table

MB = 1024 * 1024
OF_TABLES = (".csv", ".csv.gz", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods")
OF_EXTRACTS = (".osm.pbf", ".osm")
MOST_OF_TABLE = 20 * MB
MOST_OF_FILE = 100 * MB


@dataclass(frozen=True, slots=True)
class UploadKind:
    """A kind of import and the files that it takes.

    ``draft``: the file becomes a draft of boundaries of this kind, applied on a page of its own.
    """

    source: ImportKind
    suffixes: tuple[str, ...]
    draft: str = ""

    @property
    def name(self) -> str:
        """Return the name of the kind, as it is in addresses."""
        return self.source.subject

    @property
    def columns(self) -> Sequence[FileColumn]:
        """Return our columns; none of an extract, which is taken whole."""
        return self.source.columns

    def draft_of(self, name: str) -> str:
        """Return the kind of draft that a file of this name becomes, '' if it is taken as it is.

        A table changes words of districts, which bring no report elsewhere.
        """
        return "" if self.draft == DISTRICTS and is_table(name) else self.draft

    @property
    def has_geometry(self) -> bool:
        """Return whether files with geometry are taken."""
        return self.source.shapes


BODIES, CATEGORIES, OUTLINE = "bodies", "categories", "outline"
ADDRESSES, RENAMES, REPORTS, BASEMAP = "addresses", "renames", "reports", "basemap"
# In the order in which a hromada is set up.
_ORDER = (OUTLINE, BASEMAP, DISTRICTS, BODIES, CATEGORIES, AREAS, ADDRESSES, RENAMES, REPORTS)
_EXTRACTS = frozenset({BASEMAP, ADDRESSES})
_DRAFTS = {AREAS: AREAS, DISTRICTS: DISTRICTS}


def _upload_kind(kind: ImportKind) -> UploadKind:
    suffixes = (
        *(OF_TABLES if kind.tables else ()),
        *(OF_GEOMETRY if kind.shapes else ()),
        *(OF_EXTRACTS if kind.subject in _EXTRACTS else ()),
    )
    return UploadKind(kind, suffixes, _DRAFTS.get(kind.subject, ""))


KINDS: Mapping[str, UploadKind] = {name: _upload_kind(IMPORTS[name]) for name in _ORDER}


def suffix_of(name: str, suffixes: Sequence[str]) -> str:
    """Return the longest of the suffixes with which the name ends, '' if with none."""
    ends = [suffix for suffix in suffixes if name.lower().endswith(suffix)]
    return max(ends, key=len, default="")


def most_bytes(suffix: str) -> int:
    """Return how large a file with this suffix may be."""
    return MOST_OF_TABLE if suffix in OF_TABLES else MOST_OF_FILE
