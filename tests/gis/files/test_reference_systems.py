"""What a file says of its reference system counts only where it says where on Earth that is."""

import zipfile
from pathlib import Path

import pytest
import shapely

from gis.files.faults import UnreadableFile
from gis.files.features import FeatureFile, ReadOptions
from tests.files import (
    a_feature,
    a_geojson,
    a_layer,
    a_square,
    a_zipped_shapefile,
    projected,
    read_features,
)

UNDEFINED = (
    'LOCAL_CS["Undefined Cartesian SRS",UNIT["Meter",1],'
    'AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
)
UNKNOWN_DATUM = (
    'PROJCS["unknown",GEOGCS["GCS_unknown",DATUM["D_Unknown_based_on_Krassovsky_1942_ellipsoid",'
    'SPHEROID["Krassovsky_1942",6378245.0,298.3]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",3300000.0],PARAMETER["False_Northing",-9214.69],'
    'PARAMETER["Central_Meridian",29.5],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.1],UNIT["Meter",1.0]]'
)


def refusal(path: Path, crs: str | None = None) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_features(path, ReadOptions(crs=crs))
    return str(refused.value)


def lies_right(file: FeatureFile) -> bool:
    return bool(shapely.hausdorff_distance(file.shapes[0], a_square()) < 1e-4)


def of_unknown_datum(folder: Path, shape: shapely.Geometry) -> Path:
    """A Shapefile whose .prj names an ellipsoid, but no datum."""
    path = a_zipped_shapefile(folder, shape)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, UNKNOWN_DATUM if name.endswith(".prj") else content)
    return path


def test_a_system_whose_datum_is_unknown_is_refused(tmp_path: Path) -> None:
    """Converted by its ellipsoid alone, it would lie some hundred metres off without a word."""
    path = of_unknown_datum(tmp_path, projected(a_square(), "EPSG:7825"))
    assert "its datum is unknown" in refusal(path)


def test_what_the_user_states_fills_in_for_an_unknown_datum(tmp_path: Path) -> None:
    path = of_unknown_datum(tmp_path, projected(a_square(), "EPSG:5564"))
    assert lies_right(read_features(path, ReadOptions(crs="EPSG:5564")))


def test_an_undefined_system_is_no_statement(tmp_path: Path) -> None:
    path = a_layer(tmp_path / "layer.gpkg", a_square(), crs=UNDEFINED)
    assert "without saying where on Earth" in refusal(path)
    file = read_features(path, ReadOptions(crs="EPSG:4326"))
    assert (file.crs, lies_right(file)) == ("EPSG:4326", True)


def test_a_stated_system_of_an_unknown_datum_is_refused_too(tmp_path: Path) -> None:
    path = a_layer(tmp_path / "layer.gpkg", a_square(), crs=None)
    assert "tied to no place on Earth" in refusal(path, "+proj=tmerc +lon_0=30 +ellps=krass")


def test_geojson_whose_numbers_are_no_degrees_can_be_given_its_system(tmp_path: Path) -> None:
    path = a_geojson(tmp_path, a_feature(projected(a_square(), "EPSG:5564")))
    assert "its numbers are no degrees" in refusal(path)
    assert lies_right(read_features(path, ReadOptions(crs="EPSG:5564")))


def test_one_wrong_vertex_does_not_undo_what_the_file_says(tmp_path: Path) -> None:
    astray = a_square(5_400_000, 5_300_000, 1000)
    path = a_geojson(tmp_path, a_feature(a_square()), a_feature(a_square(35)), a_feature(astray))
    assert read_features(path).crs == "EPSG:4326"


def test_degrees_are_not_overruled(tmp_path: Path) -> None:
    path = a_geojson(tmp_path, a_feature(a_square()))
    assert "and you say" in refusal(path, "EPSG:5564")
