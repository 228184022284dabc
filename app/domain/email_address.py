"""E-mail addresses as people type them: in Latin letters, whatever layout the keyboard was in."""

import re
import unicodedata

import idna

from app.domain.errors import Rejected

MAX_EMAIL_CHARS = 254
# Something, @, a host with a dot: the letter itself verifies the rest.
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@.]+(\.[^\s@.]+)+")
# Cyrillic and Greek letters that cannot be told from Latin ones.
_LOOK_ALIKES = frozenset("аеорсухіїјѕԁԛԝһӏгкмтпвнαορνυκτχιγω")
_MOST_NAMED = 8


def parse_email(raw: str) -> str:
    """Return the address in lower case, its domain in ASCII; raise Rejected if it is invalid.

    Letters that only look Latin are named: no letter would arrive.
    """
    email = unicodedata.normalize("NFC", raw).strip().lower()
    if not email:
        raise Rejected.on("email", "Type your e-mail address.")
    if len(email) > MAX_EMAIL_CHARS or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise _not_an_address()
    name, _, domain = email.rpartition("@")
    strange = _not_ascii(name) + "".join(map(_strange_letters, _labels(domain)))
    if letters := dict.fromkeys(strange):
        raise Rejected.on(
            "email",
            "An address has plain Latin letters only; these are others: %(letters)s.",
            letters=", ".join(list(letters)[:_MOST_NAMED]),
        )
    return f"{name}@{_ascii(domain)}"


def _not_ascii(text: str) -> str:
    return "".join(character for character in text if not character.isascii())


def _labels(domain: str) -> list[str]:
    """Return the parts of the domain that must not only look Latin."""
    labels = domain.split(".")
    # A name under .укр is Cyrillic, whatever it looks like; mixed alphabets are wrong anywhere.
    return labels if labels[-1].isascii() else [label for label in labels if _mixed(label)]


def _strange_letters(label: str) -> str:
    """Return the letters by which a label imitates another: all of the other alphabet, or none."""
    others = "".join(character for character in label if not _latin(character))
    return others if _mixed(label) or _LOOK_ALIKES.issuperset(others) else ""


def _mixed(label: str) -> bool:
    letters = [character for character in label if character.isalpha()]
    return len({_latin(letter) for letter in letters}) > 1


def _latin(character: str) -> bool:
    return not character.isalpha() or unicodedata.name(character, "").startswith("LATIN")


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise _not_an_address() from None


def _not_an_address() -> Rejected:
    return Rejected.on("email", "Check the address: it should look like name@example.org.")
