"""What a hromada says of itself, as its form shows it."""

from typing import Protocol

from app.queries.territory.fingerprints import fingerprint

WORDS = (
    "name_uk",
    "name_en",
    "introduction_uk",
    "introduction_en",
    "hotline",
    "contact_phone",
    "contact_email",
    "contact_address",
)


class Described(Protocol):
    """A hromada with the columns of WORDS: its row, or its card."""

    name_uk: str


def words_seen(hromada: Described) -> str:
    """Return the fingerprint of what the form of names and contacts shows."""
    return fingerprint(*(getattr(hromada, name) for name in WORDS))
