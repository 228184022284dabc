"""The kinds of personal data, and a passage of a text that holds some."""

from enum import StrEnum
from typing import NamedTuple


class PersonalKind(StrEnum):
    """What tells who somebody is, or how to reach them or their money."""

    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    TAX_NUMBER = "tax-number"
    PASSPORT = "passport"
    ID_CARD = "id-card"
    ACCOUNT = "account"
    CARD = "card"
    PLATE = "plate"
    FLAT = "flat"


class PersonalPassage(NamedTuple):
    """Characters ``start`` to ``end`` (not included) of a text, counted in code points."""

    start: int
    end: int
    kind: PersonalKind
