"""A hromada that is not served yet, or has another slug now."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text, update

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Hromada
from tests.builders import a_hromada
from tests.web.desks import SignIn
from tests.web.residents import GOOD


@pytest.fixture
def closed(database: Database, town: Hromada) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Hromada).values(served=False, hotline="15-80"))


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    "page", ["/pokrov/", "/pokrov/list", "/pokrov/reports/new", "/pokrov/notices"]
)
def test_residents_read_that_it_is_being_prepared(client: FlaskClient, page: str) -> None:
    response = client.get(page)
    assert response.status_code == 404
    assert "ще готується" in response.text
    assert 'href="tel:15-80"' in response.text
    assert "/pokrov/reports/new" not in response.text.replace("next=%2Fpokrov%2Freports%2Fnew", "")


@pytest.mark.parametrize(
    "page",
    ["", "list", "reports/new", "notices", "performance", "about", "contacts", "embed", "map.svg"],
)
def test_every_page_of_one_that_is_only_known_leads_to_asking_for_it(
    client: FlaskClient, database: Database, page: str
) -> None:
    with database.transaction() as session:
        a_hromada(session, "khorolska", served=False)
    response = client.get(f"/khorolska/{page}")
    assert (response.status_code, response.location) == (302, "/ask/khorolska")


def test_programs_are_told_that_it_is_only_known(client: FlaskClient, database: Database) -> None:
    with database.transaction() as session:
        a_hromada(session, "khorolska", served=False)
    answer = client.get("/khorolska/list", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "only-known"
    assert client.post("/khorolska/reports", json=GOOD).status_code == 404


@pytest.mark.usefixtures("closed")
def test_no_report_is_taken_without_an_addressee(client: FlaskClient) -> None:
    sent = client.post("/pokrov/reports", json=GOOD)
    assert sent.status_code == 404
    assert sent.json == {
        "error": {
            "code": "not-served-yet",
            "message": "Ця громада ще готується. Завітайте пізніше.",
            "fields": {},
        }
    }


@pytest.mark.usefixtures("closed")
def test_its_staff_see_every_page_before_it_opens(enter: SignIn) -> None:
    coordinator = enter(Role.COORDINATOR)
    for page in (
        "/pokrov/",
        "/pokrov/coordination/people",
        "/pokrov/reports/new",
        "/pokrov/map.svg",
    ):
        assert coordinator.get(page).status_code == 200, page
    assert coordinator.get("/pokrov/coordination").location == "/pokrov/coordination/opening"


@pytest.mark.usefixtures("closed")
def test_whoever_has_no_role_there_is_asked_to_sign_in(
    client: FlaskClient, enter: SignIn, database: Database
) -> None:
    response = client.get("/pokrov/coordination")
    assert response.status_code == 302
    assert response.location.startswith("/account/sign-in")


def test_a_former_slug_leads_to_the_same_page(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(
            text("INSERT INTO hromada_alias VALUES ('old-name', :id, now())"), {"id": town.id}
        )
    response = client.get("/old-name/list?status=open")
    assert (response.status_code, response.location) == (308, "/pokrov/list?status=open")
    assert client.get("/never-was/list").status_code == 404
