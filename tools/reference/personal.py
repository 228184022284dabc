"""The rules of personal data for the browser, from the one table of app/domain/personal_data."""

import json
import unicodedata
from collections.abc import Iterator

from app.domain.personal_data import checks, numerals, patterns, words
from app.domain.personal_data.kinds import PersonalKind
from app.domain.personal_data.reading import (
    APOSTROPHES,
    FOLDED_LETTERS,
    LETTERS,
    STANDS_FOR,
)

_HEAD = """\
/* The table of app/domain/personal_data; python -m tools.reference writes it anew. */

export const RULES = """
# Behind the last digit of Unicode.
_CODES = 0x1FBFA


def personal_rules() -> str:
    """Return static/js/personal-rules.js."""
    rules = json.dumps(_rules(), ensure_ascii=False, separators=(",", ":"))
    return f"{_HEAD}{rules};\n"


def _rules() -> dict[str, object]:
    return {
        "letters": LETTERS,
        "folded": FOLDED_LETTERS,
        "apostrophes": APOSTROPHES,
        "digits": list(_digit_runs()),
        "standsFor": STANDS_FOR,
        "numerals": {word: str(value) for word, value in numerals.NUMERALS.items()} | numerals.MANY,
        "numeral": numerals.NUMERAL.pattern,
        "worth": patterns.WORTH.pattern,
        "harmless": patterns.HARMLESS.pattern,
        "address": patterns.ADDRESS.pattern,
        "before": checks.BEFORE,
        "taxWeights": checks.TAX_WEIGHTS,
        "born": [checks.FIRST_BORN, checks.LAST_BORN],
        "national": checks.NATIONAL,
        "words": {
            name: value.pattern for name, value in vars(words).items() if hasattr(value, "pattern")
        },
        "patterns": [
            [list(PersonalKind).index(each.kind), each.pattern.pattern, each.check, each.numbers]
            for each in patterns.PATTERNS
        ],
        "kinds": [kind.value for kind in PersonalKind],
    }


def _digit_runs() -> Iterator[tuple[int, int, int]]:
    """Yield first code, its digit and the length of each run of digits that is not ASCII's."""
    code = 0x80
    while code < _CODES:
        first, length = _digit(code), 0
        if first is not None:
            while _digit(code + length) == first + length:
                length += 1
            yield code, first, length
        code += max(length, 1)


def _digit(code: int) -> int | None:
    return unicodedata.digit(chr(code), None)
