"""The office's desk."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from app.db import Database, enter_hromada
from app.domain.deadlines import KYIV
from app.domain.roles import Role
from app.models.accounts import RoleGrant
from app.models.outbox import Outbox
from app.models.places import Hromada
from app.models.reports import Report, ReportPhoto
from app.operations.reports.events import Actor, StepContext, take_step
from app.services import services_of
from tests.builders import a_body, a_public_report
from tests.values import present
from tests.web.desks import SignIn, decide, form_on, made, state

NOW = datetime.now(UTC)


@pytest.fixture
def public_report(database: Database, town: Hromada) -> int:
    return made(database, town, a_public_report, email="olena@example.org")


@pytest.fixture
def officer(database: Database, town: Hromada, public_report: int, enter: SignIn) -> FlaskClient:
    return enter(Role.OFFICER, state(database, town, public_report)[2].body_id)


def _photo(name: str = "after.jpg", content: bytes | None = None) -> tuple[BytesIO, str]:
    if content is None:
        file = BytesIO()
        Image.new("RGB", (64, 48), "green").save(file, "JPEG")
        content = file.getvalue()
    return (BytesIO(content), name)


def test_an_officer_accepts_starts_and_answers_with_a_photo(
    app: Flask, database: Database, town: Hromada, officer: FlaskClient, public_report: int
) -> None:
    number = public_report
    assert decide(officer, "office", number, "accept").location == f"/pokrov/office/{number}"
    assert decide(officer, "office", number, "start").status_code == 303
    given = {"words": "Яму залатано асфальтом.", "photos": [_photo()]}
    assert decide(officer, "office", number, "solve", **given).status_code == 303
    status, events, _ = state(database, town, number)
    assert (status, events[-3:]) == ("solved", ["accept", "start", "solve"])
    with database.transaction() as session:
        enter_hromada(session, town.id)
        photo = session.scalars(select(ReportPhoto)).one()
        letters = session.scalars(select(Outbox.kind).where(Outbox.kind == "step")).all()
    assert photo.kind == "answer"
    assert services_of(app).photos.incoming(photo.storage_key)
    assert letters


def test_a_bad_photo_stops_the_answer_and_is_not_kept(
    app: Flask, database: Database, town: Hromada, officer: FlaskClient, public_report: int
) -> None:
    decide(officer, "office", public_report, "accept")
    given = {"words": "Яму залатано асфальтом.", "photos": [_photo(content=b"not a photo")]}
    answer = decide(officer, "office", public_report, "solve", **given)
    assert answer.status_code == 422
    assert 'id="solve-photos-error"' in answer.text
    assert state(database, town, public_report)[0] == "accepted"


def test_photos_of_a_refused_answer_are_forgotten(
    app: Flask, database: Database, town: Hromada, officer: FlaskClient, public_report: int
) -> None:
    before = set(services_of(app).photos.incoming_before(NOW + timedelta(days=1)))
    decide(officer, "office", public_report, "accept")
    answer = decide(officer, "office", public_report, "solve", words="ні", photos=[_photo()])
    assert answer.status_code == 422
    assert set(services_of(app).photos.incoming_before(NOW + timedelta(days=1))) == before


@pytest.mark.parametrize(
    ("decision", "given", "field"),
    [
        ("solve", {"words": "зробили"}, "solve-words"),
        ("refuse", {"words": "Немає грошей у бюджеті."}, "refuse-reason"),
        ("refuse", {"reason": "no-money", "words": ""}, "refuse-words"),
        ("plan", {"words": "Весною залатаємо.", "planned_for": ""}, "plan-day"),
        ("plan", {"words": "Весною залатаємо.", "planned_for": "2020-01-01"}, "plan-day"),
        ("plan", {"words": "Весною залатаємо.", "planned_for": "31.05.2030"}, "plan-day"),
        ("forward", {"body": ""}, "forward-body"),
        ("note", {"words": "ок"}, "note-words"),
    ],
)
def test_a_faulty_answer_is_explained_beside_its_field(
    database: Database,
    town: Hromada,
    officer: FlaskClient,
    public_report: int,
    decision: str,
    given: dict[str, str],
    field: str,
) -> None:
    decide(officer, "office", public_report, "accept")
    answer = decide(officer, "office", public_report, decision, **given)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert state(database, town, public_report)[0] == "accepted"


def test_forwarding_needs_a_reason_and_moves_the_report(
    database: Database, town: Hromada, officer: FlaskClient, enter: SignIn, public_report: int
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        water = a_body(session, town, "drains").id
    no_reason = decide(officer, "office", public_report, "forward", body=water)
    assert no_reason.status_code == 422
    given = {"body": water, "words": "Це колодязь водоканалу."}
    assert decide(officer, "office", public_report, "forward", **given).status_code == 303
    assert officer.get(f"/pokrov/office/{public_report}").status_code == 404
    page = enter(Role.OFFICER, water).get(f"/pokrov/office/{public_report}").text
    assert "Це колодязь водоканалу." in page


def test_an_officer_of_another_body_finds_nothing(
    database: Database, town: Hromada, enter: SignIn, public_report: int
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        drains = a_body(session, town, "drains").id
    stranger = enter(Role.OFFICER, drains)
    assert stranger.get(f"/pokrov/office/{public_report}").status_code == 404
    assert f"№ {public_report}<" not in stranger.get("/pokrov/office").text
    page = stranger.get("/account/").text
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', page))[1]
    answer = stranger.post(f"/pokrov/office/{public_report}/accept", data={"csrf_token": token})
    assert answer.status_code == 404
    assert state(database, town, public_report)[0] == "routed"


def test_the_nearest_deadline_stands_first_and_the_overdue_are_marked(
    database: Database, town: Hromada, officer: FlaskClient, public_report: int
) -> None:
    old = made(database, town, a_public_report, now=NOW - timedelta(days=30))
    page = officer.get("/pokrov/office").text
    assert page.index(f"№ {old}<") < page.index(f"№ {public_report}<")
    overdue = officer.get("/pokrov/office?tab=overdue").text
    assert f"№ {old}<" in overdue
    assert f"№ {public_report}<" not in overdue
    assert "Запізнення:" in overdue


@pytest.mark.parametrize(("day", "late"), [(-1, True), (0, False), (1, False)])
def test_a_planned_report_is_late_only_once_its_day_is_over(
    app: Flask,
    database: Database,
    town: Hromada,
    officer: FlaskClient,
    public_report: int,
    day: int,
    late: bool,
) -> None:
    number = made(database, town, a_public_report, now=NOW - timedelta(days=60))
    with database.transaction(town.id) as session:
        report = session.scalars(select(Report).filter_by(number=number)).one()
        take_step(session, report, "accept", StepContext(Actor(Role.OPERATOR), NOW))
        account_id = session.scalar(select(RoleGrant.account_id).filter_by(role="officer"))
        report.planned_for = (NOW.astimezone(KYIV) + timedelta(days=day)).date()
        take_step(session, report, "plan", StepContext(Actor(Role.OFFICER, account_id), NOW))
    overdue = officer.get("/pokrov/office?tab=overdue").text
    assert (f"№ {number}<" in overdue) is late
    assert ("Запізнення:" in officer.get(f"/pokrov/office/{number}?tab=planned").text) is late
    public = app.test_client().get(f"/pokrov/reports/{number}").text
    assert ("is-late" in public) is late


def test_the_second_of_two_officers_is_told(
    database: Database, town: Hromada, officer: FlaskClient, public_report: int
) -> None:
    path = f"/pokrov/office/{public_report}"
    form = form_on(officer, path, f"{path}/accept")
    answers = [officer.post(f"{path}/accept", data=form).status_code for _ in range(2)]
    assert answers == [303, 409]
    assert state(database, town, public_report)[1].count("accept") == 1


def test_an_answer_that_came_second_is_shown_back_and_photos_are_asked_again(
    officer: FlaskClient, public_report: int
) -> None:
    assert decide(officer, "office", public_report, "accept").status_code == 303
    path = f"/pokrov/office/{public_report}"
    stale = form_on(officer, path, f"{path}/solve")
    assert decide(officer, "office", public_report, "start").status_code == 303
    said = stale | {"words": "Яму залито асфальтом.\nПеревірено."}
    answer = officer.post(f"{path}/solve", data=said | {"photos": [_photo()]})
    assert answer.status_code == 409
    assert "Яму залито асфальтом.\nПеревірено.</textarea>" in answer.text
    assert "фото не збережено" in answer.text
    assert "фото не збережено" not in officer.post(f"{path}/solve", data=said).text
