"""Files from outside meet their limits inside the fence, and lead nowhere."""

import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
import shapely

from app.adapters.boundary_files import FencedFiles
from app.fence.protocol import Limits
from gis.files import features
from gis.files.crossings import MAX_CROSSINGS, crossings
from gis.files.faults import UnreadableFile
from gis.files.features import NO_OPTIONS, ReadOptions, SourceFile, read_content
from gis.files.geopackage import plain_tables
from tests.fenced import FENCE
from tests.files import a_feature, a_layer, a_square, a_zipped_shapefile
from tests.hostile import (
    a_bomb,
    a_comb,
    a_geopackage,
    a_star,
    a_tangle,
    an_area,
    an_endless_catalogue,
    an_endless_view,
    changed,
    collection,
    leading_away,
    linked,
    listening,
)

FILES = FencedFiles(FENCE)
# The longest that a sender may wait; a fence that works needs a small part of it.
PATIENCE_S = 6.0


def refused(folder: Path, name: str, content: bytes) -> str:
    """Why the file is refused, within the time that a sender may wait."""
    path = folder / name
    path.write_bytes(content)
    began = time.monotonic()
    with pytest.raises(UnreadableFile) as refusal:
        FILES.boundaries(path, NO_OPTIONS)
    assert time.monotonic() - began < PATIENCE_S
    return str(refusal.value)


@pytest.mark.parametrize("vertices", [400, 1600, 4900])
def test_a_tangle_is_refused_before_it_is_untangled(tmp_path: Path, vertices: int) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(an_area(a_tangle(vertices)))
    (fault,) = FILES.boundaries(path, NO_OPTIONS).boundaries.faults
    assert fault.kind == "too-many-crossings"
    assert f"more than {MAX_CROSSINGS} places" in fault.reason


def test_crossings_are_counted_and_touching_is_none() -> None:
    def of(*xy: tuple[float, float]) -> int:
        return crossings(shapely.Polygon(xy))

    assert of((0, 0), (1, 1), (1, 0), (0, 1)) == 1
    assert of((0, 0), (2, 0), (2, 2), (1, 0), (0, 2)) == 0
    assert of((0, 0), (4, 0), (4, 1), (3, -1), (2, 1), (1, -1), (0, 1)) == 4


def test_boundaries_that_cross_each_other_too_often_are_refused(tmp_path: Path) -> None:
    """Each is valid alone; what two share would take every later page its minutes."""
    combs = [a_feature(a_comb(500)), a_feature(a_comb(500, across=True))]
    assert "cross each other" in refused(tmp_path, "a.geojson", collection(*combs))
    few = [a_feature(a_comb(20)), a_feature(a_comb(20, across=True))]
    path = tmp_path / "b.geojson"
    path.write_bytes(collection(*few))
    assert not FILES.boundaries(path, NO_OPTIONS).boundaries.faults


def test_what_takes_too_long_is_refused_with_advice(tmp_path: Path) -> None:
    """Slanting lines side by side: none crosses, but each is near to all."""
    ring = []
    for at in range(40_000):
        x = round(34.0 + at * 1e-6, 6)
        ends = [[x, 47.6], [round(x + 0.05, 6), 47.69]]
        ring += ends if at % 2 else ends[::-1]
    corner = [34.2, 47.5]
    path = tmp_path / "a.geojson"
    shape = {"type": "Polygon", "coordinates": [[corner, *ring, [34.3, 47.9], corner]]}
    path.write_bytes(an_area(shape))
    hasty = FencedFiles(FENCE, Limits(memory_mb=1024, cpu_s=1, wall_s=120))
    with pytest.raises(UnreadableFile, match="more time or memory"):
        hasty.boundaries(path, NO_OPTIONS)


def test_a_drawing_may_have_five_thousand_vertices() -> None:
    import json

    assert not FILES.drawn(json.dumps(a_star(4900))).boundaries.faults
    (fault,) = FILES.drawn(json.dumps(a_star(5100))).boundaries.faults
    assert fault.kind == "too-many-vertices"


def test_an_endless_view_is_no_layer(tmp_path: Path) -> None:
    assert "is a query" in refused(tmp_path, "b.gpkg", an_endless_view(tmp_path))


def test_an_endless_catalogue_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "b.gpkg", an_endless_catalogue(tmp_path))


def test_a_table_that_runs_a_program_is_refused(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path)
    changed(path, "CREATE VIRTUAL TABLE words USING fts5(a)")
    assert "runs a program" in refused(tmp_path, "b.gpkg", path.read_bytes())


def test_a_geopackage_keeps_its_tables(tmp_path: Path) -> None:
    """A view beside the layer is of no harm once it is gone; so is a write-ahead log."""
    path = a_geopackage(tmp_path)
    changed(path, "CREATE VIEW other AS SELECT * FROM areas", "PRAGMA journal_mode = WAL")
    file = FILES.boundaries(path, NO_OPTIONS)
    assert file.features.rows == [{"code": "c0", "name_uk": "Центр"}]
    assert b"CREATE VIEW" not in plain_tables(path.read_bytes())


def test_a_layer_of_several_is_chosen(tmp_path: Path) -> None:
    path = a_geopackage(tmp_path)
    a_layer(path, a_square(35), layer="others")
    assert FILES.boundaries(path, ReadOptions(layer="others")).features.shapes[0].bounds[0] == 35


def test_a_bomb_is_judged_by_its_directory(tmp_path: Path) -> None:
    assert "times its size" in refused(tmp_path, "b.zip", a_bomb())


def test_a_zip_of_two_files_of_one_name_is_refused(tmp_path: Path) -> None:
    import warnings
    import zipfile

    path = a_zipped_shapefile(tmp_path, a_square())
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("layer.dbf", b"another")
    assert "more than once" in refused(tmp_path, "b.zip", path.read_bytes())


def test_a_linked_reference_system_is_named(tmp_path: Path) -> None:
    href = {"type": "link", "properties": {"href": "http://127.0.0.1:9/x", "type": "proj4"}}
    assert "is a link to another place" in refused(tmp_path, "a.geojson", an_area(crs=href))


def test_nothing_in_a_file_opens_a_connection(tmp_path: Path) -> None:
    with listening() as (port, heard):
        for label, name, content in leading_away(tmp_path, port):
            path = tmp_path / name
            path.write_bytes(content)
            began = time.monotonic()
            for read in (FILES.boundaries, FILES.features):
                with suppress(UnreadableFile):
                    read(path, NO_OPTIONS)
            assert time.monotonic() - began < PATIENCE_S, label
            assert heard == [], label
        for crs in (f"http://127.0.0.1:{port}/x", f"+proj=longlat +nadgrids=/vsicurl/{port}"):
            path = tmp_path / "b.geojson"
            path.write_bytes(an_area())
            with pytest.raises(UnreadableFile):
                FILES.boundaries(path, ReadOptions(crs=crs))
    assert heard == []


def test_a_file_beside_is_not_opened(tmp_path: Path) -> None:
    """Neither by its path in an option nor in a field of a file."""
    secret = tmp_path / "secret.prj"
    secret.write_text("GEOGCS")
    path = tmp_path / "layer.geojson"
    path.write_bytes(an_area())
    for crs in (str(secret), f"+init={secret}:1", f"@{secret}"):
        with pytest.raises(UnreadableFile, match="unknown reference system"):
            FILES.boundaries(path, ReadOptions(crs=crs))


def test_the_listener_would_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same file, read in the open as the fence reads it, does open a connection."""
    monkeypatch.setattr(features, "_LINKED", re.compile("(?!)"))
    with listening() as (port, heard):
        content = an_area(crs=linked(port))
        with suppress(UnreadableFile):
            read_content(SourceFile(".geojson", content))
        assert b"GET /x" in heard[0]
