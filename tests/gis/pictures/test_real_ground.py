"""A real town's ground, moved onto another place, at every zoom of the drawn map."""

from math import cos, radians
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy.orm import Session

from app.operations.importing.territory.basemap import import_basemap
from gis.geometry import Bbox
from gis.map.clusters import Bands
from gis.map.tiles import Tile, base_tile
from gis.pictures.svg_map import DrawnReports, MapStyle, PictureFrame, Size, draw_map
from gis.report_filter import EVERYTHING
from tests.builders import NOON, a_working_hromada
from tests.fenced import a_job
from tools.move_extract import move_extract

CENTRE = (34.05, 47.65)
SIZE = Size(800, 600)
SVG = "{http://www.w3.org/2000/svg}"


def box_at(zoom: int) -> Bbox:
    across = 360 / 2**zoom / 512 * SIZE.width / 2
    up = 360 / 2**zoom / 512 * SIZE.height / 2 * cos(radians(CENTRE[1]))
    lon, lat = CENTRE
    return Bbox(lon - across, lat - up, lon + across, lat + up)


@pytest.mark.parametrize("name", ["krems", "north-bayreuth"])
def test_a_real_ground_is_drawn_at_every_zoom(
    session: Session, tmp_path: Path, shared_data: Path, name: str
) -> None:
    hromada = a_working_hromada(session)
    moved = tmp_path / f"{name}.osm.pbf"
    move_extract(shared_data / "osm" / f"{name}.osm.pbf", moved, to=CENTRE)
    import_basemap(session, a_job(moved, NOON))
    for zoom in range(8, 19):
        for dark in (False, True):
            picture = draw_map(
                session.connection(),
                hromada.id,
                PictureFrame.of(box_at(zoom), SIZE),
                style=MapStyle(dark=dark),
                reports=DrawnReports(EVERYTHING, Bands(districts_upto=8)),
            )
            words = ElementTree.fromstring(picture).iter(f"{SVG}text")  # noqa: S314 - ours
            placed = [word for word in words if "x" in word.attrib]
            assert all(0 < float(word.attrib["x"]) < SIZE.width for word in placed), zoom
            assert "NaN" not in picture
    assert base_tile(session.connection(), hromada.id, Tile(9, 304, 178)) != b""
