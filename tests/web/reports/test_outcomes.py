"""What a report's page says of the four outcomes, and whom it asks for a word, until when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db import Database
from app.domain.roles import Role
from app.models.places import Body, Hromada
from app.models.reports import Report
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from tests.builders import a_grant, a_report
from tests.web.residents import a_town, post, private_key

OPERATOR, RESIDENT = Actor(Role.OPERATOR), Actor(Role.RESIDENT)
Life = Callable[..., int]


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town(database)


@pytest.fixture
def browser(client: FlaskClient, town: Hromada) -> FlaskClient:
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def stranger(app: Flask, town: Hromada) -> FlaskClient:
    other = app.test_client()
    other.set_cookie("lang", "en")
    return other


@pytest.fixture
def life(app: Flask, database: Database, town: Hromada, browser: FlaskClient) -> Life:
    """A report of the browser that was accepted, then lived these steps, so many days ago."""

    def lived(*actions: str, days: float = 1, **given: Any) -> int:
        at = datetime.now(UTC) - timedelta(days=days)
        with database.transaction(town.id) as session:
            report = a_report(session, town, now=at - timedelta(hours=3))
            by = _people(session, town, report)
            number, key = report.number, private_key(app, report.public_id)
            for place, action in enumerate(("publish", "route", "accept", *actions)):
                said: dict[str, Any] = {"note": action} | (given if action in actions else {})
                context = StepContext(by[action], at + timedelta(seconds=place), **said)
                take_step(session, report, action, context)
        browser.get(page_of(number, f"?key={key}"))
        return number

    return lived


def _people(session: Session, town: Hromada, report: Report) -> dict[str, Actor]:
    body = session.query(Body).filter_by(hromada_id=town.id).first()
    officer = a_grant(session, town, Role.OFFICER, body, email=f"o{report.number}@pokrov.example")
    coordinator = a_grant(session, town, Role.COORDINATOR, email=f"c{report.number}@pokrov.example")
    return {
        **dict.fromkeys(("publish", "accept"), OPERATOR),
        **dict.fromkeys(("route", "lapse"), SYSTEM),
        **dict.fromkeys(("solve", "refuse", "plan", "correct"), officer),
        **dict.fromkeys(("confirm", "appeal"), RESIDENT),
        **dict.fromkeys(("uphold", "overrule"), coordinator),
    }


def page_of(number: int, suffix: str = "") -> str:
    return f"/pokrov/reports/{number}{suffix}"


@pytest.mark.parametrize(
    ("steps", "sign", "words"),
    [
        (("solve",), "claimed", "The body says: done"),
        (("solve", "confirm"), "word", "Solved, the resident confirmed"),
        (("solve", "lapse"), "silent", "Closed, nobody objected"),
        (("refuse",), "refused", "Refused"),
        (("refuse", "appeal"), "progress", "Refusal appealed"),
    ],
)
def test_each_outcome_has_its_sign_and_only_a_residents_word_is_green(
    stranger: FlaskClient, life: Life, steps: tuple[str, ...], sign: str, words: str
) -> None:
    page = stranger.get(page_of(life(*steps))).text
    assert f'class="badge sign-{sign}"' in page
    assert words in page
    # Ink, but for the badge and the last mark.
    assert page.count(f"sign-{sign}") == 2
    assert page.count("timeline-mark sign-") == 1
    assert "sign-word" not in page or sign == "word"


def test_the_claim_can_be_answered_by_two_equal_buttons(
    browser: FlaskClient, stranger: FlaskClient, life: Life
) -> None:
    number = life("solve")
    page = browser.get(page_of(number)).text
    pair = page[page.index('class="pair"') : page.index("You can answer till")]
    assert pair.count('class="button button-quiet"') == 2
    assert pair.index("Yes, it is solved") < pair.index("No, it is not solved")
    assert "Your word: by" in page
    assert 'class="pair"' not in (seen := stranger.get(page_of(number)).text)
    assert "The resident’s word: by" in seen


def test_silence_can_be_answered_for_thirty_days(browser: FlaskClient, life: Life) -> None:
    number = life("solve", "lapse", days=29)
    assert 'class="pair"' in browser.get(page_of(number)).text
    assert post(browser, page_of(number, "/confirm"), seen=page_of(number)).status_code == 303
    assert browser.get(page_of(number, ".json")).get_json()["status"] == "confirmed"
    assert 'class="pair"' not in browser.get(page_of(life("solve", "lapse", days=32))).text


def test_a_refusal_says_its_reason_first_and_offers_the_appeal(
    browser: FlaskClient, stranger: FlaskClient, life: Life
) -> None:
    said: dict[str, Any] = {
        "note": "Місце в приватній власності. Огорожу бачили.",
        "details": {"reason": "private"},
    }
    number = life("refuse", **said)
    page = browser.get(page_of(number)).text
    assert page.index("The place is private property.") < page.index('class="report-said"')
    assert f'action="/pokrov/reports/{number}/appeal"' in page
    assert "in 5 working days" in page
    assert "/appeal" not in stranger.get(page_of(number)).text
    assert "/appeal" not in browser.get(page_of(life("refuse", days=32))).text


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("appeal",), "The refusal is appealed, the decision is due by"),
        (("appeal", "uphold"), "The refusal stays in force"),
        (("appeal", "overrule"), "The refusal is undone"),
    ],
)
def test_what_came_of_an_appeal_is_said_and_it_is_made_once(
    browser: FlaskClient, life: Life, steps: tuple[str, ...], words: str
) -> None:
    page = browser.get(page_of(life("refuse", *steps))).text
    assert words in page
    assert "/appeal" not in page


def test_a_corrected_answer_stands_in_its_place_with_the_former_words_folded(
    stranger: FlaskClient, life: Life, database: Database, town: Hromada
) -> None:
    number = life("solve", "correct")
    page = stranger.get(page_of(number)).text
    assert "The answer was corrected on" in page
    assert "The body corrected its answer" not in page
    now, before = page.index(">correct</p>"), page.index(">solve</p>")
    assert now < page.index("It said before:") < before


def test_terms_are_sentences_with_what_is_left_or_how_late(
    stranger: FlaskClient, life: Life
) -> None:
    page = stranger.get(page_of(life())).text
    assert "A moderator checked it in" in page
    assert "The body accepted it in" in page
    assert "The answer: by" in page
    assert "left</p>" in page
    late = stranger.get(page_of(life(days=300))).text
    assert "The answer: was due by" in late
    assert "is-late" in late


def test_between_the_first_and_the_last_step_the_others_are_folded(
    stranger: FlaskClient, life: Life
) -> None:
    page = stranger.get(page_of(life("solve", "confirm"))).text
    assert "4 more steps" in page
    assert '<details class="fold" data-steps>' in page
