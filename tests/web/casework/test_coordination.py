"""The coordinator's desk: bodies of reports, roles of people."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.models.places import Body, Hromada
from app.queries.casework.coordination import areas_of
from tests.builders import a_body, a_category, an_area
from tests.values import present
from tests.web.desks import decide, form_on, made, state

NOW = datetime.now(UTC)


@pytest.mark.parametrize("part", ["reports", "bodies", "areas", "categories", "districts", "zones"])
def test_every_part_of_coordination_opens(coordinator: FlaskClient, part: str) -> None:
    assert coordinator.get(f"/pokrov/coordination/{part}").status_code == 200


def test_areas_of_a_body_that_takes_no_reports_are_said_not_to_count(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        an_area(session, a_body(session, town, "idle", active=False), code="idle")
    for part in ("areas", "bodies"):
        page = coordinator.get(f"/pokrov/coordination/{part}?lang=en").text
        assert "takes no reports</span>" in page
        assert "do not count" in page


def test_an_area_of_everything_tells_what_it_names_too(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        body = session.scalars(select(Body).where(Body.code == "water")).one()
        lamp = a_category(session, town, "light.lamp", name_uk="Ліхтар")
        an_area(session, body, lamp, code="both", everything=True)
    assert "усе; поіменно: Ліхтар" in coordinator.get("/pokrov/coordination/areas").text


def test_the_size_of_an_area_is_told_in_square_kilometres(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        an_area(session, a_body(session, town, "big"), code="sized", area_m2=12_345_678)
        cards = {card.code: card for card in areas_of(session, now=NOW)}
        assert cards["sized"].area_m2 == 12_345_678
    assert ">12.35</td>" in coordinator.get("/pokrov/coordination/areas?lang=en").text


def _send(client: FlaskClient, page: str, action: str, **given: Any) -> TestResponse:
    return client.post(action, data=form_on(client, page, action) | given)


def test_a_coordinator_gives_a_report_its_body(
    database: Database, town: Hromada, moderator: FlaskClient, coordinator: FlaskClient
) -> None:
    number = made(database, town, category="trees.fallen")
    decide(moderator, "moderation", number, "publish")
    page, action = "/pokrov/coordination", f"/pokrov/coordination/reports/{number}/assign"
    assert _send(coordinator, page, action, body="").status_code == 422
    body = present(re.search(r'<option value="(\d+)">Водоканал', coordinator.get(page).text))[1]
    assert _send(coordinator, page, action, body=body).status_code == 303
    assert state(database, town, number)[0] == "routed"
