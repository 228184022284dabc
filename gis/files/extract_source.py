"""Opens an OpenStreetMap extract: in memory alone, or by its path where it is too large."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO, NamedTuple

from gis.files.gdal import in_memory

# Up to this, an extract is read by a process that can open no file.
MAX_IN_MEMORY = 128 * 2**20
_TAGS = Path(__file__).with_name("openstreetmap.ini")
_TAGS_CONTENT = _TAGS.read_bytes()
# What GDAL keeps of nodes while it looks for them, in MB: by the size of the file, and at least.
_INDEX_SHARE, _LEAST_INDEX_MB = 10, 100


class ExtractSource(NamedTuple):
    """An extract by its path; with its content, nothing is opened by the path."""

    path: Path
    content: bytes | None = None

    @property
    def zipped(self) -> bool:
        """Return whether it is packed by gzip."""
        return self.path.suffix.lower() == ".gz"

    @property
    def packed(self) -> bool:
        """Return whether it is in the binary format (PBF)."""
        return self.path.name.lower().endswith(".pbf")

    def stream(self) -> BinaryIO:
        """Return its bytes as a file."""
        return self.path.open("rb") if self.content is None else BytesIO(self.content)


class GdalNames(NamedTuple):
    """What GDAL calls the extract, and the list of tags to read."""

    source: str
    tags: str


@contextmanager
def opened_by_gdal(extract: ExtractSource) -> Iterator[GdalNames]:
    """Make the extract known to GDAL."""
    # Imported here: GDAL costs a process 30 MB, which only those that read files spend.
    import pyogrio

    if extract.content is None:
        # What does not fit into memory lies beside other temporary files, not where we are.
        pyogrio.set_gdal_config_options({"CPL_TMPDIR": gettempdir()})
        yield GdalNames(_zipped(extract, str(extract.path)), str(_TAGS))
        return
    index_mb = max(_LEAST_INDEX_MB, _INDEX_SHARE * len(extract.content) // 2**20)
    pyogrio.set_gdal_config_options({"OSM_MAX_TMPFILE_SIZE": str(index_mb)})
    name = "extract.osm.pbf" if extract.packed else "extract.osm"
    name += ".gz" if extract.zipped else ""
    with in_memory({name: extract.content, _TAGS.name: _TAGS_CONTENT}) as folder:
        yield GdalNames(_zipped(extract, f"{folder}/{name}"), f"{folder}/{_TAGS.name}")


def _zipped(extract: ExtractSource, name: str) -> str:
    return f"/vsigzip/{name}" if extract.zipped else name
