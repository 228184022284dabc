import struct
import zipfile
from pathlib import Path

import pytest
import shapely

from gis.files.faults import UnreadableFile
from gis.files.features import ReadOptions
from tests.files import (
    a_feature,
    a_geojson,
    a_layer,
    a_square,
    a_zipped_shapefile,
    projected,
    read_features,
    zipped,
)


def metres_apart(found: shapely.Geometry, wanted: shapely.Geometry) -> float:
    return float(shapely.hausdorff_distance(found, wanted)) * 111_000


def test_geojson_is_longitude_and_latitude_by_its_standard(tmp_path: Path) -> None:
    file = read_features(a_geojson(tmp_path, a_feature(a_square(), code="a")))
    assert file.crs == "EPSG:4326"
    assert shapely.equals(file.shapes[0], a_square())


@pytest.mark.parametrize(
    "crs",
    [
        pytest.param("EPSG:5564", id="UCS-2000 zone 6"),
        pytest.param("EPSG:32636", id="UTM 36N"),
        pytest.param("EPSG:3857", id="web Mercator"),
        pytest.param("EPSG:28406", id="Pulkovo 1942 zone 6"),
    ],
)
def test_a_geopackage_is_converted_from_its_own_system(tmp_path: Path, crs: str) -> None:
    path = a_layer(tmp_path / "layer.gpkg", projected(a_square(), crs), crs=crs)
    file = read_features(path)
    assert file.crs == crs
    assert metres_apart(file.shapes[0], a_square()) < 5


def test_the_datum_is_shifted_and_not_only_the_projection_undone(tmp_path: Path) -> None:
    """The same numbers in UCS-2000 and in WGS 84 lie some 100 m apart."""
    path = a_layer(tmp_path / "layer.gpkg", a_square(), crs="EPSG:5561")
    assert 50 < metres_apart(read_features(path).shapes[0], a_square()) < 300


def test_geojson_with_an_old_crs_member_is_converted(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    feature = a_feature(projected(a_square(), "EPSG:3857"))
    file = read_features(a_geojson(tmp_path, feature, crs=crs))
    assert metres_apart(file.shapes[0], a_square()) < 0.1


@pytest.mark.parametrize("encoding", ["UTF-8", "CP1251"])
def test_a_zipped_shapefile_says_its_system_and_its_encoding(tmp_path: Path, encoding: str) -> None:
    shape = projected(a_square(), "EPSG:5564")
    path = a_zipped_shapefile(
        tmp_path, shape, crs="EPSG:5564", encoding=encoding, name_uk=["Їжакевича — Ґедзів"]
    )
    file = read_features(path)
    assert file.rows[0]["name_uk"] == "Їжакевича — Ґедзів"
    assert metres_apart(file.shapes[0], a_square()) < 5


def undeclared(folder: Path, name: str, *, header: int = 0) -> Path:
    """A Shapefile in Windows-1251 without .cpg; ``header`` is the language byte of its table."""
    path = a_zipped_shapefile(
        folder, a_square(), encoding="CP1251", name_uk=[name], without=(".cpg",)
    )
    with zipfile.ZipFile(path) as archive:
        parts = {part: bytearray(archive.read(part)) for part in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            if part.endswith(".dbf"):
                content[29] = header
            archive.writestr(part, bytes(content))
    return path


@pytest.mark.parametrize("header", [0, 0x57, 0x03, 0xC9])
def test_a_shapefile_is_read_in_the_encoding_that_makes_words(tmp_path: Path, header: int) -> None:
    """Old programs write the language of their own machine, not that of the text."""
    path = undeclared(tmp_path, "Солом’янський район", header=header)
    file = read_features(path)
    assert file.rows[0]["name_uk"] == "Солом’янський район"
    told = [note for note in file.notes if "Windows-1251: «Солом’янський район»" in note]
    assert len(told) == (0 if header == 0xC9 else 1), "a guess is shown, a declaration believed"


def test_letters_that_make_no_words_are_asked_for(tmp_path: Path) -> None:
    path = undeclared(tmp_path, "¦¬®±µ")
    with pytest.raises(UnreadableFile, match="--encoding, such as cp1251"):
        read_features(path)
    stated = read_features(path, ReadOptions(encoding="cp1251"))
    assert stated.rows[0]["name_uk"] == "¦¬®±µ"


def test_a_missing_system_is_asked_for_and_not_guessed(tmp_path: Path) -> None:
    path = a_zipped_shapefile(tmp_path, projected(a_square(), "EPSG:32636"), crs=None)
    with pytest.raises(UnreadableFile, match="--crs EPSG:4326"):
        read_features(path)
    file = read_features(path, ReadOptions(crs="EPSG:32636"))
    assert metres_apart(file.shapes[0], a_square()) < 0.1


def test_a_geopackage_without_system_is_refused_too(tmp_path: Path) -> None:
    path = a_layer(tmp_path / "layer.gpkg", a_square(), crs=None)
    with pytest.raises(UnreadableFile, match="--crs"):
        read_features(path)


def test_a_stated_system_does_not_overrule_the_file(tmp_path: Path) -> None:
    path = a_layer(tmp_path / "layer.gpkg", a_square())
    with pytest.raises(UnreadableFile, match="leave --crs out"):
        read_features(path, ReadOptions(crs="EPSG:32636"))
    assert read_features(path, ReadOptions(crs="EPSG:4326")).crs == "EPSG:4326"


def test_an_unknown_stated_system_is_refused(tmp_path: Path) -> None:
    path = a_zipped_shapefile(tmp_path, a_square(), crs=None)
    with pytest.raises(UnreadableFile, match="unknown reference system 'EPSG:999999'"):
        read_features(path, ReadOptions(crs="EPSG:999999"))


def test_one_of_several_layers_must_be_chosen(tmp_path: Path) -> None:
    path = tmp_path / "layers.gpkg"
    a_layer(path, a_square(), layer="bounds")
    a_layer(path, a_square(35), layer="others")
    with pytest.raises(UnreadableFile, match=r"several layers \(bounds, others\).*--layer"):
        read_features(path)
    assert read_features(path, ReadOptions(layer="others")).shapes[0].bounds[0] == 35
    with pytest.raises(UnreadableFile, match="no layer 'thirds'; there is: bounds, others"):
        read_features(path, ReadOptions(layer="thirds"))


def test_attributes_become_text_and_lists_stay_lists(tmp_path: Path) -> None:
    feature = a_feature(
        a_square(), codes=["a", "b"], people=1200, share=0.5, none=None, day="2025-06-30", yes=True
    )
    row = read_features(a_geojson(tmp_path, feature)).rows[0]
    assert row == {
        "codes": ["a", "b"],
        "people": "1200",
        "share": "0.5",
        "none": "",
        "day": "2025-06-30",
        "yes": "True",
    }


def test_height_is_dropped(tmp_path: Path) -> None:
    shape = shapely.force_3d(a_square(), 100)
    assert not read_features(a_geojson(tmp_path, a_feature(shape))).shapes[0].has_z


def test_a_nan_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "nan.geojson"
    feature = a_geojson(tmp_path, a_feature(a_square())).read_text()
    path.write_text(feature.replace("34.1", "NaN", 1))
    assert [fault.kind for fault in read_features(path).faults] == ["not-finite"]


def test_a_feature_without_geometry_is_named(tmp_path: Path) -> None:
    file = read_features(a_geojson(tmp_path, a_feature(None, code="a"), a_feature(a_square())))
    assert [(fault.number, fault.kind) for fault in file.faults] == [(1, "no-geometry")]


def a_file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>x</SrcDataSource></OGRVRTLayer>"
CYRILLIC = '{"type":"FeatureCollection","name":"Київ","features":[]}'
REFUSED = {
    "empty file": ("a.geojson", b"", "the file is empty"),
    "no features": ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "no feature in it"),
    "no GeoJSON": ("a.geojson", b"lon,lat\n30,50\n", "does not begin with {"),
    "broken off": ("a.geojson", b'{"type":"FeatureCollection","features":[{"ty', "."),
    "other JSON": ("a.json", b'{"type":"whatever"}', "."),
    "a pointer elsewhere": ("a.geojson", VRT, "does not begin with {"),
    "a program": (
        "a.geojson",
        b'{"type":"gdal_streamed_alg","command_line":"gdal vector pipeline ! read /etc/passwd"}',
        ".",
    ),
    "not a GeoPackage": ("a.gpkg", b"PK\x03\x04", "not a GeoPackage"),
    "an empty database": ("a.gpkg", b"SQLite format 3\x00" + b"\x00" * 100, "."),
    "not a zip": ("a.zip", b"PK no", "not a zip archive"),
    "another format": ("a.kml", b"<kml/>", r"\.kml is not a format for boundaries"),
    "a bare Shapefile": ("a.shp", b"\x00\x00\x27\x0a", r"packed into \.zip"),
}


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, case: str) -> None:
    name, content, message = REFUSED[case]
    with pytest.raises(UnreadableFile, match=message):
        read_features(a_file(tmp_path, name, content))


def test_sizes_are_added_up_before_unpacking(tmp_path: Path) -> None:
    """A bomb: small outside, 600 MB inside by its own directory."""
    path = a_zipped_shapefile(tmp_path, a_square())
    content = path.read_bytes()
    claimed = struct.pack("<I", 600 * 2**20)
    at = content.index(b"PK\x01\x02") + 24
    path.write_bytes(content[:at] + claimed + content[at + 4 :])
    with pytest.raises(UnreadableFile, match="would unpack to"):
        read_features(path)


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1001):
            archive.writestr(f"{number}.txt", "")
    with pytest.raises(UnreadableFile, match="1001 files"):
        read_features(path)


def test_the_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    inner = tmp_path / "shapefile"
    inner.mkdir()
    a_layer(inner / "layer.shp", a_square())
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in inner.iterdir():
            archive.write(file, f"../../escaped/{file.name}")
    assert read_features(path).crs == "EPSG:4326"
    assert not (tmp_path.parent / "escaped").exists()


@pytest.mark.parametrize(
    ("without", "message"),
    [((".shp",), "holds no Shapefile"), ((".dbf", ".shx"), r"lacks layer\.shx, \.dbf")],
)
def test_an_archive_without_a_whole_shapefile_is_refused(
    tmp_path: Path, without: tuple[str] | tuple[str, str], message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read_features(a_zipped_shapefile(tmp_path, a_square(), without=without))


def test_one_of_several_shapefiles_must_be_chosen(tmp_path: Path) -> None:
    inner = tmp_path / "several"
    inner.mkdir()
    a_layer(inner / "first.shp", a_square())
    a_layer(inner / "second.shp", a_square(35))
    path = zipped(tmp_path, inner)
    with pytest.raises(UnreadableFile, match=r"\(first, second\): choose by --layer"):
        read_features(path)
    assert read_features(path, ReadOptions(layer="second")).shapes[0].bounds[0] == 35
