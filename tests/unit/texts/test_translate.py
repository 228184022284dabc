"""Sentences that are English as they stand and can be told in another language."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from app.domain import errors
from app.domain.statuses import Status
from app.texts.translate import message_text, translated
from gis.files.messages import Amount, FileMessage, message_from_json, message_to_json, msg

CATALOGUE = Path(__file__).parents[3] / "translations" / "uk" / "LC_MESSAGES" / "files.po"
PLACE = re.compile(r"%\((\w+)\)|%%")
NOTE = msg(
    "%(name)s: %(km2)s km² (%(share)s%%) lie outside the hromada's outline",
    name=msg("%(these)s or %(this)s", these="a", this="b"),
    km2=Amount(1447.2, 2),
    share=Amount(76.5, 1),
)


def test_it_is_its_english_words() -> None:
    assert NOTE == "a or b: 1,447.20 km² (76.5%) lie outside the hromada's outline"
    assert json.loads(json.dumps([NOTE])) == [str(NOTE)]


def test_the_advice_of_the_command_line_is_not_of_the_message() -> None:
    several = msg("the file holds several layers (%(layers)s)", layers="a, b")
    asking = several.asking("layer", "choose one by --layer")
    assert asking == "the file holds several layers (a, b): choose one by --layer"
    assert (asking.msgid, asking.asks) == (several.msgid, "layer")


@pytest.mark.parametrize("note", [NOTE, msg("the file is empty"), "what was said of old"])
def test_kept_and_revived_it_is_the_same(note: FileMessage | str) -> None:
    again = message_from_json(json.loads(json.dumps(message_to_json(note))))
    assert (again, isinstance(again, FileMessage)) == (note, isinstance(note, FileMessage))
    assert not isinstance(note, FileMessage) or (
        isinstance(again, FileMessage) and again.params == note.params
    )


def test_a_page_tells_it_with_its_own_advice_and_names(app: Flask) -> None:
    empty = msg("%(column)s is empty: fill it in", column="body")
    asking = msg("the file is empty").asking("layer", "choose one by --layer")
    with app.test_request_context("/?lang=uk"):
        assert translated(NOTE).startswith(
            "a або b: за межами громади лежить 1\u00a0447,20 км² (76,5%)"
        )
        assert translated(empty, names={"body": msg("Body")}) == "«Орган»: порожньо, заповніть"
        assert translated(asking) == "файл порожній: залиште у файлі один шар"
        assert translated(asking, advice={}) == "файл порожній"
        assert translated("as it is") == "as it is"


def test_a_translation_has_the_places_of_its_message() -> None:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            if message.id:
                asked, given = (PLACE.findall(str(text)) for text in (message.id, message.string))
                assert sorted(asked) == sorted(given), message.id


def test_what_fills_a_message_is_told_in_the_same_language(app: Flask) -> None:
    empty = errors.Message("Write at least %(count)s characters.", {"count": 10})
    of_photo = errors.Message("%(name)s: %(fault)s", {"name": "яма.jpg", "fault": empty})
    status = errors.Message("%(name)s: %(fault)s", {"name": "№ 7", "fault": Status.SOLVED})
    with app.test_request_context("/?lang=uk"):
        assert message_text(of_photo) == "яма.jpg: Напишіть щонайменше 10 символів."
        assert message_text(status) == "№ 7: Орган каже: зроблено"
    assert str(of_photo) == "яма.jpg: Write at least 10 characters."
