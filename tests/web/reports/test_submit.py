"""A report is sent by form or by JSON: taken once, refused with reasons, confirmed."""

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.db import Database
from app.domain.roles import Role
from app.models.outbox import Outbox
from app.models.places import Hromada
from app.models.reports import Report, ReportPhoto
from app.models.subscriptions import Subscription
from app.operations.reports.events import StepContext, take_step
from app.services import services_of
from tests.builders import NOON, a_grant, a_hromada, square
from tests.values import present
from tests.web.residents import GOOD, a_bomb, a_photo, a_town, post, report_by, statements

T = TypeVar("T")

LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def town(database: Database) -> Hromada:
    return a_town(database)


@pytest.fixture
def rows(database: Database, town: Hromada) -> Callable[[type[Any]], Sequence[Any]]:
    def read(table: type[T]) -> Sequence[T]:
        with database.reading(town.id) as session:
            return session.scalars(select(table)).all()

    return read


def base64(content: bytes) -> str:
    return b64encode(content).decode()


def test_a_program_sends_a_report(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    answer = client.post("/pokrov/reports", json=GOOD | {"email": "Me@Example.org"})
    assert answer.status_code == 201
    said = present(answer.json)
    assert said["status"] == "submitted"
    assert said["body"]["code"] == "udg"
    assert said["district"]["code"] == "centre"
    assert said["url"].endswith(f"/pokrov/reports/{said['number']}")
    assert answer.headers["Location"] == f"/pokrov/reports/{said['number']}"
    (report,) = rows(Report)
    assert (str(report.public_id), report.channel) == (said["id"], "api")
    assert [wish.email for wish in rows(Subscription)] == ["me@example.org"]
    assert [debt.kind for debt in rows(Outbox)] == ["confirm-subscription"]


def test_a_form_leads_to_the_confirmation(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    answer = post(client, "/pokrov/reports", GOOD)
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"])
    (report,) = rows(Report)
    assert page.status_code == 200
    assert f"№ {report.number}" in page.text
    assert f"/pokrov/reports/{report.number}?key=" in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert report.channel == "web"


def test_the_confirmation_says_from_when_the_answers_term_counts(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    sent = post(client, "/pokrov/reports", GOOD).headers["Location"]
    assert "лічиться від публікації" in client.get(sent).text
    with database.transaction(town.id) as session:
        report = session.scalars(select(Report)).one()
        moderator = a_grant(session, town, Role.MODERATOR)
        take_step(session, report, "publish", StepContext(moderator, NOON))
    assert "лічиться від публікації" not in client.get(sent).text


def test_the_confirmation_is_bookmarked_by_its_key_alone(
    app: Flask, client: FlaskClient, town: Hromada
) -> None:
    sent = post(client, "/pokrov/reports", GOOD).headers["Location"]
    other = app.test_client()
    assert other.get(sent).status_code == 200
    assert app.test_client().get(sent.split("?")[0]).status_code == 404
    assert app.test_client().get(sent[:-3] + "abc").status_code == 404


def test_without_the_forms_token_nothing_is_taken(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    assert client.post("/pokrov/reports", data=GOOD).status_code == 400
    assert rows(Report) == []


@pytest.mark.parametrize("way", ["header", "field"])
def test_sent_again_with_its_key_it_is_the_same_report(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]], way: str
) -> None:
    header = {"Idempotency-Key": "one-and-the-same"} if way == "header" else {}
    body = GOOD if way == "header" else GOOD | {"idempotency_key": "one-and-the-same"}
    first = client.post("/pokrov/reports", json=body, headers=header)
    again = client.post("/pokrov/reports", json=body, headers=header)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json()["id"] == again.get_json()["id"]
    assert len(rows(Report)) == 1


def test_a_form_pressed_twice_is_one_report(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    fields = GOOD | {"idempotency_key": "from-the-form", "email": "me@example.org"}
    answers = [post(client, "/pokrov/reports", fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert (len(rows(Report)), len(rows(Outbox))) == (1, 1)


def test_the_key_with_other_words_is_a_conflict(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    client.post("/pokrov/reports", json=GOOD, headers={"Idempotency-Key": "key-of-one"})
    other = GOOD | {"description": "Зовсім інша проблема на цій вулиці."}
    answer = client.post("/pokrov/reports", json=other, headers={"Idempotency-Key": "key-of-one"})
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "conflict")
    assert len(rows(Report)) == 1


BAD = [
    ({"lon": "x"}, "place"),
    ({"lon": 47.65, "lat": 34.05}, "place"),
    ({"lon": 23.0, "lat": 51.0}, "place"),
    ({"category": "roads"}, "category"),
    ({"category": "no.such"}, "category"),
    ({"category": ""}, "category"),
    ({"description": "Яма"}, "description"),
    ({"description": "я" * 4001}, "description"),
    ({"email": "не-адреса"}, "email"),
]


@pytest.mark.parametrize(("change", "field"), BAD, ids=str)
def test_a_program_is_told_which_field_is_wrong(
    client: FlaskClient,
    town: Hromada,
    rows: Callable[[type[Any]], Sequence[Any]],
    change: dict[str, str] | dict[str, float],
    field: str,
) -> None:
    answer = client.post("/pokrov/reports", json=GOOD | change)
    assert answer.status_code == 422
    assert answer.get_json()["error"].keys() == {"code", "message", "fields"}
    assert answer.get_json()["error"]["fields"].keys() == {field}
    assert rows(Report) == []


@pytest.mark.parametrize(("change", "field"), BAD, ids=str)
def test_a_person_gets_the_form_back_with_all_that_was_typed(
    client: FlaskClient,
    town: Hromada,
    rows: Callable[[type[Any]], Sequence[Any]],
    change: dict[str, str] | dict[str, float],
    field: str,
) -> None:
    fields = GOOD | {"email": "me@example.org", "idempotency_key": "kept-in-the-form"} | change
    answer = post(client, "/pokrov/reports", fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    assert "kept-in-the-form" in answer.text
    for name in ("description", "email", "lon", "lat"):
        assert str(fields[name]).replace("'", "&#39;") in answer.text
    assert rows(Report) == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'{"lon": NaN}',
        b'{"lon": 1, "lon": 2}',
        b'{"surprise": 1}',
        b"[" * 100_000,
        b"\xff",
    ],
    ids=lambda body: str(body[:20]),
)
def test_a_broken_body_is_refused_not_broken_by(
    client: FlaskClient, town: Hromada, body: bytes
) -> None:
    answer = client.post("/pokrov/reports", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.get_json()["error"]["code"] == "rejected"


def test_a_point_elsewhere_is_refused_with_the_way_there(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        a_hromada(session, "bucha", boundary=square(30, 50), name_uk="Бучанська")
    there = GOOD | {"lon": 30.05, "lat": 50.05}
    answer = client.post("/pokrov/reports", json=there)
    assert answer.get_json()["error"]["code"] == "outside-hromada"
    assert "Бучанська" in answer.get_json()["error"]["message"]
    page = post(client, "/pokrov/reports", there)
    assert 'href="/bucha/reports/new?lon=30.05&amp;lat=50.05' in page.text


def test_html_is_just_text(client: FlaskClient, town: Hromada) -> None:
    number = report_by(client, description="<script>alert(1)</script> & <b>яма</b>")
    page = client.get(f"/pokrov/reports/{number}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page


def test_photos_are_kept_and_owed(
    app: Flask, client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    photos = [
        base64(a_photo()),
        "data:image/png;base64," + b64encode(a_photo("PNG")).decode(),
    ]
    report_by(client, photos=photos)
    kept = rows(ReportPhoto)
    assert [photo.state for photo in kept] == ["pending", "pending"]
    assert [debt.kind for debt in rows(Outbox)] == ["photo", "photo"]
    store = services_of(app).photos
    assert store.incoming(kept[0].storage_key) == a_photo()


def test_photos_come_with_the_form(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    files = [(BytesIO(a_photo()), "яма.jpg"), (BytesIO(b""), "")]
    answer = post(client, "/pokrov/reports", GOOD | {"photos": files})
    assert answer.status_code == 303
    assert len(rows(ReportPhoto)) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"GIF89a" + b"x" * 100, "JPEG, PNG, WebP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG, WebP"),
        (b"\xff\xd8\xff", "JPEG, PNG, WebP"),
        (b"", "пошкоджений"),
        (a_bomb(), "мегапікселів"),
    ],
    ids=["gif", "svg", "cut", "empty", "bomb"],
)
def test_a_bad_photo_is_named_and_nothing_is_taken(
    client: FlaskClient,
    town: Hromada,
    rows: Callable[[type[Any]], Sequence[Any]],
    content: bytes,
    words: str,
) -> None:
    files = [(BytesIO(a_photo()), "добре.jpg"), (BytesIO(content), "погане.jpg")]
    answer = post(client, "/pokrov/reports", GOOD | {"photos": files})
    assert answer.status_code == 422
    fault = present(re.search(r'href="#photos">([^<]+)<', answer.text))[1]
    assert "погане.jpg" in fault
    assert "добре.jpg" not in fault
    assert words in fault
    assert (rows(Report), rows(ReportPhoto)) == ([], [])


def test_a_heavy_photo_is_refused(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    photo = a_photo() + bytes(16 * 1024 * 1024)
    answer = client.post("/pokrov/reports", json=GOOD | {"photos": [base64(photo)]})
    assert "15 МБ" in answer.get_json()["error"]["fields"]["photos"]
    assert rows(Report) == []


def test_a_sixth_photo_is_one_too_many(
    client: FlaskClient, town: Hromada, rows: Callable[[type[Any]], Sequence[Any]]
) -> None:
    answer = client.post("/pokrov/reports", json=GOOD | {"photos": [base64(a_photo())] * 6})
    assert answer.get_json()["error"]["fields"].keys() == {"photos"}
    assert rows(Report) == []


def test_a_refused_or_repeated_report_leaves_no_photo_behind(
    app: Flask, client: FlaskClient, town: Hromada
) -> None:
    store = services_of(app).photos
    before = len(list(store.incoming_before(LATER)))
    photo = {"photos": [base64(a_photo())], "idempotency_key": "with-a-photo"}
    client.post("/pokrov/reports", json=GOOD | photo | {"category": "no.such"})
    client.post("/pokrov/reports", json=GOOD | photo)
    client.post("/pokrov/reports", json=GOOD | photo)
    assert len(list(store.incoming_before(LATER))) == before + 1


def test_the_report_keeps_the_words_of_its_place(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction(town.id) as session:
        session.execute(
            text(
                "INSERT INTO address (hromada_id, street_uk, house, point) VALUES "
                "(:id, 'вулиця Поштова', '1', "
                "ST_SetSRID(ST_MakePoint(34.0501, 47.65), 4326))"
            ),
            {"id": town.id},
        )
    assert client.post("/pokrov/reports", json=GOOD).get_json()["address"] == "вулиця Поштова, 1"


def test_an_unknown_hromada_takes_nothing(client: FlaskClient, town: Hromada) -> None:
    assert client.post("/nowhere/reports", json=GOOD).status_code == 404


@pytest.mark.parametrize("email", ["", "me@example.org"])
def test_taking_a_report_asks_the_database_little(
    app: Flask,
    client: FlaskClient,
    rows: Callable[[type[Any]], Sequence[Any]],
    town: Hromada,
    email: str,
) -> None:
    body = GOOD | {"email": email}
    page = client.get("/pokrov/reports/new").text
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', page))[1]
    with statements(app) as asked:
        assert client.post("/pokrov/reports", data=body | {"csrf_token": token}).status_code == 303
    # An address that was typed is judged first: how many letters it and the network had today.
    assert len(asked) == 3 + bool(email), asked
    assert len(rows(Report)) == 1
