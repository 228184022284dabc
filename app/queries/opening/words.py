"""What a hromada says of itself, as its form shows it."""

from app.models.hromadas import Hromada
from app.queries.territory.fingerprints import fingerprint
from app.queries.territory.hromadas import HromadaCard

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


def words_seen(hromada: Hromada | HromadaCard) -> str:
    """Return the fingerprint of what the form of names and contacts shows."""
    return fingerprint(*(getattr(hromada, name) for name in WORDS))
