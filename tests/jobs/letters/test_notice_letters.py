"""What those hear who follow a notice, or whose reports it explained."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.adapters.letters import Letter
from app.db import Database
from app.models.places import Hromada
from app.operations.notices.announcing import end_notice, lock_notice
from app.operations.notices.changing import change_notice
from app.operations.notices.subscribing import follow_notice
from tests.builders import NOON, a_report, a_working_hromada, typed
from tests.operations.notices.test_changing import SAME
from tests.operations.notices.test_notices import HOUR, a_notice, followed

OLENA, IVANNA = "olena@example.org", "ivanna@example.org"


@pytest.fixture
def hromada(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_working_hromada(session)


@pytest.fixture
def notice(database: Database, hromada: Hromada) -> int:
    """A notice that Olena follows."""
    with database.transaction(hromada.id) as session:
        number = a_notice(session, hromada)
        followed(session, hromada, number, OLENA)
        return number


def test_the_first_letter_only_asks(
    database: Database,
    hromada: Hromada,
    notice: int,
    post: Callable[[int | None], dict[str, Letter]],
) -> None:
    with database.transaction(hromada.id) as session:
        follow_notice(session, notice, typed=typed(IVANNA, locale="en"), now=NOON)
    letter = post(hromada.id)[IVANNA]
    assert letter.subject == f"Notice No. {notice}: is this your address?"
    assert "Немає води" in letter.text
    for answer in ("confirm", "refuse"):
        assert re.search(rf"/notices/subscriptions/\S+/{answer}", letter.text)


def test_a_change_says_what_changed_and_how_it_was(
    database: Database,
    hromada: Hromada,
    notice: int,
    post: Callable[[int | None], dict[str, Letter]],
) -> None:
    post(hromada.id)
    with database.transaction(hromada.id) as session:
        locked = lock_notice(session, notice)
        change = replace(SAME, ends_at=NOON + 9 * HOUR, words=("Роботи затягнулися.", ""))
        change_notice(session, locked, change, now=NOON)
    letter = post(hromada.id)[OLENA]
    assert letter.subject == "Зміни в оголошенні: Немає води"
    assert "змінено: текст, кінець." in letter.text
    assert "Роботи затягнулися." in letter.text
    assert "До (перед зміною)" in letter.text
    assert f"/notices/{notice}" in letter.text


def test_the_end_is_told_to_followers_and_reporters(
    database: Database,
    hromada: Hromada,
    notice: int,
    post: Callable[[int | None], dict[str, Letter]],
) -> None:
    with database.transaction(hromada.id) as session:
        a_report(session, hromada, email=IVANNA)
    post(hromada.id)
    with database.transaction(hromada.id) as session:
        locked = lock_notice(session, notice)
        end_notice(session, locked, now=NOON, closing=("Воду подано.", "Water is back."))
    letters = post(hromada.id)
    assert set(letters) == {OLENA, IVANNA}
    assert all("Воду подано." in letter.text for letter in letters.values())


def test_one_cancelled_before_it_began_is_told_as_that(
    database: Database, hromada: Hromada, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction(hromada.id) as session:
        number = a_notice(session, hromada, starts_at=NOON + HOUR)
        followed(session, hromada, number, OLENA)
        end_notice(session, lock_notice(session, number), now=NOON)
    letter = post(hromada.id)[OLENA]
    assert letter.subject == "Скасовано: Немає води"
    assert "скасовано до початку" in letter.text
    assert re.search(r"До:? 1 червня 2026, 20:00", " ".join(letter.text.split()))
