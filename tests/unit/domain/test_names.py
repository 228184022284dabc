"""A name is one value in two languages."""

from dataclasses import dataclass

import pytest

from app.domain.names import NO_NAME, Name, from_row


@dataclass(frozen=True)
class Card:
    body: str | None
    name: Name
    body_name: Name


@pytest.mark.parametrize(
    ("name", "uk", "en"),
    [
        (Name("Яр", "Yar"), "Яр", "Yar"),
        (Name("Яр"), "Яр", "Яр"),
        (Name(en="Yar"), "Yar", "Yar"),
        (NO_NAME, "", ""),
    ],
)
def test_it_is_said_in_the_language_or_in_the_other(name: Name, uk: str, en: str) -> None:
    assert (name.text("uk"), name.text("en")) == (uk, en)
    assert bool(name) == bool(uk)


def test_a_row_makes_names_of_its_pairs() -> None:
    row = {"body": "water", "name_uk": "Яр", "name_en": "Yar", "body_uk": None, "body_en": None}
    assert from_row(Card, row) == Card("water", Name("Яр", "Yar"), NO_NAME)
