"""A hromada open for trial: every page says so, and nothing promises a moderator."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.adapters.letters import Letter
from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.places import Hromada
from tests.web import residents
from tests.web.desks import SignIn

READ_BY = "Модератор прочитає"


@pytest.fixture
def trial(database: Database, town: Hromada) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Hromada).values(unready=True, hotline="15-80"))


def _sent(client: FlaskClient) -> str:
    fields = {**residents.GOOD, "email": "ivanna@example.org"}
    answer = residents.post(client, "/pokrov/reports", fields)
    assert answer.status_code == 303, answer.text
    return client.get(answer.location).text


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize("page", ["/pokrov/", "/pokrov/list", "/pokrov/reports/new"])
def test_every_page_says_that_it_is_a_trial(client: FlaskClient, page: str) -> None:
    text = client.get(page).text
    assert "Відкрито на пробу" in text
    assert 'href="tel:15-80"' in text


def test_without_a_moderator_no_day_is_promised(client: FlaskClient, town: Hromada) -> None:
    page = _sent(client)
    assert "Модератора тут ще немає" in page
    assert READ_BY not in page


def test_with_a_moderator_the_day_is_told(
    client: FlaskClient, town: Hromada, enter: SignIn
) -> None:
    enter(Role.MODERATOR)
    assert "Модератора тут ще немає" not in _sent(client)


def test_the_letter_promises_none_either(
    client: FlaskClient,
    town: Hromada,
    enter: SignIn,
    post: Callable[[int | None], dict[str, Letter]],
) -> None:
    signed_in = enter(Role.READER, email="ivanna@example.org")
    _sent(signed_in)
    letter = post(town.id)["ivanna@example.org"]
    assert "Модератора в громаді ще немає" in letter.text
