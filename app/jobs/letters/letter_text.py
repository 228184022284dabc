"""What the words of a letter consist of."""

from typing import NamedTuple

from flask_babel import LazyString


class LetterText(NamedTuple):
    """A letter's subject and its opening sentences."""

    subject: LazyString
    opening: LazyString
