"""Files in which points and lines lie beside the areas, as map editors export them."""

from pathlib import Path

import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point

from gis.files.checked import CheckedFile, read_checked
from gis.files.features import ReadOptions, SourceFile
from gis.files.mixed import left_out_note
from gis.files.transport import pack_checked, unpack_checked
from tests.files import a_feature, a_geojson, a_square

BORDER = LineString([(34.0, 47.6), (34.1, 47.6)])


def checked(folder: Path, *shapes: shapely.Geometry) -> CheckedFile:
    features = [a_feature(shape, code=f"c{n}") for n, shape in enumerate(shapes, 1)]
    content = a_geojson(folder, *features).read_bytes()
    file = read_checked(SourceFile(".geojson", content), ReadOptions())
    # As it comes out of the process that reads it.
    return unpack_checked(pack_checked(file))


@pytest.mark.parametrize(
    ("collection", "wanted"),
    [
        (GeometryCollection([a_square(), BORDER]), MultiPolygon([a_square()])),
        (
            GeometryCollection([GeometryCollection([a_square()]), a_square(35.0)]),
            MultiPolygon([a_square(), a_square(35.0)]),
        ),
        (
            GeometryCollection([MultiPolygon([a_square()]), Point(34, 47.6)]),
            MultiPolygon([a_square()]),
        ),
    ],
)
def test_the_areas_of_a_collection_are_taken(
    tmp_path: Path, collection: shapely.Geometry, wanted: shapely.Geometry
) -> None:
    file = checked(tmp_path, collection)
    assert file.boundaries.faults == ()
    assert shapely.equals(file.boundaries.shapes[0], wanted)


def test_what_a_collection_loses_is_named(tmp_path: Path) -> None:
    lost = GeometryCollection([a_square(), BORDER, Point(34, 47.6)])
    (repair,) = checked(tmp_path, a_square(35.0), lost).labelled(["first", "second"]).repairs
    assert (repair.number, repair.label) == (2, "second")
    assert "1 × LineString, 1 × Point" in repair.what[0]


def test_points_and_lines_beside_areas_are_left_out_and_counted(tmp_path: Path) -> None:
    file = checked(tmp_path, Point(34, 47.6), a_square(), BORDER)
    assert [row["code"] for row in file.features.rows] == ["c2"]
    assert file.boundaries.faults == ()
    (note,) = left_out_note(file.features.left_out)
    assert "1 × LineString, 1 × Point (features 1, 3)" in note


def test_numbers_are_still_those_of_the_file(tmp_path: Path) -> None:
    swapped = shapely.transform(a_square(), lambda xy: xy[:, ::-1])
    file = checked(tmp_path, Point(34, 47.6), a_square(), BORDER, swapped)
    (fault,) = file.labelled(["good", "bad"]).faults
    assert (fault.number, fault.label, fault.kind) == (4, "bad", "swapped-axes")


def test_a_file_of_points_alone_is_refused_feature_by_feature(tmp_path: Path) -> None:
    file = checked(tmp_path, Point(34, 47.6), GeometryCollection([BORDER]))
    assert [fault.kind for fault in file.boundaries.faults] == ["not-a-polygon"] * 2
    assert "export the layer of areas" in file.boundaries.faults[0].reason
