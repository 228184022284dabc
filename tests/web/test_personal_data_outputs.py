"""Personal data come out of nothing that strangers can ask, before and after moderation."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.letters import Letter
from app.config import Settings
from app.db import Database, enter_hromada
from app.domain.personal_data.decisions import PersonalDecision, passages_of
from app.domain.personal_data.kinds import PersonalKind
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.reports import Report
from app.operations.casework.moderation import publish_report
from app.operations.casework.staff_commands import StaffCommand
from tests.builders import a_grant, a_report, a_working_hromada
from tests.web.public_outputs import answer
from tests.web.test_sensitive_places import merged, paths

NOW = datetime.now(UTC)
# A text of every kind, and in what forms it might come out.
TEXTS = {
    PersonalKind.PHONE: "067 000 12 34",
    PersonalKind.EMAIL: "olena.petrenko@example.org",
    PersonalKind.HANDLE: "@olena_petrenko",
    PersonalKind.TAX_NUMBER: "3184710691",
    PersonalKind.PASSPORT: "МЕ 123456",
    PersonalKind.ID_CARD: "001234567",
    PersonalKind.ACCOUNT: "UA21 3223 1300 0002 6007 2335 6600 1",
    PersonalKind.CARD: "4111 1111 1111 1111",
    PersonalKind.PLATE: "АЕ1234ВВ",
    PersonalKind.FLAT: "кв. 18",
}
PRIVATE = "Приватно: 050 765 43 21"
NEEDLES = [*TEXTS.values(), "0501112233", PRIVATE]


def words_of(kind: PersonalKind) -> str:
    return f"Яма біля зупинки вже другий рік. Пишіть: {TEXTS[kind]}, покажу де."


@pytest.fixture
def town(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_working_hromada(session)


def reported(session: Session, town: Hromada) -> list[Report]:
    """A report of every kind, with an address and a private note that have some, too."""
    return [
        a_report(
            session,
            town,
            description=words_of(kind),
            address="вул. Миру, 12, кв. 18",
            private_note=PRIVATE,
            email=f"{kind}@witness.example",
            now=NOW - timedelta(hours=1),
        )
        for kind in PersonalKind
    ]


def moderated(session: Session, town: Hromada, *, cover: bool = True) -> None:
    moderator = a_grant(session, town, Role.MODERATOR)
    for number in session.scalars(select(Report.number)).all():
        command = StaffCommand(number, moderator, NOW)
        publish_report(session, command, personal=PersonalDecision(cover=cover))


def told(app: Flask, numbers: list[int]) -> dict[str, str]:
    """What a stranger is told by every public route, and by searches for the data themselves."""
    client = app.test_client()
    asked = [path for listed in paths(numbers).values() for path in listed]
    asked += [f"/pokrov/list?q={quote(text)}" for text in TEXTS.values()]
    asked += [f"/pokrov/embed?q={quote(text)}" for text in TEXTS.values()]
    return {path: answer(client, path)[2].decode("utf-8", "replace") for path in asked}


def leaks(told_by_path: dict[str, str]) -> list[tuple[str, str]]:
    """The paths that tell something, and what; a search repeats what was asked in its field."""
    return [
        (path, needle)
        for path, page in told_by_path.items()
        for needle in NEEDLES
        if needle in page and quote(needle) not in path
    ]


def test_every_kind_has_a_text_that_is_found() -> None:
    assert set(TEXTS) == set(PersonalKind)
    for kind, text in TEXTS.items():
        assert passages_of(words_of(kind)) == (text,)


def test_what_waits_for_a_moderator_is_nowhere(
    app: Flask, settings: Settings, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        numbers = [report.number for report in reported(session, town)]
    merged(settings)
    assert leaks(told(app, numbers)) == []


def test_what_was_blacked_out_is_nowhere_and_the_rest_is_clean(
    app: Flask, settings: Settings, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        numbers = [report.number for report in reported(session, town)]
        moderated(session, town)
    merged(settings)
    pages = told(app, numbers)
    assert leaks(pages) == []
    for number in numbers:
        card = json.loads(pages[f"/pokrov/reports/{number}.json"])
        assert "Яма біля зупинки" in card["description"]
        assert passages_of(card["description"]) == passages_of(card["address"]) == ()
        assert "Яма біля зупинки" in pages[f"/pokrov/reports/{number}"]


def test_a_search_for_what_was_blacked_out_finds_nothing(
    app: Flask, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        reported(session, town)
        moderated(session, town)
    client = app.test_client()
    for text in TEXTS.values():
        assert "/pokrov/reports/1" not in client.get(f"/pokrov/list?q={quote(text)}").text, text


def test_letters_to_followers_hold_none(
    database: Database, town: Hromada, post: Callable[[int | None], dict[str, Letter]]
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        reported(session, town)
        moderated(session, town)
    letters = post(town.id)
    assert len(letters) > len(TEXTS)
    for letter in letters.values():
        assert [n for n in NEEDLES if n in letter.text + letter.html + letter.subject] == []


def test_the_walk_would_have_seen_them(
    app: Flask, settings: Settings, database: Database, town: Hromada
) -> None:
    """What a moderator lets be is told: the comparison above can fail."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        numbers = [report.number for report in reported(session, town)]
        moderator = a_grant(session, town, Role.MODERATOR)
        kept = frozenset([*TEXTS.values(), "вул. Миру, 12, кв. 18"])
        for number in numbers:
            command = StaffCommand(number, moderator, NOW)
            publish_report(session, command, personal=PersonalDecision(kept=kept))
    seen = {needle for _path, needle in leaks(told(app, numbers))}
    assert seen == set(TEXTS.values())
