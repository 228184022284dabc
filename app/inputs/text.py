"""Normalises user text: one Unicode form, no invisible characters."""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
_MANY_EMPTY_LINES = re.compile(r"\n{3,}")
# Cc controls, Cf invisible formatting (bidi overrides among them), Cs halves of characters.
_UNWANTED = frozenset({"Cc", "Cf", "Cs"})
# Joins the parts of one emoji; harmless, and needed for families.
_EMOJI_JOINER = "\u200d"


def clean_text(raw: str) -> str:
    """Return the text in NFC, without control and bidi characters, with plain line ends.

    HTML is left as it is: it is text, and every page escapes it.
    """
    lines = _LINE_BREAKS.sub("\n", raw).replace("\t", " ")
    kept = "".join(character for character in lines if _allowed(character))
    trimmed = "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", kept).split("\n"))
    return _MANY_EMPTY_LINES.sub("\n\n", trimmed).strip()


def clean_line(raw: str) -> str:
    """Return the text as ``clean_text`` does, on one line."""
    return " ".join(clean_text(raw).split())


def _allowed(character: str) -> bool:
    if character in ("\n", _EMOJI_JOINER):
        return True
    return unicodedata.category(character) not in _UNWANTED
