"""What maps say of their ground: whom it is by, and to coordinators, that there is none."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.addresses import Address
from app.models.basemap import BasemapFeature, BasemapSource
from app.models.places import Hromada
from app.queries.territory.basemap import missing_ground
from tests.builders import NOON, a_public_report, a_working_hromada
from tests.web.desks import SignIn, entering

OSM = "© OpenStreetMap contributors"
LINE, SQUARE = "LINESTRING(34 47.6, 34.1 47.7)", "POLYGON((34 47.6, 34.1 47.6, 34 47.7, 34 47.6))"
MISSING = "ще немає вулиць"


@pytest.fixture
def hromada(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_working_hromada(session)


@pytest.fixture
def drawn_by(database: Database, hromada: Hromada) -> Callable[[str], None]:
    """Give the hromada a ground by the source that asks to be named so."""

    def draw(attribution: str) -> None:
        with database.transaction() as session:
            enter_hromada(session, hromada.id)
            source = BasemapSource(
                hromada_id=hromada.id, source="a", attribution=attribution, imported_at=NOON,
                features=1, addresses=0, former_names=0, file="",
            )  # fmt: skip
            session.add(source)

    return draw


@pytest.fixture
def sign_in(app: Flask, database: Database, hromada: Hromada) -> SignIn:
    return entering(app, database, hromada)


def test_maps_and_pictures_name_whom_the_ground_is_by(
    client: FlaskClient, database: Database, hromada: Hromada, drawn_by: Callable[[str], None]
) -> None:
    drawn_by(OSM)
    with database.transaction() as session:
        enter_hromada(session, hromada.id)
        number = a_public_report(session, hromada).number
    credit = f'<a href="https://www.openstreetmap.org/copyright">{OSM}</a>'
    for path in ("", f"reports/{number}"):
        assert client.get(f"/{hromada.slug}/{path}").text.count(credit) == 1, path
    assert OSM in client.get(f"/{hromada.slug}/map.svg").text
    assert OSM in client.get(f"/{hromada.slug}/map.svg?layers=base").text
    assert OSM not in client.get(f"/{hromada.slug}/map.svg?credit=page").text


def test_density_maps_name_it_as_text(sign_in: SignIn, drawn_by: Callable[[str], None]) -> None:
    drawn_by(OSM)
    page = sign_in(Role.READER).get("/pokrov/statistics/map")
    assert page.status_code == 200
    assert f'<p class="credit">{OSM}</p>' in page.text


def test_another_source_is_named_without_that_link(
    client: FlaskClient, hromada: Hromada, drawn_by: Callable[[str], None]
) -> None:
    drawn_by("© Кадастр <міста>")
    page = client.get(f"/{hromada.slug}/").text
    assert "© Кадастр &lt;міста&gt;" in page
    assert "openstreetmap" not in page


def test_who_asks_for_nothing_is_not_named(
    client: FlaskClient, hromada: Hromada, drawn_by: Callable[[str], None]
) -> None:
    drawn_by("")
    assert "map-credit" not in client.get(f"/{hromada.slug}/").text
    assert "©" not in client.get(f"/{hromada.slug}/map.svg").text


def test_a_missing_ground_is_told_to_the_coordinator_alone(
    client: FlaskClient, hromada: Hromada, sign_in: SignIn, drawn_by: Callable[[str], None]
) -> None:
    coordinator = sign_in(Role.COORDINATOR)
    assert MISSING in coordinator.get(f"/{hromada.slug}/").text
    assert MISSING not in client.get(f"/{hromada.slug}/").text
    drawn_by("")
    assert MISSING not in coordinator.get(f"/{hromada.slug}/").text


def test_what_the_map_lacks_is_named(session: Session) -> None:
    town = a_working_hromada(session)
    assert missing_ground(session) == ["street", "water", "building", "address"]
    for layer, shape in (("street", LINE), ("water", SQUARE)):
        shape = f"SRID=4326;{shape}"
        session.add(BasemapFeature(hromada_id=town.id, layer=layer, kind="", shape=shape))
    point = "SRID=4326;POINT(34.05 47.65)"
    session.add(Address(hromada_id=town.id, street_uk="Садова", house="1", point=point))
    session.flush()
    assert missing_ground(session) == ["building"]
