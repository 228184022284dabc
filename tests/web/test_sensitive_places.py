"""What is sensitive leaves no trace in anything that strangers can ask, at any zoom."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.config import Settings
from app.db import RELAY_ROLE, Database, enter_hromada
from app.domain.roles import Role
from app.models.addresses import Address
from app.models.places import Body, Hromada, MaskedZone
from app.models.reports import ReportPhoto
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from gis.geometry import Point
from gis.map.stored_counts import merge
from tests.builders import (
    a_body,
    a_category,
    a_district,
    a_grant,
    a_public_report,
    a_report,
    a_working_hromada,
    square,
)
from tests.web.public_outputs import BOXES, FILTERS, answer, public_routes, tiles_about

NOW = datetime.now(UTC)
HERE, ZONE, BESIDE = (34.05, 47.65), (34.08, 47.68), (34.0501, 47.6501)
SPOTS = (HERE, ZONE, BESIDE)
NUMBER_OF_NONE = 999_999
ADDRESSES = ("Поштова", "Поштова 1", "Таємна", "Тайная 1", "tayemna", "lon=34.08&lat=47.68")


@pytest.fixture
def town(database: Database) -> Hromada:
    """A hromada with public reports, a masked zone, and a kind that is never on the map."""
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        a_district(session, hromada, "north", boundary=square(34.06, 47.66, 0.04))
        a_body(session, hromada, "water")
        a_category(session, hromada, "roads.sign")
        a_category(session, hromada, "civil.strike", hide_on_map=True)
        session.add(
            MaskedZone(
                hromada_id=hromada.id,
                boundary=square(34.07, 47.67, 0.02),
                created_at=NOW - timedelta(days=9),
            )
        )
        for street, (lon, lat) in (("вулиця Поштова", HERE), ("вулиця Таємна", ZONE)):
            place = f"SRID=4326;POINT({lon} {lat})"
            session.add(Address(hromada_id=hromada.id, street_uk=street, house="1", point=place))
        for n in range(3):
            point = Point(HERE[0] + n / 1000, HERE[1])
            a_public_report(session, hromada, point=point, now=NOW - timedelta(days=n + 1))
        done = a_public_report(session, hromada, now=NOW - timedelta(days=20))
        officer = a_grant(session, hromada, Role.OFFICER, _body(session, "udg"))
        for step in ("accept", "start", "solve"):
            take_step(session, done, step, StepContext(officer, NOW - timedelta(days=10)))
        _a_notice(session, hromada)
    return hromada


def _body(session: Session, code: str) -> Body:
    from app.models.places import Body

    return session.query(Body).filter_by(code=code).one()


def _a_notice(session: Session, hromada: Hromada) -> None:
    session.execute(
        text("""
            INSERT INTO notice (hromada_id, title_uk, words_uk, everything, boundary, starts_at,
                ends_at, created_at)
            VALUES (:h, 'Без води', 'Ремонт мережі.', true, CAST(:b AS geometry), :s, :e, :s)
        """),
        {
            "h": hromada.id,
            "b": square(),
            "s": NOW - timedelta(days=2),
            "e": NOW + timedelta(days=2),
        },
    )


def add_what_is_secret(session: Session, hromada: Hromada) -> list[int]:
    """Sensitive reports in every state, with photos, supporters and followers; their numbers."""
    operator = Actor(Role.OPERATOR)
    officer = Actor(Role.OFFICER, _officer(session))
    lives: tuple[list[tuple[str, Actor]], ...] = (
        [],
        [("publish", operator)],
        [("publish", operator), ("route", SYSTEM)],
        [("publish", operator), ("route", SYSTEM), ("accept", officer)],
        [("publish", operator), ("route", SYSTEM), ("accept", officer), ("solve", officer)],
    )
    spots = [(Point(*ZONE), "roads.pothole"), (Point(*HERE), "civil.strike")]
    made = []
    for point, category in spots:
        for steps in (life for life in lives if _can(category, life)):
            report = a_report(
                session,
                hromada,
                point=point,
                category=category,
                steps=steps,
                description="Таємне місце: тут нічого не показувати нікому.",
                email="witness@example.org",
                now=NOW - timedelta(hours=1),
            )
            made.append(report)
    for report in made:
        session.add(
            ReportPhoto(
                hromada_id=hromada.id,
                report_id=report.id,
                storage_key=f"secret-{report.number}",
                state="ready",
                width=40,
                height=30,
                created_at=NOW,
            )
        )
    session.flush()
    assert not any(session.scalars(text("SELECT public FROM report WHERE sensitive")).all())
    return [report.number for report in made]


def _can(category: str, steps: Sequence[tuple[str, Actor]]) -> bool:
    """The body of a kind without an area is nobody: no officer may take it up."""
    return category != "civil.strike" or not any(step == "accept" for step, _actor in steps)


def _officer(session: Session) -> int:
    found = text("SELECT account_id FROM role_grant WHERE role = 'officer' LIMIT 1")
    return int(session.scalars(found).one())


def paths(numbers: Sequence[int]) -> dict[str, list[str]]:
    """Every public route's addresses; a route that is not here fails the test below."""
    secret = [*numbers, NUMBER_OF_NONE]
    listed = [f"{f}&{b}".strip("&") for f in FILTERS for b in BOXES[:2]] + list(BOXES)
    tiles = [f"{z}/{x}/{y}.mvt" for z, x, y in tiles_about(SPOTS)]
    filtered = [f"{z}/{x}/{y}.mvt?{f}" for z, x, y in tiles_about(SPOTS, range(8, 18, 3), around=0)
                for f in FILTERS[1:]]  # fmt: skip
    zooms = range(23)
    boxes = [box for box in BOXES if box]
    return {
        "cards.hromada": ["/pokrov/card.png"],
        "cards.report": [f"/pokrov/reports/{n}/card.png" for n in (1, 2, 4, *secret)],
        "discovery.robots": ["/robots.txt"],
        "discovery.sitemap": ["/sitemap.xml"],
        "discovery.hromada_sitemap": ["/pokrov/sitemap.xml"],
        "discovery.hromada_pages": ["/pokrov/sitemap-pages.xml"],
        "discovery.hromada_reports": [f"/pokrov/sitemap-{n}.xml" for n in range(3)],
        "embedding.frame": [f"/pokrov/embed?{q}" for q in listed],
        "hromada_pages.installation": ["/about", "/privacy", "/accessibility", "/help"],
        "hromada_pages.page": [
            f"/pokrov/{name}"
            for name in ("about", "privacy", "accessibility", "help", "contacts")
        ],
        "logo.show": [f"/pokrov/logo/secret-{n}" for n in secret],
        "home.page": ["/", "/?q=pokrov", "/?q=Громада"],
        "asking.offer": ["/ask/none/none/confirm"],
        "asking.page": ["/ask/none"],
        "performance.as_csv": ["/pokrov/performance.csv"],
        "performance.body": ["/pokrov/performance/bodies/1"],
        "performance.page": ["/pokrov/performance"],
        "places.favicon": ["/favicon.ico"],
        "places.city": [f"/pokrov/?{q}" for q in listed],
        "places.listing": [f"/pokrov/list?{q}" for q in listed]
        + [f"/pokrov/list?part=1&{q}" for q in listed],
        "tiles.country": [f"/tiles/{tile}" for tile in tiles if int(tile.split("/")[0]) < 13],
        "tiles.country_base": [f"/base/{tile}" for tile in tiles if int(tile.split("/")[0]) < 9],
        "tiles.country_links": ["/country-links.svg"],
        "tiles.country_picture": ["/country.svg"],
        "tiles.reports": [f"/pokrov/tiles/{tile}" for tile in (*tiles, *filtered)],
        "tiles.base": [
            f"/pokrov/base/{z}/{x}/{y}.mvt" for z, x, y in tiles_about(SPOTS, around=0)
        ],
        "tiles.changes": ["/pokrov/changes"],
        "tiles.clusters": [f"/pokrov/clusters.json?zoom={z}&{b}" for z in zooms for b in boxes]
        + [f"/pokrov/clusters.json?zoom=14&{boxes[0]}&{f}" for f in FILTERS],
        "tiles.picture": [f"/pokrov/map.svg?{b}&{f}" for b in BOXES for f in FILTERS[:6]],
        "report_form.addresses": [
            f"/pokrov/addresses?{'' if '=' in q else 'q='}{q}" for q in ADDRESSES
        ],
        "report_form.new": ["/pokrov/reports/new"]
        + [f"/pokrov/reports/new?lon={x}&lat={y}&category=roads.pothole" for x, y in SPOTS],
        "report_form.preview": [
            f"/pokrov/reports/preview?lon={x}&lat={y}&category={kind}"
            for x, y in SPOTS
            for kind in ("roads.pothole", "roads.sign", "civil.strike")
        ],
        "report_page.page": [f"/pokrov/reports/{n}" for n in (1, 2, 4, *secret)],
        "report_page.as_json": [f"/pokrov/reports/{n}.json" for n in (1, 2, 4, *secret)],
        "report_page.as_geojson": [f"/pokrov/reports/{n}.geojson" for n in (1, 2, 4, *secret)],
        "offline.installation_manifest": ["/manifest.webmanifest"],
        "offline.manifest": ["/pokrov/manifest.webmanifest"],
        "offline.nothing_kept": ["/offline"],
        "offline.saved": ["/pokrov/saved"],
        "offline.worker": ["/service-worker.js"],
        "own_reports.ask": [f"/pokrov/reports/{n}/{a}" for n in secret
                            for a in ("confirm", "return")],
        "reports.sent": [f"/pokrov/reports/{n}/sent" for n in secret],
        "photos.photo": [f"/pokrov/photos/secret-{n}/{s}" for n in secret
                         for s in ("thumb", "large")],
        "notices.listing": ["/pokrov/notices"],
        "notices.page": ["/pokrov/notices/1"],
        "notices.shapes": ["/pokrov/notices.geojson"],
        "accounts.sign_in": ["/account/sign-in"],
        "accounts.offer_sign_in": ["/account/sign-in/none"],
        "following.offer": ["/pokrov/subscriptions/none/confirm", "/pokrov/subscriptions/none/end"],
        "notices.offer": ["/pokrov/notices/subscriptions/none/confirm"],
        "service.healthz": ["/healthz"],
        "service.readyz": ["/readyz"],
        # Numbers of this process and of letters owed in all hromadas together: no place, no kind.
        "service.metrics": [],
    }  # fmt: skip


def everything(app: Flask, numbers: Sequence[int]) -> dict[str, Any]:
    client = app.test_client()
    return {path: answer(client, path) for listed in paths(numbers).values() for path in listed}


def merged(settings: Settings) -> None:
    """The counts' job has been at work."""
    relay = Database(settings.database_url, role=RELAY_ROLE)
    with relay.engine.begin() as conn:
        merge(conn)
    relay.close()


def test_every_public_route_is_compared(app: Flask) -> None:
    """A new public route must be given its addresses above, or it may tell what is secret."""
    assert sorted(public_routes(app)) == sorted(paths([]))


def test_sensitive_reports_change_no_byte_of_what_strangers_get(
    app: Flask, settings: Settings, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        highest = session.scalar(text("SELECT max(number) FROM report"))
    numbers = range(highest + 1, highest + 9)
    merged(settings)
    before = everything(app, numbers)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        made = add_what_is_secret(session, town)
    assert made == list(numbers)
    told = [path for path, seen in everything(app, numbers).items() if seen != before[path]]
    assert told == []
    merged(settings)
    told = [path for path, seen in everything(app, numbers).items() if seen != before[path]]
    assert told == []


def test_a_masked_zone_is_not_seen_from_outside(
    app: Flask, database: Database, town: Hromada
) -> None:
    """Nothing tells where a zone lies, not even the form that foresees what follows."""
    before = everything(app, [90])
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.query(MaskedZone).update({"ended_at": NOW})
        session.add(
            MaskedZone(
                hromada_id=town.id,
                boundary=square(34.04, 47.64, 0.02),
                created_at=NOW,
            )
        )
    told = [path for path, seen in everything(app, [90]).items() if seen != before[path]]
    assert told == []


def test_a_public_report_at_the_same_place_would_have_been_seen(
    app: Flask, database: Database, town: Hromada
) -> None:
    """The comparison above can fail."""
    before = everything(app, [90])
    with database.transaction() as session:
        enter_hromada(session, town.id)
        a_public_report(session, town, point=Point(*BESIDE), now=NOW - timedelta(hours=1))
    changed = {path.split("?")[0].split("/")[2] if path.count("/") > 1 else path
               for path, seen in everything(app, [90]).items() if seen != before[path]}  # fmt: skip
    assert {"tiles", "clusters.json", "map.svg", "list", "reports"} <= changed


@pytest.mark.parametrize("deed", ["support", "subscribe"])
def test_a_sensitive_report_answers_deeds_as_one_that_is_not_there(
    app: Flask, database: Database, town: Hromada, deed: str
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        secret = add_what_is_secret(session, town)[2]
    client = app.test_client()
    answers = [
        client.post(f"/pokrov/reports/{number}/{deed}", json={"email": "a@example.org"})
        for number in (secret, NUMBER_OF_NONE)
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].get_data() == answers[1].get_data()
