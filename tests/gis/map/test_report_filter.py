"""Clusters for maps without vector tiles say the same as the tiles and the list."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.models.places import Hromada
from gis.geometry import Bbox, Point
from gis.map.clusters import Bands, clusters_within
from gis.map.listing import listed_reports
from gis.report_filter import EVERYTHING, ReportFilter
from tests.builders import NOON, a_hromada, a_public_report, a_report, a_working_hromada

BANDS = Bands(districts_upto=12)
ALL = Bbox(33.9, 47.5, 34.2, 47.8)


def clusters(
    session: Session,
    hromada: Hromada,
    zoom: int,
    box: Bbox = ALL,
    filters: ReportFilter = EVERYTHING,
) -> Sequence[Row[Any]]:
    return clusters_within(
        session.connection(), hromada.id, box, zoom=zoom, filters=filters, bands=BANDS
    )


def listed(session: Session, hromada: Hromada, **asked: Any) -> Sequence[Row[Any]]:
    everything: dict[str, Any] = {"filters": EVERYTHING, "box": None, "after": None, "most": 50}
    return listed_reports(session.connection(), hromada.id, **everything | asked)


@pytest.fixture
def five(session: Session) -> Hromada:
    hromada = a_working_hromada(session)
    for n in range(5):
        a_public_report(session, hromada, point=Point(34.02 + n * 0.015, 47.65))
    return hromada


@pytest.mark.parametrize("zoom", [10, 12, 13, 16])
def test_clusters_count_what_the_list_counts(session: Session, five: Hromada, zoom: int) -> None:
    assert sum(row.total for row in clusters(session, five, zoom)) == 5
    assert listed(session, five)[0].total == 5


def test_a_whole_district_says_so(session: Session, five: Hromada) -> None:
    (row,) = clusters(session, five, 12)
    assert (row.whole, row.district, row.total) == (True, "centre", 5)


def test_a_lone_report_is_a_pin_where_it_stands(session: Session, five: Hromada) -> None:
    pins = [row for row in clusters(session, five, 16) if row.number]
    assert len(pins) == 5
    assert min(round(pin.lon, 6) for pin in pins) == 34.02


def test_bounds_of_a_whole_district_are_its_own(session: Session, five: Hromada) -> None:
    (row,) = clusters(session, five, 12)
    assert (row.west, row.south, row.east, row.north) == (34.0, 47.6, 34.1, 47.7)


def test_bounds_hold_what_the_cluster_holds(session: Session, five: Hromada) -> None:
    for _ in range(2):
        a_public_report(session, five, point=Point(34.0201, 47.6501))
    (row,) = [row for row in clusters(session, five, 15) if row.number is None]
    assert row.west < 34.02 < 34.0201 < row.east
    assert row.south < 47.65 < 47.6501 < row.north
    assert row.east - row.west == pytest.approx(360 / 2**17)


def test_the_box_leaves_others_out(session: Session, five: Hromada) -> None:
    box = Bbox(34.03, 47.6, 34.06, 47.7)
    assert len(clusters(session, five, 16, box)) == 2
    assert listed(session, five, box=box)[0].total == 2


def test_the_list_goes_on_after_a_number(session: Session, five: Hromada) -> None:
    numbers = [row.number for row in listed(session, five)]
    first = listed(session, five, most=2)
    rest = listed(session, five, after=first[-1].number)
    assert [row.number for row in (*first, *rest)] == numbers
    assert rest[0].total == 5


def test_an_empty_list_still_counts(session: Session) -> None:
    hromada = a_hromada(session)
    (row,) = listed(session, hromada)
    assert (row.total, row.number) == (0, None)


def test_the_unpublished_are_neither_listed_nor_clustered(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_report(session, hromada)
    assert listed(session, hromada)[0].total == 0
    assert clusters(session, hromada, 16) == []


def test_words_are_taken_literally_by_the_pattern_only(session: Session, five: Hromada) -> None:
    assert clusters(session, five, 16, filters=ReportFilter(words="%\\%%")) == []


@pytest.mark.parametrize(
    "filters",
    [
        ReportFilter(words="%зупинк%"),
        ReportFilter(words="%pothole%"),
        ReportFilter(words="%ЗУП%", categories=("roads",)),
        ReportFilter(statuses=("routed",)),
        ReportFilter(statuses=("published",)),
        ReportFilter(bodies=("udg",), districts=("centre",)),
        ReportFilter(since=NOON, until=NOON + timedelta(days=1)),
        ReportFilter(until=NOON),
    ],
    ids=lambda filters: "-".join(k for k, v in filters.params().items() if v),
)
def test_clusters_and_list_agree_on_every_filter(
    session: Session, five: Hromada, filters: ReportFilter
) -> None:
    listing = listed(session, five, filters=filters)[0].total
    assert sum(row.total for row in clusters(session, five, 14, filters=filters)) == listing
