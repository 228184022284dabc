import json
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import folium
import pytest
from sqlalchemy.orm import Session

from app.db import enter_hromada
from app.domain.roles import Role
from app.models.places import Hromada
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from gis.density import (
    MAX_CELLS,
    TONES,
    Cell,
    DensityFrame,
    DensityPlace,
    DensityTally,
    Heat,
    Numbers,
    classes_of,
    frame_of,
    heat_of,
    numbers_of,
)
from gis.geometry import Bbox, Point
from gis.pictures.choropleth import choropleth, heat_map
from gis.pictures.choropleth_style import Controls, DistrictStyle, PageFrame
from gis.pictures.folium_page import ForeignAsset, page_of
from gis.report_filter import ReportFilter
from tests.builders import (
    LONG_AGO,
    NOON,
    a_body,
    a_category,
    a_district,
    a_grant,
    a_hromada,
    a_public_report,
    a_report,
    a_working_hromada,
    an_area,
    square,
)
from tests.values import present

SINCE_EVER = ReportFilter(until=NOON + timedelta(days=365))
OPERATOR = Actor(Role.OPERATOR)
HERE = Bbox(34.0, 47.6, 34.1, 47.7)
PAGE = PageFrame(language="uk", title="Мапа", no_script="Без мапи", legend="<p>Легенда</p>")
CONTROLS = Controls("Мапа", "Наблизити", "Віддалити")


def counted(
    session: Session, hromada: Hromada, filters: ReportFilter = SINCE_EVER, now: datetime = NOON
) -> DensityTally:
    return numbers_of(session.connection(), hromada.id, filters, now=now)


def test_without_reports_everything_is_nought(session: Session) -> None:
    hromada = a_working_hromada(session)
    found = counted(session, hromada)
    assert found.total == Numbers()
    assert found.total.overdue_share is None
    assert not found.districts


def test_only_public_reports_are_counted(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_report(session, hromada)
    hidden = a_public_report(session, hromada)
    hidden.hidden_at = NOON
    a_public_report(session, hromada)
    session.flush()
    assert counted(session, hromada).total.received == 1


def test_another_hromadas_reports_are_not_counted(session: Session) -> None:
    theirs = a_working_hromada(session, "bucha")
    a_public_report(session, theirs)
    mine = a_working_hromada(session)
    assert counted(session, mine).total.received == 0
    # Even asked by their number from inside another hromada.
    assert counted(session, theirs).total.received == 0


def test_reports_outside_every_district_have_a_row_of_their_own(session: Session) -> None:
    hromada = a_hromada(session)
    district = a_district(session, hromada, boundary=square(34.0, 47.6, 0.05))
    an_area(session, a_body(session, hromada), a_category(session, hromada))
    a_public_report(session, hromada, point=Point(34.02, 47.62))
    a_public_report(session, hromada, point=Point(34.09, 47.69))
    districts = counted(session, hromada).districts
    assert {key: one.received for key, one in districts.items()} == {district.id: 1, None: 1}


def test_reports_count_by_their_state(session: Session) -> None:
    hromada = a_hromada(session)
    a_district(session, hromada)
    body = a_body(session, hromada)
    an_area(session, body, a_category(session, hromada))
    officer = a_grant(session, hromada, Role.OFFICER, body)
    to_body = [("publish", OPERATOR), ("route", SYSTEM)]
    a_report(session, hromada, steps=to_body)
    a_report(session, hromada, steps=[*to_body, ("accept", officer)])
    for ends in (("solve",), ("solve", "confirm"), ("solve", "lapse"), ("refuse",)):
        by = {"confirm": Actor(Role.RESIDENT), "lapse": SYSTEM}
        done = [(action, by.get(action, officer)) for action in ("accept", *ends)]
        a_report(session, hromada, steps=[*to_body, *done])
    total = counted(session, hromada).total
    assert (total.open, total.progress, total.claimed) == (1, 2, 1)
    assert (total.word, total.silent, total.refused) == (1, 1, 1)
    assert counted(session, hromada).bodies[body.id].received == 6


def test_a_report_is_overdue_only_after_its_deadline(session: Session) -> None:
    hromada = a_working_hromada(session)
    due = present(a_public_report(session, hromada).answer_due_at)
    assert counted(session, hromada, now=due).total.overdue == 0
    late = counted(session, hromada, now=due + timedelta(seconds=1)).total
    assert (late.overdue, late.overdue_share, late.in_time_share) == (1, 1.0, 0.0)


def test_a_plan_is_overdue_only_after_its_day_in_kyiv(session: Session) -> None:
    hromada = a_hromada(session)
    body = a_body(session, hromada)
    an_area(session, body, a_category(session, hromada))
    officer = a_grant(session, hromada, Role.OFFICER, body)
    steps = [("publish", OPERATOR), ("route", SYSTEM), ("accept", officer), ("plan", officer)]
    report = a_report(session, hromada, steps=steps)
    report.planned_for = datetime(2026, 7, 20, tzinfo=UTC).date()
    session.flush()
    # 20 July ends in Kyiv at 21:00 UTC.
    last = datetime(2026, 7, 20, 20, 59, tzinfo=UTC)
    assert counted(session, hromada, now=last).total.overdue == 0
    assert counted(session, hromada, now=last + timedelta(minutes=2)).total.overdue == 1


def test_medians_are_of_the_middle_report(session: Session) -> None:
    hromada = a_working_hromada(session)
    for days in (1, 2, 9):
        report = a_public_report(session, hromada)
        for action in ("accept", "solve"):
            take_step(session, report, action, StepContext(OPERATOR, NOON + timedelta(days=days)))
    total = counted(session, hromada).total
    assert total.days_to_answer == pytest.approx(2)
    assert total.days_to_accept == pytest.approx(2)


def test_a_returned_report_is_a_share_of_those_said_to_be_solved(session: Session) -> None:
    hromada = a_working_hromada(session)
    solved = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR), ("solve", OPERATOR)]
    a_report(session, hromada, steps=solved)
    a_report(session, hromada, steps=[*solved, ("return", Actor(Role.RESIDENT))])
    total = counted(session, hromada).total
    assert (total.said_solved, total.returned_share) == (2, 0.5)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"since": NOON}, 1),
        ({"since": NOON + timedelta(seconds=1)}, 0),
        ({"until": NOON}, 0),
        ({"categories": ("roads",)}, 1),
        ({"categories": ("roads.pothole",)}, 1),
        ({"categories": ("waste",)}, 0),
        ({"bodies": ("udg",)}, 1),
        ({"bodies": ("voda",)}, 0),
    ],
)
def test_the_filter_chooses_period_category_and_body(
    session: Session, given: dict[str, Any], expected: int
) -> None:
    hromada = a_working_hromada(session)
    a_body(session, hromada, "voda")
    a_public_report(session, hromada)
    usual: dict[str, Any] = {"until": NOON + timedelta(days=1)}
    assert counted(session, hromada, ReportFilter(**usual | given)).total.received == expected


def test_the_frame_has_todays_districts_by_name(session: Session) -> None:
    hromada = a_hromada(session)
    a_district(session, hromada, "b", name_uk="Ґанок")
    a_district(session, hromada, "a", name_uk="Гай")
    a_district(session, hromada, "old", name_uk="Абрикосове", valid_to=NOON)
    frame = frame_of(session.connection(), hromada.id, HERE, now=NOON)
    assert [place.name_uk for place in frame.districts] == ["Гай", "Ґанок"]
    assert json.loads(frame.outline)["type"] in {"Polygon", "MultiPolygon"}


def test_another_hromadas_districts_are_not_in_the_frame(session: Session) -> None:
    theirs = a_working_hromada(session, "bucha")
    mine = a_hromada(session)
    assert frame_of(session.connection(), mine.id, HERE, now=NOON).districts == []
    assert frame_of(session.connection(), theirs.id, HERE, now=NOON).districts == []


def test_heat_counts_cells_not_reports(session: Session) -> None:
    hromada = a_working_hromada(session)
    for lon in (34.05, 34.0501, 34.07):
        a_public_report(session, hromada, point=Point(lon, 47.65))
    heat = heat_of(session.connection(), hromada.id, SINCE_EVER, lat=47.65)
    assert (heat.cell_m, [cell.reports for cell in heat.cells]) == (100, [2, 1])
    # Some 100 m: the middle of a cell is not where anybody stood.
    assert all(abs(cell.lat - 47.65) < 0.0009 for cell in heat.cells)


def test_heat_of_nothing_is_nothing(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_report(session, hromada)
    assert heat_of(session.connection(), hromada.id, SINCE_EVER, lat=47.65).cells == []


def test_sensitive_reports_are_in_no_heat(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_public_report(session, hromada).sensitive = True
    session.flush()
    assert heat_of(session.connection(), hromada.id, SINCE_EVER, lat=47.65).cells == []


@pytest.mark.parametrize(
    ("values", "bounds"),
    [
        ({}, []),
        ({1: 0.0}, [(0, 0)]),
        ({1: 3.0, 2: 3.0}, [(3, 3)]),
        ({1: 1.0, 2: 2.0, 3: 2.0}, [(1, 1), (2, 2)]),
        ({n: float(n) for n in range(1, 11)}, [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]),
        (dict.fromkeys(range(20), 0.0) | {20 + n: float(n) for n in range(1, 6)}, [(0, 0), (1, 5)]),
    ],
    ids=["none", "one", "equal", "few", "quantiles", "mostly nought"],
)
def test_values_are_divided_into_classes(
    values: dict[int, float], bounds: list[tuple[float, float]]
) -> None:
    classes = classes_of(values)
    assert [(one.low, one.high) for one in classes] == bounds
    assert {key for one in classes for key in one.ids} == set(values)


def test_equal_values_share_a_tone_and_tones_span_the_palette() -> None:
    classes = classes_of({1: 1.0, 2: 5.0, 3: 5.0})
    assert [one.tone for one in classes] == [0, TONES - 1]


def a_place(number: int = 1, name: str = "Центр") -> DensityPlace:
    return DensityPlace(number, name, name, None, 34.05, 47.65, polygon())


def polygon() -> str:
    ring = [[34.0, 47.6], [34.1, 47.6], [34.1, 47.7], [34.0, 47.6]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def a_frame(*places: DensityPlace) -> DensityFrame:
    line = json.dumps({"type": "MultiLineString", "coordinates": [[[34, 47.6], [34.1, 47.7]]]})
    return DensityFrame(HERE, polygon(), places, {"street": line})


def a_map(name: str = "Центр", tone: int | None = 2) -> folium.Map:
    looks = {1: DistrictStyle(tone, "12", f"{name}: 12", name)}
    return choropleth(a_frame(a_place(name=name)), looks, CONTROLS)


def maps() -> list[folium.Map]:
    heat = Heat(100, [Cell(34.05, 47.65, 3)])
    looks = {1: DistrictStyle(None, "", "Центр", "Центр")}
    return [
        a_map(),
        a_map(tone=None),
        choropleth(a_frame(), {}, CONTROLS),
        choropleth(DensityFrame(HERE, ""), {}, CONTROLS),
        heat_map(a_frame(a_place()), heat, looks, CONTROLS),
        heat_map(a_frame(), Heat(100, []), {}, CONTROLS),
    ]


@pytest.mark.parametrize("drawing", maps(), ids=range(len(maps())))
def test_a_page_asks_no_other_host(drawing: folium.Map) -> None:
    html = page_of(drawing, PAGE).html
    assert "//" not in re.sub(r"^\s*//.*$", "", html, flags=re.MULTILINE)
    assert re.findall(r'src="([^"]+)"', html)[0] == "/static/vendor/leaflet/leaflet.js"
    assert '<html lang="uk">' in html


@pytest.mark.parametrize("drawing", maps(), ids=range(len(maps())))
def test_the_policy_admits_every_inline_block_and_no_other(drawing: folium.Map) -> None:
    page = page_of(drawing, PAGE)
    for tag in ("script", "style"):
        blocks = re.findall(rf"<{tag}>(.*?)</{tag}>", page.html, re.DOTALL)
        hashes = {b64encode(sha256(block.encode()).digest()).decode() for block in blocks}
        directive = present(re.search(rf"{tag}-src ([^;]+)", page.policy))[1]
        assert set(re.findall(r"'sha256-([^']+)'", directive)) == hashes
    assert "unsafe" not in page.policy
    assert page.policy.startswith("default-src 'none'")


def test_what_folium_would_fetch_from_elsewhere_is_refused() -> None:
    drawing = a_map()
    folium.plugins.MarkerCluster().add_to(drawing)  # type: ignore[no-untyped-call]  # folium has none
    with pytest.raises(ForeignAsset, match="markercluster"):
        page_of(drawing, PAGE)


@pytest.mark.parametrize(
    "legend",
    ['<img src="https://tracker.example/x.png">', '<a href="//x.example">x</a>', '<p style="x">'],
)
def test_html_that_leads_abroad_or_is_styled_inline_is_refused(legend: str) -> None:
    with pytest.raises(ForeignAsset):
        page_of(a_map(), PAGE._replace(legend=legend))


def test_a_districts_name_is_text_not_html() -> None:
    html = page_of(a_map(name="</script><img src=x onerror=alert(1)>"), PAGE).html
    assert "<img" not in html
    assert html.count("</script>") == 2


def test_a_full_grid_stays_small() -> None:
    cells = [Cell(34 + n / 10_000, 47.6 + n / 20_000, 1 + n % 9) for n in range(MAX_CELLS)]
    page = page_of(heat_map(a_frame(), Heat(100, cells), {}, CONTROLS), PAGE)
    assert len(page.html) < 300_000


def test_an_ended_districts_reports_still_count(session: Session) -> None:
    hromada = a_working_hromada(session)
    report = a_public_report(session, hromada)
    old = a_district(session, hromada, "old", valid_from=LONG_AGO, valid_to=NOON)
    report.district_id = old.id
    session.flush()
    assert counted(session, hromada).districts[old.id].received == 1


def test_nothing_is_seen_from_outside_a_hromada(session: Session) -> None:
    hromada = a_working_hromada(session)
    a_public_report(session, hromada)
    enter_hromada(session, 0)
    assert counted(session, hromada).total.received == 0
