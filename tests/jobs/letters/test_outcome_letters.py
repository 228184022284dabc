"""Letters about what became of an answer, and about queues."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.adapters.letters import Letter
from app.db import Database
from app.domain.roles import Role
from app.models.places import Body, Hromada
from app.models.reports import Report
from app.models.subscriptions import Subscription
from app.operations.casework.auto_close import expire_questions
from app.operations.casework.moderation_reminders import remind_moderators
from app.operations.casework.reminders import remind
from app.operations.reports.events import SYSTEM, Actor, StepContext, take_step
from tests.builders import NOON, a_grant, a_public_report, a_report, a_working_hromada
from tests.values import present

IVANNA, PETRO = "ivanna@example.org", "petro@example.org"
BODY, COORDINATOR, MODERATOR = (f"{one}@pokrov.example" for one in ("udg", "head", "reads"))
RESIDENT = Actor(Role.RESIDENT)
APPEAL = "Дорога на балансі громади."
DAY = timedelta(days=1)

Post = Callable[[int | None], dict[str, Letter]]


class Case:
    """A report of Ivanna's that Petro follows, and those who work with it."""

    def __init__(self, database: Database, *, public: bool = True) -> None:
        self.database = database
        with database.transaction() as session:
            hromada = a_working_hromada(session)
            make = a_public_report if public else a_report
            self.report = make(session, hromada, email=IVANNA)
            body = session.scalars(select(Body)).one()
            self.officer = a_grant(session, hromada, Role.OFFICER, body)
            self.coordinator = a_grant(session, hromada, Role.COORDINATOR, email=COORDINATOR)
            self.moderator = a_grant(session, hromada, Role.MODERATOR, email=MODERATOR)
            session.add(
                Subscription(
                    hromada_id=hromada.id,
                    report_id=self.report.id,
                    email=PETRO,
                    kind="follower",
                    created_at=NOON,
                    confirmed_at=NOON,
                )
            )
        self.hromada_id = hromada.id

    def step(self, action: str, actor: Actor, now: datetime = NOON, **given: Any) -> None:
        with self.database.transaction(self.hromada_id) as session:
            report = session.get_one(Report, self.report.id)
            take_step(session, report, action, StepContext(actor, now, **given))

    def refuse(self) -> None:
        self.step("accept", self.officer)
        self.step("refuse", self.officer, note="Дорога державна.")


@pytest.fixture
def case(database: Database) -> Case:
    return Case(database)


def pages(letter: Letter) -> list[str]:
    """The paths of a letter's buttons."""
    found = re.findall(r"https?://\S+", letter.text)
    return [urlsplit(one).path for one in found if "/pokrov/" in one and "subscriptions" not in one]


def test_a_refusal_says_until_when_it_can_be_appealed(case: Case, post: Post) -> None:
    case.refuse()
    letters = post(case.hromada_id)
    assert "Оскаржити відмову можна до: 1 липня 2026" in letters[IVANNA].text
    assert "Я не згоден із відмовою" in letters[IVANNA].text
    assert "Оскаржити" not in letters[PETRO].text


def test_an_appeal_goes_to_coordinators_with_its_words(case: Case, post: Post) -> None:
    case.refuse()
    post(case.hromada_id)
    case.step("appeal", RESIDENT, details={"words": APPEAL})
    letters = post(case.hromada_id)
    assert set(letters) == {PETRO, BODY, COORDINATOR}
    letter = letters[COORDINATOR]
    assert "оскарження відмови" in letter.subject
    assert APPEAL in letter.text
    assert "Вирішити до: 8 червня 2026" in letter.text
    assert pages(letter) == [f"/pokrov/coordination/appeals/{case.report.number}"]
    assert APPEAL in letters[BODY].text
    assert APPEAL not in letters[PETRO].text + letters[PETRO].html
    assert "Координатор вирішить до: 8 червня 2026" in letters[PETRO].text


@pytest.mark.parametrize(
    ("decision", "said"),
    [("uphold", "відмова лишається в силі"), ("overrule", "відмову скасовано")],
)
def test_a_decision_goes_to_all_with_the_coordinators_words(
    case: Case, post: Post, decision: str, said: str
) -> None:
    case.refuse()
    case.step("appeal", RESIDENT, details={"words": APPEAL})
    post(case.hromada_id)
    case.step(decision, case.coordinator, note="Так вирішено через баланс.")
    letters = post(case.hromada_id)
    assert set(letters) == {IVANNA, PETRO, BODY}
    for letter in letters.values():
        assert "Слова координатора:" in letter.text
        assert "Так вирішено через баланс." in letter.text
        assert said.split()[0][:6] in letter.subject
    # A refusal is appealed once.
    assert "Оскаржити" not in letters[IVANNA].text


def test_a_second_refusal_does_not_offer_what_is_over(case: Case, post: Post) -> None:
    case.refuse()
    case.step("appeal", RESIDENT, details={"words": APPEAL})
    case.step("overrule", case.coordinator, note="Дорога наша.")
    case.step("refuse", case.officer, note="Грошей немає.")
    assert "Оскаржити" not in post(case.hromada_id)[IVANNA].text


def test_a_corrected_answer_is_told_and_asked_about(case: Case, post: Post) -> None:
    case.step("accept", case.officer)
    case.step("solve", case.officer, note="Залатано на Миру.")
    post(case.hromada_id)
    case.step("correct", case.officer, note="Залатано на Мирній.")
    letters = post(case.hromada_id)
    assert set(letters) == {IVANNA, PETRO}
    assert "відповідь виправлено" in letters[IVANNA].subject
    assert "Залатано на Мирній." in letters[PETRO].text
    answers = [f"/pokrov/reports/{case.report.number}/{one}" for one in ("confirm", "return")]
    assert pages(letters[IVANNA]) == answers


def test_silence_is_no_word_of_the_residents(case: Case, post: Post) -> None:
    case.step("accept", case.officer)
    case.step("solve", case.officer)
    post(case.hromada_id)
    case.step("lapse", SYSTEM, NOON + 15 * DAY)
    letters = post(case.hromada_id)
    assert "ніхто не заперечив" in letters[IVANNA].subject
    assert "Повернути можна до: 16 липня 2026" in letters[IVANNA].text
    assert pages(letters[IVANNA])[0] == f"/pokrov/reports/{case.report.number}/return"
    assert "без слова мешканця" in letters[PETRO].text


def test_a_question_says_until_when_and_lapses_with_notice(
    database: Database, post: Post, client: FlaskClient
) -> None:
    case = Case(database, public=False)
    post(case.hromada_id)
    case.step("ask", case.moderator, note="Який будинок?")
    assert "Чекаємо на вашу відповідь до: 15 червня 2026" in post(case.hromada_id)[IVANNA].text
    with database.transaction(case.hromada_id) as session:
        due = present(session.get_one(Report, case.report.id).reply_due_at)
        remind(session, now=due - 3 * DAY - timedelta(minutes=1))
    assert post(case.hromada_id) == {}
    with database.transaction(case.hromada_id) as session:
        remind(session, now=due - 3 * DAY)
    letter = post(case.hromada_id)[IVANNA]
    assert "ще чекає на вас" in letter.subject
    assert "?key=" in letter.text
    assert letter.unsubscribe_url
    with database.transaction(case.hromada_id) as session:
        expire_questions(session, now=due + DAY)
    letter = post(case.hromada_id)[IVANNA]
    assert "Нічого з надісланого не втрачено" in letter.text
    assert "Відповісти ще можна до: 16 липня 2026" in letter.text


def test_a_reminder_of_an_answered_question_does_not_go(database: Database, post: Post) -> None:
    case = Case(database, public=False)
    case.step("ask", case.moderator, note="Який будинок?")
    post(case.hromada_id)
    with database.transaction(case.hromada_id) as session:
        remind(session, now=NOON + 12 * DAY)
    case.step("supply", RESIDENT, details={"words": "П'ятий."})
    letters = post(case.hromada_id)
    assert set(letters) == {MODERATOR}
    assert "П'ятий." in letters[MODERATOR].text
    assert pages(letters[MODERATOR]) == [f"/pokrov/moderation/{case.report.number}"]


def test_coordinators_are_reminded_of_an_appeal(case: Case, database: Database, post: Post) -> None:
    case.refuse()
    case.step("appeal", RESIDENT, details={"words": APPEAL})
    post(case.hromada_id)
    subjects = []
    with database.transaction(case.hromada_id) as session:
        due = present(session.get_one(Report, case.report.id).appeal_due_at)
    for moment in (due - DAY / 2, due, due + DAY):
        with database.transaction(case.hromada_id) as session:
            remind(session, now=moment)
        letters = post(case.hromada_id)
        assert set(letters) == {COORDINATOR}
        subjects.append(letters[COORDINATOR].subject.partition(": ")[2])
    assert subjects == [
        "час вирішити оскарження",
        "строк оскарження минув",
        "оскарження прострочено",
    ]


def test_one_letter_tells_moderators_of_their_queue(database: Database, post: Post) -> None:
    case = Case(database, public=False)
    now = datetime.now(UTC)
    with database.transaction(case.hromada_id) as session:
        hromada = session.get_one(Hromada, case.hromada_id)
        for _ in range(3):
            a_report(session, hromada)
        session.execute(update(Report).values(moderation_due_at=now - timedelta(minutes=1)))
    post(case.hromada_id)
    with database.transaction(case.hromada_id) as session:
        assert remind_moderators(session, now=now) == 4
    letters = post(case.hromada_id)
    assert set(letters) == {MODERATOR}
    assert "Чекають 4 повідомлення. Із них прострочено 4." in letters[MODERATOR].text
    assert letters[MODERATOR].text.count("№ ") == 4
    assert pages(letters[MODERATOR]) == ["/pokrov/moderation"]


@pytest.mark.parametrize("answer", ["confirm", "return"])
def test_a_scanner_of_letters_decides_nothing(
    case: Case, database: Database, post: Post, client: FlaskClient, answer: str
) -> None:
    """It opens every link of the letter: only the button of a page counts."""
    case.step("accept", case.officer)
    case.step("solve", case.officer, note="Залатано.")
    letter = post(case.hromada_id)[IVANNA]
    for link in re.findall(r"https?://\S+key=\S+", letter.text):
        client.get(link.removeprefix("http://localhost:8000"), follow_redirects=True)
    page = client.get(f"/pokrov/reports/{case.report.number}/{answer}")
    assert page.status_code == 200
    path = f"/pokrov/reports/{case.report.number}/{answer}"
    assert [path] == re.findall(r'<form method="post" action="([^"]+)"', page.text)
    assert "Залатано." in page.text
    with database.transaction(case.hromada_id) as session:
        assert session.get_one(Report, case.report.id).status == "solved"
