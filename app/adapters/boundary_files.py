"""Tables, and files and drawings with geometry, read and checked inside the fence."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import shapely

from app.adapters.fence import Fence, Refused, TooHeavy
from app.fence.protocol import EXTRACT, GEOMETRY, SMALL_EXTRACT, Limits
from gis.files.areas import MAX_DRAWN_VERTICES, MAX_ZONE_VERTICES, TANGLED
from gis.files.basemap_extract import Extract
from gis.files.basemap_layers import DrawingRule
from gis.files.checked import CheckedFile
from gis.files.checks import MAX_VERTICES
from gis.files.extract_source import MAX_IN_MEMORY
from gis.files.faults import UnreadableFile
from gis.files.features import FeatureFile, ReadOptions, refuse_size
from gis.files.messages import FileMessage, msg
from gis.files.openstreetmap import refuse_extract_size
from gis.files.projection import Shapes
from gis.files.tables import Table, unpack_table
from gis.files.transport import (
    join_parts,
    pack_shapes,
    unpack_checked,
    unpack_extract,
    unpack_features,
    unpack_shapes,
)

_TOO_HEAVY = msg(
    "it takes more time or memory to read than a layer of boundaries may: simplify it, or send "
    "less at once"
)
_TABLE_TOO_LARGE = msg(
    "it takes more time or memory to read than a table may: split it, and give its parts"
)
_EXTRACT_TOO_LARGE = msg(
    "it takes more time or memory to read than an extract of its size may: cut the oblast or the "
    "hromada out of it, and take hromadas one by one"
)


class FencedFiles:
    """Reads what came from outside; raises UnreadableFile, or NotNow while the fence is full.

    ``then`` is called whenever a file has been read: to take a lock that others need not wait for
    while a large one is.
    """

    def __init__(
        self,
        fence: Fence,
        limits: Limits = GEOMETRY,
        *,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        self._fence = fence
        self._limits = limits
        self._then = then

    def boundaries(self, path: Path, options: ReadOptions) -> CheckedFile:
        """Read and check a file of boundaries."""
        stated = {"suffix": path.suffix, "asked": options, "max_vertices": MAX_VERTICES}
        return unpack_checked(self._read("boundaries", path, **stated))

    def drawn(self, geometry: str) -> CheckedFile:
        """Check one drawn polygon (a GeoJSON geometry); its feature has no attributes."""
        feature = {"type": "Feature", "properties": {}, "geometry": json.loads(geometry)}
        content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
        stated = {"suffix": ".geojson", "asked": ReadOptions(), "max_vertices": MAX_DRAWN_VERTICES}
        return unpack_checked(self._run("boundaries", content, **stated))

    def features(self, path: Path, options: ReadOptions) -> FeatureFile:
        """Read a file of any shapes, unchecked."""
        return unpack_features(self._read("features", path, suffix=path.suffix, asked=options))

    def table(self, path: Path, options: ReadOptions) -> Table:
        """Read a table: CSV, XLSX or ODS."""
        refuse_size(path.stat().st_size)
        work = partial(self._fenced, "table", path, limits=self._limits, asked=options)
        return unpack_table(_refusing(work, _TABLE_TOO_LARGE))

    def addresses(self, path: Path, bounds: tuple[float, float, float, float]) -> FeatureFile:
        """Read the addresses of an OpenStreetMap extract within bounds."""
        within = [float(side) for side in bounds]
        return unpack_features(self._extract("addresses", path, [], bounds=within))

    def basemap(self, path: Path, outlines: Shapes) -> Extract:
        """Read what an OpenStreetMap extract has within each outline."""
        return unpack_extract(self._extract("basemap", path, [pack_shapes(outlines)]))

    def basemap_layer(
        self, path: Path, options: ReadOptions, rules: Sequence[DrawingRule], outlines: Shapes
    ) -> Extract:
        """Read what a layer of any columns has within each outline."""
        refuse_size(path.stat().st_size)
        payload = join_parts([pack_shapes(outlines), path.read_bytes()])
        stated = {"suffix": path.suffix, "asked": options, "rules": list(rules)}
        return unpack_extract(self._run("basemap_layer", payload, **stated))

    def area(self, content: bytes, suffix: str, *, drawn: bool) -> shapely.MultiPolygon:
        """Read the union of the polygons of a file, or of a drawing."""
        refuse_size(len(content))
        most = MAX_DRAWN_VERTICES if drawn else MAX_VERTICES
        packed = self._run("area", content, suffix=suffix or ".geojson", max_vertices=most)
        return unpack_shapes(packed)[0][0]

    def zone(self, content: bytes, *, drawn: bool) -> shapely.MultiPolygon:
        """Read the union of the polygons in GeoJSON; the messages are whole sentences."""
        most = MAX_DRAWN_VERTICES if drawn else MAX_ZONE_VERTICES
        limits = self._limits
        try:
            packed = self._fence.run("zone", content, limits=limits, max_vertices=most)
        except Refused as refusal:
            raise UnreadableFile(refusal.reason) from None
        except TooHeavy:
            raise UnreadableFile(TANGLED) from None
        return unpack_shapes(packed)[0][0]

    def _extract(self, job: str, path: Path, parts: list[bytes], **options: Any) -> bytes:  # noqa: ANN401
        """Run a job on an extract: in memory, or by its path where it is too large for that."""
        size = path.stat().st_size
        refuse_extract_size(size)
        small = size <= MAX_IN_MEMORY
        payload = join_parts([*parts, path.read_bytes()] if small else parts)
        limits, where = SMALL_EXTRACT if small else EXTRACT, str(path.absolute())
        work = partial(self._fenced, job, payload, limits=limits, path=where, **options)
        return _refusing(work, _EXTRACT_TOO_LARGE)

    def _read(self, job: str, path: Path, **options: Any) -> bytes:  # noqa: ANN401 - JSON values
        refuse_size(path.stat().st_size)
        return self._run(job, path, **options)

    def _run(self, job: str, payload: bytes | Path, **options: Any) -> bytes:  # noqa: ANN401
        limits = self._limits
        return _refusing(lambda: self._fenced(job, payload, limits=limits, **options))

    def _fenced(self, job: str, payload: bytes | Path, *, limits: Limits, **options: Any) -> bytes:  # noqa: ANN401
        output = self._fence.run(job, payload, limits=limits, **options)
        self._then()
        return output


def _refusing(work: Callable[[], bytes], too_heavy: FileMessage = _TOO_HEAVY) -> bytes:
    """Turn what the fence refuses into what every reader of files raises."""
    try:
        return work()
    except Refused as refusal:
        raise UnreadableFile(refusal.reason) from None
    except TooHeavy:
        raise UnreadableFile(too_heavy) from None
