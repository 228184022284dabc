"""What residents send, by form and by JSON: bad input is a table of cases."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.domain.errors import Rejected
from app.inputs.photos import Judge, PhotoUpload, named_upload
from app.inputs.reports import Submission, parse_reply, parse_report_form, parse_report_json
from app.inputs.text import clean_line, clean_text

GOOD = {
    "lon": 34.05,
    "lat": 47.65,
    "category": "roads.pothole",
    "description": "Глибока яма біля зупинки.",
}


def takes_all(content: bytes) -> bytes:
    return content


def refuses_all(content: bytes) -> None:
    raise Rejected("This photo is larger than %(megabytes)s MB. Send a smaller one.", megabytes=15)


def by_json(body: object, key: str | None = None, judge: Judge = takes_all) -> Submission:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse_report_json(raw, key=key, judge=judge)


def by_form(
    fields: Mapping[str, str] | Sequence[tuple[str, str]],
    photos: Sequence[PhotoUpload] = (),
    key: str | None = None,
    judge: Judge = takes_all,
) -> Submission:
    return parse_report_form(MultiDict(fields), photos, key=key, judge=judge)


def test_form_and_json_say_the_same() -> None:
    form = by_form({name: str(value) for name, value in GOOD.items()})
    assert form == by_json(GOOD)
    assert form.digest == by_json(GOOD).digest


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lon": None}, "place"),
        ({"lon": ""}, "place"),
        ({"lon": "схід"}, "place"),
        ({"lon": True}, "place"),
        ({"lat": False}, "place"),
        ({"lon": [34.05]}, "place"),
        ({"lon": {}}, "place"),
        ({"lon": "nan"}, "place"),
        ({"lon": "inf"}, "place"),
        ({"lon": "1e999"}, "place"),
        ({"lon": 10**400}, "place"),
        ({"lon": 47.65, "lat": 34.05}, "place"),
        ({"lon": -74.0, "lat": 40.7}, "place"),
        ({"lon": 0, "lat": 0}, "place"),
        ({"category": ""}, "category"),
        ({"category": None}, "category"),
        ({"category": 7}, "category"),
        ({"category": "roads pothole"}, "category"),
        ({"category": "roads.pothole'; --"}, "category"),
        ({"category": "x" * 65}, "category"),
        ({"description": ""}, "description"),
        ({"description": "Яма"}, "description"),
        ({"description": " \n\t \u200b\u202e " * 5}, "description"),
        ({"description": "я" * 4001}, "description"),
        ({"description": 12345678901}, "description"),
        ({"description": ["рядки", "тексту", "списком"]}, "description"),
        ({"email": "не адреса"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "a@b.c\r\nBcc: d@e.fg"}, "email"),
        ({"email": "x" * 300 + "@example.org"}, "email"),
        ({"email": 5}, "email"),
        ({"photos": "не список"}, "photos"),
        ({"photos": [1]}, "photos"),
        ({"photos": ["!!!"]}, "photos"),
        ({"photos": [""]}, "photos"),
        ({"photos": ["data:image/jpeg;base64,"]}, "photos"),
        ({"photos": ["QUJD"] * 6}, "photos"),
        ({"idempotency_key": "short"}, "idempotency_key"),
        ({"idempotency_key": "з кирилицею довгий"}, "idempotency_key"),
        ({"idempotency_key": "k" * 129}, "idempotency_key"),
        ({"idempotency_key": 12345678}, "idempotency_key"),
        ({"unknown": 1}, "unknown"),
        ({"status": "published"}, "status"),
        ({"Lon": 34.05}, "Lon"),
    ],
    ids=lambda case: str(case)[:40],
)
def test_bad_input_is_named_by_its_field(change: dict[str, Any], field: str) -> None:
    body = {name: value for name, value in (GOOD | change).items() if value is not None}
    with pytest.raises(Rejected) as refusal:
        by_json(body)
    assert refusal.value.fields.keys() == {field}
    assert all(refusal.value.fields.values())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"[{}]",
        b'"text"',
        b"{",
        b'{"lon": NaN}',
        b'{"lon": Infinity}',
        b'{"lon": -Infinity}',
        b'{"lon": 34, "lon": 35}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"lon": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: str(body[:24]),
)
def test_a_body_that_is_no_plain_object_is_refused(body: bytes) -> None:
    with pytest.raises(Rejected):
        by_json(body)


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(Rejected) as refusal:
        by_form({"email": "x"})
    assert refusal.value.fields.keys() == {"place", "category", "description", "email"}


def test_a_field_given_twice_in_a_form_is_refused() -> None:
    fields = [(name, str(value)) for name, value in GOOD.items()]
    with pytest.raises(Rejected):
        by_form([*fields, ("lon", "35")])
    assert by_form([*fields, ("lon", "34.05")]).point.lon == 34.05


def test_a_decimal_comma_is_a_number() -> None:
    assert by_json(GOOD | {"lon": "34,05", "lat": " 47,65 "}).point == (34.05, 47.65)


def test_photos_come_as_base64_or_data_urls() -> None:
    plain = b64encode(b"one").decode()
    report = by_json(GOOD | {"photos": [plain, f"data:image/png;base64,{plain}"]})
    assert [photo.content for photo in report.photos] == [b"one", b"one"]


def test_a_refused_photo_is_named_with_the_remedy() -> None:
    with pytest.raises(Rejected) as refusal:
        by_form({}, [PhotoUpload("яма.jpg", b"x")], judge=refuses_all)
    assert "яма.jpg" in refusal.value.fields["photos"]
    assert "15 MB" in refusal.value.fields["photos"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\яма.jpg", "яма.jpg"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("", "Photo 3"),
        (None, "Photo 3"),
    ],
)
def test_a_file_is_spoken_of_by_a_clean_name(raw: str | None, name: str) -> None:
    assert str(named_upload(raw, b"x", position=2).name) == name


def test_the_key_may_come_in_the_header_or_in_a_field() -> None:
    assert by_json(GOOD, key="header-key").idempotency_key == "header-key"
    field = GOOD | {"idempotency_key": "field-key-1"}
    assert by_json(field).idempotency_key == "field-key-1"
    assert by_json(field, key="field-key-1").idempotency_key == "field-key-1"
    assert by_json(GOOD).idempotency_key is None
    with pytest.raises(Rejected):
        by_json(field, key="another-key")


@pytest.mark.parametrize(
    "change",
    [
        {"lon": 34.050001},
        {"category": "roads.sign"},
        {"description": "Глибока яма біля зупинки!"},
        {"email": "a@example.org"},
        {"photos": ["QUJD"]},
    ],
)
def test_other_content_has_another_digest(
    change: dict[str, float] | dict[str, str] | dict[str, list[str]],
) -> None:
    assert by_json(GOOD | change).digest != by_json(GOOD).digest


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  яма  ", "яма"),
        ("е\u0301", "е\u0301"),
        ("и\u0306", "й"),
        ("один\r\nдва\rтри", "один\nдва\nтри"),
        ("a\x00b\x07c\x7f", "abc"),
        ("\u202eтекст\u202c \u2066x\u2069", "текст x"),
        ("\ufeffз\u200bгори", "згори"),
        ("рядок\n\n\n\n\nрядок", "рядок\n\nрядок"),
        ("<b>яма</b> & 'лапки'", "<b>яма</b> & 'лапки'"),
        ("a\ud800b", "ab"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("таб\tуляція", "таб уляція"),
    ],
)
def test_words_are_cleaned_of_tricks_and_nothing_else(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


def test_a_line_is_one_line() -> None:
    assert clean_line(" a \n b\t c ") == "a b c"


def test_a_reply_needs_words() -> None:
    assert parse_reply({"words": "Досі темно"}, [], judge=takes_all) == ("Досі темно", ())
    with pytest.raises(Rejected) as refusal:
        parse_reply({"words": " . "}, [], judge=takes_all)
    assert refusal.value.fields.keys() == {"words"}
