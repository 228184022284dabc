"""What text may hold: everything that is seen, nothing that databases or XML refuse."""

from io import BytesIO
from xml.etree.ElementTree import fromstring
from xml.sax.saxutils import escape

import pytest
from flask import Flask, request
from hypothesis import given
from hypothesis import strategies as st

from app.inputs.json_bodies import json_object
from app.inputs.requests import StrictRequest
from app.inputs.text import clean_text, storable

UNSTORABLE = ("\0", "\x08", "\x1f", "\ud800", "\udfff", "\ufdd0", "\ufffe", "\uffff", "\U0010ffff")


@pytest.mark.parametrize("character", UNSTORABLE)
def test_what_cannot_be_kept_is_taken_out(character: str) -> None:
    assert storable(f"a{character}b") == clean_text(f"a{character}b") == "ab"


@given(st.text())
def test_what_is_left_is_utf_8_and_xml(raw: str) -> None:
    text = storable(raw)
    assert "\0" not in text
    assert fromstring(f"<a>{escape(text)}</a>".encode()).tag == "a"  # noqa: S314
    assert storable(text) == text


@pytest.mark.parametrize(
    "text", ["а\tб\r\nв", "e\u0301", "👨\u200d👩\u200d👧", "\u202eab", "\xa0", ""]
)
def test_the_rest_stays_as_it_was_typed(text: str) -> None:
    assert storable(text) == text


def test_queries_forms_and_file_names_are_storable() -> None:
    site = Flask("any")
    site.request_class = StrictRequest
    sent = {"wo\0rds": "я\ufffeма", "many": ["1\0", "2"], "file": (BytesIO(b"\0"), "a\ufffeb.jpg")}
    with site.test_request_context("/?q=%EF%BF%BEa%00b&q=c", method="POST", data=sent):
        assert request.args.getlist("q") == ["ab", "c"]
        assert request.form["words"] == request.values["words"] == "яма"
        assert request.form.getlist("many") == ["1", "2"]
        assert request.files["file"].filename == "ab.jpg"
        assert request.files["file"].read() == b"\0"


def test_json_is_storable_at_any_depth() -> None:
    body = rb'{"a": "1\u0000\ud800", "b": ["2\ufffe", {"c\u0000": "3\uffff"}], "d": 4}'
    assert json_object(body, ("a", "b", "d")) == {"a": "1", "b": ["2", {"c": "3"}], "d": 4}
