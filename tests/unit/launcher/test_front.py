import json
from pathlib import Path

import pytest

from launcher.front import configuration, front_in
from launcher.places import Place, place_for
from launcher.refusals import REFUSALS, Refusal, as_json, page, style_hash

SETTINGS = {"HOST": "127.0.0.1", "PORT": "8000"}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return place_for(tmp_path / "var")


def written(place: Place, **settings: str) -> str:
    return configuration(front_in(place), SETTINGS | settings, place, brotli=False)


def test_every_name_of_the_template_is_filled_in(place: Place) -> None:
    assert "%{" not in written(place)
    assert "listen 127.0.0.1:8000 default_server" in written(place)
    assert "listen [::1]:8000 default_server" in written(place, HOST="::1")


def test_nobody_before_us_is_believed_unless_told_so(place: Place) -> None:
    assert "$said_" not in written(place)
    assert "{0}$" in written(place, TRUSTED_PROXIES="1")
    assert "{1}$" in written(place, TRUSTED_PROXIES="2")


def test_drills_are_not_counted(place: Place) -> None:
    assert "limit_conn forms 2048;" in written(place)
    off = written(place, RATE_LIMITS="off")
    assert "limit_conn forms 2048;" not in off
    assert "limit_req zone=drawing burst" not in off
    assert "client_body_timeout 10s;" in off
    assert "client_max_body_size 2m;" in off


@pytest.mark.parametrize("status", REFUSALS)
def test_refusals_say_it_in_both_languages(status: int) -> None:
    refusal = REFUSALS[status]
    for text in (page(status, refusal), as_json(refusal)):
        assert refusal.text_uk in text
        assert refusal.text_en in text
    assert "src=" not in page(status, refusal)


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=str)
def test_a_refusal_promises_nothing_of_what_was_typed(refusal: Refusal) -> None:
    """The front does not know the form: a page that was not our report's keeps nothing."""
    assert "збережено" not in refusal.text_uk
    assert "лишилося" not in refusal.text_uk
    assert "kept" not in refusal.text_en
    messages = json.loads(as_json(refusal))["error"]["messages"]
    assert messages == {"uk": refusal.text_uk, "en": refusal.text_en}


def test_the_style_is_admitted_by_its_hash() -> None:
    assert len(style_hash()) == len("sha256-") + 44
