"""Normalises user text: one Unicode form, no invisible characters."""

import re
import unicodedata

_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
_MANY_EMPTY_LINES = re.compile(r"\n{3,}")
# Cc controls, Cf invisible formatting (bidi overrides among them), Cs halves of characters.
_UNWANTED = frozenset({"Cc", "Cf", "Cs"})
# Joins the parts of one emoji; harmless, and needed for families.
_EMOJI_JOINER = "\u200d"
# What XML 1.0 (https://www.w3.org/TR/xml/#charsets) and PostgreSQL's text do not hold: controls
# but tabs and line ends, halves of characters, and the noncharacters of every plane.
_UNSTORABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def storable(raw: str) -> str:
    """Return the text without what can be neither kept nor sent on; visible text loses nothing."""
    # All of these are unprintable, and printable texts, the longest among them, are told at once.
    return raw if raw.isprintable() else _UNSTORABLE.sub("", raw)


def clean_text(raw: str) -> str:
    """Return the text in NFC, without control and bidi characters, with plain line ends.

    HTML is left as it is: it is text, and every page escapes it.
    """
    lines = storable(_LINE_BREAKS.sub("\n", raw)).replace("\t", " ")
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
