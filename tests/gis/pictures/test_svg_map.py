"""The map as a picture: what is on it, and what sizes it comes in."""

from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.models.basemap import BasemapFeature
from app.models.places import Hromada
from gis.geometry import Bbox, InvalidGeometry, Point
from gis.map.clusters import Bands
from gis.map.overviews import make_overviews
from gis.pictures.labels import Patch, Sheet
from gis.pictures.svg_map import DrawnReports, MapStyle, PictureFrame, Size, draw_map, parse_size
from gis.pictures.symbols import name_extent_of, radius_of
from gis.report_filter import EVERYTHING
from tests.builders import a_hromada, a_public_report, a_working_hromada

BOX = Bbox(34.0, 47.6, 34.1, 47.7)
SHOWN = DrawnReports(EVERYTHING, Bands(districts_upto=8))


@dataclass
class Count:
    """What a donut shows."""

    total: int
    whole: bool
    number: int | None = None
    district_uk: str = "Центр"


SVG = "{http://www.w3.org/2000/svg}"


def drawn(
    session: Session,
    hromada: Hromada,
    *,
    shown: DrawnReports | None = SHOWN,
    box: Bbox = BOX,
    **look: Any,
) -> tuple[str, ElementTree.Element]:
    picture = draw_map(
        session.connection(),
        hromada.id,
        PictureFrame.of(box, Size(800, 600)),
        style=MapStyle(**look),
        reports=shown,
    )
    return picture, ElementTree.fromstring(picture)  # noqa: S314 - we wrote it ourselves


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "800",
        "800x",
        "800x600x1",
        "axb",
        "10x600",
        "800x9999",
        "-800x600",
        "８００x600",
        "1e3x600",
    ],
)
def test_sizes_that_are_refused(raw: str) -> None:
    with pytest.raises(InvalidGeometry):
        parse_size(raw)


def test_the_frame_holds_the_whole_box_in_its_own_shape() -> None:
    frame = PictureFrame.of(BOX, Size(800, 300))
    shown = frame.box
    assert shown.west <= BOX.west
    assert shown.east >= BOX.east
    assert shown.south <= BOX.south + 1e-9
    assert (shown.east - shown.west) > 2 * (BOX.east - BOX.west)


def test_a_box_without_extent_is_shown_close_by() -> None:
    frame = PictureFrame.of(Bbox(34.05, 47.65, 34.05, 47.65), Size(800, 600))
    assert frame.pixel(34.05, 47.65) == (400.0, 300.0)
    assert frame.zoom > 17


def test_the_north_is_up(session: Session) -> None:
    frame = PictureFrame.of(BOX, Size(800, 600))
    assert frame.pixel(34.05, 47.69)[1] < frame.pixel(34.05, 47.61)[1]


def test_clusters_carry_their_number_and_pins_their_title(session: Session) -> None:
    hromada = a_working_hromada(session)
    for _ in range(3):
        a_public_report(session, hromada, point=Point(34.05, 47.65))
    alone = a_public_report(session, hromada, point=Point(34.09, 47.69)).number
    words = [text.text for text in drawn(session, hromada)[1].iter(f"{SVG}text")]
    titles = [title.text for title in drawn(session, hromada)[1].iter(f"{SVG}title")]
    assert "3" in words
    assert f"№ {alone}. Яма" in titles


def test_the_ground_alone_shows_no_report(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_public_report(session, hromada)
    assert not list(drawn(session, hromada, shown=None)[1].iter(f"{SVG}title"))


def test_names_are_escaped_and_in_the_readers_language(session: Session) -> None:
    hromada = a_working_hromada(session)
    row = {
        "hromada_id": hromada.id, "layer": "place", "kind": "town", "name_uk": "<b>Місто</b>",
        "name_en": "A & B", "shape": "SRID=4326;POINT(34.05 47.65)",
    }  # fmt: skip
    session.execute(insert(BasemapFeature).values(**row))
    make_overviews(session.connection(), hromada.id)
    assert "&lt;b&gt;Місто" in drawn(session, hromada)[0]
    assert "A &amp; B" in drawn(session, hromada, language="en")[0]


def test_names_do_not_cover_each_other(session: Session) -> None:
    hromada = a_working_hromada(session)
    for n in range(9):
        row = {
            "hromada_id": hromada.id, "layer": "place", "kind": "village", "name_uk": f"Село {n}",
            "shape": "SRID=4326;POINT(34.05 47.65)",
        }  # fmt: skip
        session.execute(insert(BasemapFeature).values(**row))
    make_overviews(session.connection(), hromada.id)
    words = [text.text for text in drawn(session, hromada)[1].iter(f"{SVG}text")]
    assert len(words) == 3


def test_day_and_night_differ(session: Session) -> None:
    hromada = a_working_hromada(session)
    assert drawn(session, hromada)[0] != drawn(session, hromada, dark=True)[0]


def test_an_empty_hromada_is_still_a_picture(session: Session) -> None:
    hromada = a_hromada(session)
    assert drawn(session, hromada)[1].tag == f"{SVG}svg"
    assert drawn(session, hromada, box=Bbox(20, 40, 21, 41))[1].tag == f"{SVG}svg"


def test_room_is_left_for_reports_that_the_page_draws(session: Session) -> None:
    hromada = a_working_hromada(session)
    for _ in range(3):
        a_public_report(session, hromada, point=Point(34.05, 47.65))
    row = {
        "hromada_id": hromada.id, "layer": "place", "kind": "village", "name_uk": "Село",
        "shape": "SRID=4326;POINT(34.05 47.65)",
    }  # fmt: skip
    session.execute(insert(BasemapFeature).values(**row))
    make_overviews(session.connection(), hromada.id)
    room = DrawnReports(EVERYTHING, Bands(districts_upto=8), room_only=True)
    heights = [
        float(words.attrib["y"])
        for shown in (None, room)
        for words in drawn(session, hromada, shown=shown)[1].iter(f"{SVG}text")
        if words.text == "Село"
    ]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) > 20


def test_a_districts_name_that_would_cover_another_donut_is_left_out() -> None:
    middle, sheet = Count(total=9, whole=True), Sheet((800, 600), [Patch(400, 315, 430, 345)])
    for x, named in ((420.0, False), (200.0, True)):
        name = name_extent_of(middle, x, 300.0)
        assert name
        assert sheet.take([name]) is named


def test_from_afar_donuts_are_smaller() -> None:
    sizes = [radius_of(40, zoom) for zoom in (8.0, 10.5, 12.0, 13.0, 17.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] == pytest.approx(sizes[-1] / 2, abs=0.1)
