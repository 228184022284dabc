"""OpenStreetMap extracts that are meant to stop a reader, or to make it open something."""

import gzip
import zlib
from pathlib import Path

import numpy as np
import pytest
import shapely

from app.adapters import boundary_files
from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.fence.protocol import SMALL_EXTRACT, Limits
from gis.files.faults import UnreadableFile
from tests.fenced import FENCE
from tests.osm_files import Node, _blob, a_pbf, an_osm
from tests.osm_town import a_town_extract, town_nodes, town_ways

FILES = FencedFiles(FENCE)
HERE = (34.0, 47.6, 34.1, 47.7)
OUTLINES = np.array([shapely.box(*HERE)], dtype=object)
XML = '<?xml version="1.0"?>{}<osm version="0.6"><node id="1" version="1" lon="{}" lat="{}"/></osm>'
ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
BOMBS = {
    "entities.osm": XML.format(f'<!DOCTYPE a [<!ENTITY e0 "word">{ENTITIES}]>', "&e9;", "47.65"),
    "outside.osm": XML.format('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;", "1"),
    "nowhere.osm": XML.format("", "1e308", "nan"),
    "deep.osm": '<?xml version="1.0"?><osm version="0.6">' + "<a>" * 100_000,
    "short.osm.pbf": "\xff\xff\xff\xff" * 30,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_sentence_without_paths(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BOMBS[name].encode("latin-1"))
    with pytest.raises(UnreadableFile, match="not an OpenStreetMap extract") as refusal:
        FILES.basemap(path, OUTLINES)
    assert "/" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_a_text_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    nodes = [Node(34.05, 47.65, {"place": "town", "name": "Місто"})]
    path = a_pbf(tmp_path, nodes, [])
    broken = _repacked(path.read_bytes(), "Місто".encode(), b"\xff\xfe\xfd\xfc\xfb" * 2)
    path.write_bytes(broken)
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        FILES.basemap(path, OUTLINES)


def test_an_extract_that_swells_is_refused_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = Limits(memory_mb=1024, cpu_s=1, wall_s=60)
    monkeypatch.setattr(boundary_files, "SMALL_EXTRACT", little)
    path = tmp_path / "a.osm.gz"
    node = b'<node id="%d" version="1" lon="34.05" lat="47.65"><tag k="place" v="town"/></node>'
    with gzip.open(path, "wb") as file:
        file.write(b'<?xml version="1.0"?><osm version="0.6">')
        for start in range(1, 1_000_000, 50_000):
            file.write(b"".join(node % n for n in range(start, start + 50_000)))
        file.write(b"</osm>")
    with pytest.raises(UnreadableFile, match="cut the oblast or the hromada out of it"):
        FILES.basemap(path, OUTLINES)


def test_one_that_fits_into_memory_is_read_by_who_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, asked = a_town_extract(tmp_path), []

    class Noting(Fence):
        def run(
            self, job: str, payload: bytes | Path, *, limits: Limits, **options: object
        ) -> bytes:
            asked.append(limits)
            return FENCE.run(job, payload, limits=limits, **options)

    assert not SMALL_EXTRACT.opens_files
    assert FencedFiles(Noting()).basemap(path, OUTLINES).parts[0].rows
    monkeypatch.setattr(boundary_files, "MAX_IN_MEMORY", 10)
    assert FencedFiles(Noting()).basemap(path, OUTLINES).parts[0].rows
    assert [limits.opens_files for limits in asked] == [False, True]


@pytest.mark.parametrize("most", [10, 10_000_000])
def test_a_zipped_extract_has_addresses_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(boundary_files, "MAX_IN_MEMORY", most)
    path = tmp_path / "town.osm.gz"
    path.write_bytes(gzip.compress(an_osm(tmp_path, town_nodes(), town_ways()).read_bytes()))
    assert FILES.addresses(path, HERE).rows


def _repacked(pbf: bytes, old: bytes, new: bytes) -> bytes:
    """Exchange bytes inside the second block, which is packed; both have one length."""

    at = pbf.rindex(b"\x78\x9c")
    content = zlib.decompress(pbf[at:])
    assert old in content
    head = pbf[: pbf.rindex(b"OSMData") - 6]
    return head + _blob("OSMData", content.replace(old, new))
