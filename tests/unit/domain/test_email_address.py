"""Addresses are written in Latin letters; what only looks so is refused by name."""

import pytest

from app.domain.email_address import parse_email
from app.domain.errors import Rejected


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        # Cyrillic «р», «о»; «і» before .ua; a «с» in the domain; Greek omicron.
        ("роliklinika@i.ua", "р, о"),
        ("poliklinika@і.ua", "і"),
        ("me@gmail.соm", "с, о"),
        ("me@gmаil.com", "а"),
        ("jοhn@example.org", "ο"),
        ("марія@пошта.укр", "м, а, р, і, я"),
        ("müller@example.org", "ü"),
    ],
)
def test_letters_that_no_mail_reaches_are_named(typed: str, letters: str) -> None:
    with pytest.raises(Rejected) as refusal:
        parse_email(typed)
    ((field, message),) = refusal.value.faults
    assert field == "email"
    assert message.params == {"letters": letters}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Me@Example.ORG ", "me@example.org"),
        ("info@пошта.укр", "info@xn--80a1acn3a.xn--j1amh"),
        ("info@müller.de", "info@xn--mller-kva.de"),
        ("a.b+c@mail.example.ua", "a.b+c@mail.example.ua"),
    ],
)
def test_domains_are_kept_in_ascii(typed: str, kept: str) -> None:
    assert parse_email(typed) == kept


@pytest.mark.parametrize("typed", ["x", "@", "a@b", "a@-пошта-.укр", "a@" + "п" * 80 + ".укр"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Rejected, match="Check the address"):
        parse_email(typed)
