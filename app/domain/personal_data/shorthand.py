"""One pattern of personal data, and the short signs in which the table is written.

~  what may stand between two digits of one number     §  a letter
¬  no digit before        ‹  no word before            ›  no word behind
"""

import re
from typing import NamedTuple

from app.domain.personal_data.checks import CHECKS, Check
from app.domain.personal_data.kinds import PersonalKind
from app.domain.personal_data.reading import FOLDED_LETTERS, LETTERS

_SHORT = {
    "~": rf"[^0-9{LETTERS},;:№%]{{0,3}}",
    "§": f"[{LETTERS}]",
    "¬": "(?:^|[^0-9])",
    "‹": f"(?:^|[^0-9{LETTERS}])",
    "›": f"(?![0-9{LETTERS}])",
}


class PersonalPattern(NamedTuple):
    """How one kind may look; ``numbers``: searched where words are read as numbers."""

    kind: PersonalKind
    pattern: re.Pattern[str]
    check: str = "any"
    numbers: bool = False

    @property
    def is_one(self) -> Check:
        """Return the check of what the pattern finds."""
        return CHECKS[self.check]


def personal(
    kind: PersonalKind, pattern: str, check: str = "any", *, numbers: bool = False
) -> PersonalPattern:
    """Return the pattern, its short signs written out and its letters those of a reading."""
    for short, long in _SHORT.items():
        pattern = pattern.replace(short, long)
    return PersonalPattern(kind, re.compile(pattern.translate(_LETTERS_FOLDED)), check, numbers)


_LETTERS_FOLDED = str.maketrans(FOLDED_LETTERS)
