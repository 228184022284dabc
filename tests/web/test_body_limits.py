"""A body too large is refused before it is read, on every route that takes one."""

import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.db import Database
from app.security.body_limits import FORM, KB, LIMITS, MB, BodyLimit
from tests.guardrails.hostile import usual_address
from tests.values import present
from tests.web.residents import GOOD, a_town, post

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
TYPES = (URLENCODED, MULTIPART, "application/json", "text/plain", "")


class Endless(BytesIO):
    """A body without end, which tells how much of it was read."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        size = KB if size is None or size < 0 else size
        self.taken += size
        return b"a=1&" * (size // 4) or b"a"

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        content = self.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def unsafe_rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if UNSAFE & present(rule.methods))


def send(
    client: FlaskClient, path: str, mimetype: str, length: int | None, **headers: str
) -> tuple[TestResponse, int]:
    """Send what says that it is so long, or, without end, nothing; return how much is read."""
    stream = Endless()
    chunked = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    said = chunked if length is None else {"CONTENT_LENGTH": str(length)}
    answer = client.post(
        path, input_stream=stream, content_type=mimetype, headers=headers, environ_overrides=said
    )
    return answer, stream.taken


def test_every_route_that_takes_a_body_has_a_limit(app: Flask) -> None:
    assert {rule.endpoint for rule in unsafe_rules(app)} == set(LIMITS)


def test_only_photos_and_files_of_boundaries_are_large() -> None:
    large = {endpoint for endpoint, limit in LIMITS.items() if limit.files > 10 * MB}
    assert large == {
        "office.answer",
        "own_reports.send_back",
        "own_reports.supply",
        "reports.submit",
        "uploads.send",
    }
    assert [endpoint for endpoint, limit in LIMITS.items() if limit.json] == ["reports.submit"]
    assert max(limit.fields for limit in LIMITS.values()) <= MB
    assert BodyLimit(64 * KB) == FORM


@pytest.mark.parametrize("mimetype", TYPES)
def test_what_says_that_it_is_too_long_is_not_read(
    app: Flask, client: FlaskClient, mimetype: str
) -> None:
    for rule in unsafe_rules(app):
        most = LIMITS[rule.endpoint].of(mimetype.partition(";")[0])
        answer, taken = send(client, usual_address(rule), mimetype, most + 1)
        assert (answer.status_code, taken) == (413, 0), rule.rule


@pytest.mark.parametrize("mimetype", [URLENCODED, MULTIPART])
def test_what_never_ends_is_read_to_the_limit(
    app: Flask, client: FlaskClient, mimetype: str
) -> None:
    read = set()
    for rule in unsafe_rules(app):
        most = LIMITS[rule.endpoint].of(mimetype.partition(";")[0])
        answer, taken = send(client, usual_address(rule), mimetype, None)
        assert answer.status_code == (413 if taken else 404), rule.rule
        assert taken <= most + 128 * KB, rule.rule
        read |= {rule.endpoint} if taken else set()
    assert len(read) > 20


@pytest.mark.parametrize(("length", "status"), [(FORM.fields, 303), (FORM.fields + 1, 413)])
def test_a_body_of_unknown_length_is_read_whole_or_refused(
    client: FlaskClient, database: Database, length: int, status: int
) -> None:
    a_town(database)
    page = client.get("/pokrov/reports/new").text
    token = present(re.search(r'name="csrf_token" value="([^"]+)"', page))[1]
    form = urlencode({**GOOD, "csrf_token": token, "padding": ""}).encode()
    answer = client.post(
        "/pokrov/reports",
        input_stream=BytesIO(form.ljust(length, b"a")),
        content_type=URLENCODED,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )
    assert answer.status_code == status


def test_no_address_at_all_reads_no_more_than_a_form(client: FlaskClient) -> None:
    assert client.post("/nowhere/at/all", data=b"a" * 100 * KB).status_code == 413


@pytest.mark.parametrize("path", ["/pokrov/reports", "/account/sign-in"])
def test_sixty_megabytes_of_a_form_are_refused(
    client: FlaskClient, database: Database, path: str
) -> None:
    a_town(database)
    answer, taken = send(client, path, URLENCODED, 60 * MB)
    assert (answer.status_code, taken) == (413, 0)
    assert "64 кБ" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    told = client.post(path, data=b"x" * 70 * KB, headers={"Accept": "application/json"})
    assert told.get_json()["error"]["code"] == "too-large"


def test_what_fits_is_read(client: FlaskClient, database: Database) -> None:
    a_town(database)
    words = f"{GOOD['description']} " + "яма " * 980
    assert post(client, "/pokrov/reports", {**GOOD, "description": words}).status_code == 303
    smiles = {**GOOD, "description": "😀" * 3990}
    assert post(client, "/pokrov/reports", smiles).status_code == 303


def test_one_field_of_a_form_with_files_is_limited_too(
    client: FlaskClient, database: Database
) -> None:
    a_town(database)
    photo = (BytesIO(b"\xff\xd8" * 50 * KB), "a.jpg")
    answer = post(
        client, "/pokrov/reports", {**GOOD, "description": "а" * 40 * KB, "photos": photo}
    )
    assert answer.status_code == 413
    assert "64 кБ" in answer.text


@pytest.mark.parametrize("content", [b"\0", b"\n", b"\r", b"\r\n--", b"{}\n"])
def test_a_large_photo_is_judged_as_a_photo(
    client: FlaskClient, database: Database, content: bytes
) -> None:
    a_town(database)
    photo = (BytesIO(b"\xff\xd8" + (content * 300 * KB)[: 300 * KB]), "a.jpg")
    answer = post(client, "/pokrov/reports", {**GOOD, "photos": photo})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "line", [b"\n", b"\r\n", b"\r\n--", b"a" * 62 + b"\r\n", b"a" * 99 + b"\n"]
)
def test_a_large_photo_with_line_breaks_is_judged_as_a_photo(
    client: FlaskClient, database: Database, line: bytes
) -> None:
    """Bytes that could begin the form's next part are kept between two readings."""
    a_town(database)
    photo = (BytesIO(b"\xff\xd8" + line * (300 * KB // len(line))), "a.jpg")
    answer = post(client, "/pokrov/reports", {**GOOD, "photos": photo})
    assert answer.status_code == 422


def test_the_photo_of_a_phone_is_taken(client: FlaskClient, database: Database) -> None:
    a_town(database)
    noise = BytesIO()
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(noise, "JPEG", quality=90)
    assert len(noise.getvalue()) > 1 * MB
    photo = (BytesIO(noise.getvalue()), "a.jpg")
    answer = post(client, "/pokrov/reports", {**GOOD, "photos": photo})
    answer.request.environ["wsgi.input"].close()  # the client's copy of the form, in a file
    assert answer.status_code == 303


@pytest.mark.parametrize("body", [b"[" * 20_000, b'{"a":[' + b"0," * 20_000 + b"0]}"])
def test_json_of_many_values_is_not_parsed(
    client: FlaskClient, database: Database, body: bytes
) -> None:
    a_town(database)
    answer = client.post("/pokrov/reports", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert "забагато значень" in answer.get_json()["error"]["message"]


@pytest.mark.parametrize("body", [b"[" * 60_000, b"[" * 30_000 + b"]" * 30_000])
def test_json_without_a_bottom_is_no_json(client: FlaskClient, body: bytes) -> None:
    answered = 0
    for rule in unsafe_rules(client.application):
        answer = client.post(usual_address(rule), data=body, content_type="application/json")
        assert answer.status_code < 500, rule.rule
        answered += 1
    assert answered > 20
