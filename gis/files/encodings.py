"""Judges the encoding of text: marks and UTF-8 are certain, everything else is a guess."""

import codecs
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from gis.files.faults import UnreadableFile
from gis.files.likely_encoding import LATIN, likeliest, reads_as
from gis.files.messages import FileMessage, msg


class Sureness(StrEnum):
    """How sure a judgement is: told by the file, weighed, or no better than chance."""

    CERTAIN = "certain"
    GUESSED = "guessed"
    UNKNOWN = "unknown"


class JudgedText(NamedTuple):
    """Text, the Python name of its encoding, and how sure that is."""

    text: str
    encoding: str
    sureness: Sureness


class JudgedTexts(NamedTuple):
    """Texts as they were meant, and the encoding in which they are read now.

    CERTAIN: the declared encoding was right. UNKNOWN: the texts are unchanged and no words; their
    owner must be asked.
    """

    texts: list[str]
    encoding: str
    sureness: Sureness


# Longer marks first: UTF-32 begins like UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PUBLIC_NAMES = {
    "cp1251": "Windows-1251",
    "cp1252": "Windows-1252",
    "cp1125": "CP1125 (DOS)",
    "cp866": "CP866 (DOS)",
    "koi8-u": "KOI8-U",
    "mac-cyrillic": "Mac Cyrillic",
    "iso8859-5": "ISO 8859-5",
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
_LONGEST_SAMPLE, _SHOWN_OF = 60, 2_000
_HEAD_BYTES = 2_000
_LOST = "\ufffd"


def judged_text(content: bytes) -> JudgedText:
    """Return the text of the bytes; raise UnreadableFile where its mark is wrong.

    Marks, ASCII and valid UTF-8 are certain; of the rest the likeliest encoding is taken.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return JudgedText(decoded(content, encoding), encoding, Sureness.CERTAIN)
    if encoding := _wide(content):
        return JudgedText(decoded(content, encoding), encoding, Sureness.GUESSED)
    try:
        return _of_utf8(content.decode("utf-8"))
    except UnicodeDecodeError:
        best = likeliest(content)
    sureness = Sureness.GUESSED if best.sure else Sureness.UNKNOWN
    return JudgedText(content.decode(best.encoding, "replace"), best.encoding, sureness)


def _of_utf8(text: str) -> JudgedText:
    """Return text of valid UTF-8; what another program has coded twice is undone."""
    twice = judged_texts(text.split("\n"), LATIN)
    if twice.sureness is Sureness.GUESSED:
        return JudgedText("\n".join(twice.texts), twice.encoding, Sureness.GUESSED)
    return JudgedText(text, "utf-8", Sureness.CERTAIN)


def decoded(content: bytes, encoding: str) -> str:
    """Return the bytes as text in a stated encoding; raise UnreadableFile if they are not."""
    try:
        return content.decode(python_name(encoding)).removeprefix("\ufeff")
    except LookupError:
        raise UnreadableFile(
            msg("there is no encoding %(given)s; usual are utf-8 and cp1251", given=encoding[:40])
        ) from None
    except UnicodeError as error:
        line = content.count(b"\n", 0, getattr(error, "start", 0)) + 1
        name = public_name(encoding)
        wrong = msg("line %(line)s is not %(encoding)s", line=line, encoding=name)
        raise UnreadableFile(
            wrong.asking("encoding", "leave --encoding out, or state the right one")
        ) from None


def judged_texts(texts: Sequence[str], declared: str) -> JudgedTexts:
    """Return texts as they were meant, decoded by ``declared``, which may have been wrong.

    Words of accented letters alone, as Windows-1252 makes of others' bytes, are tried as UTF-8,
    then as Cyrillic; so are those of another declared encoding, where they read as nothing.
    """
    unchanged = JudgedTexts(list(texts), declared, Sureness.CERTAIN)
    if all(text.isascii() for text in texts):
        return unchanged
    if any(_LOST in text for text in texts):
        return unchanged._replace(sureness=Sureness.UNKNOWN)
    raw = _all_bytes(texts, LATIN)
    page = LATIN if raw else python_name(declared)
    raw = raw or _all_bytes(texts, page)
    if raw is None or page == "utf-8":
        return unchanged
    return _meant(raw, page, unchanged)


def public_name(encoding: str) -> str:
    """Return the name by which people know an encoding."""
    return _PUBLIC_NAMES.get(python_name(encoding), encoding.upper())


def python_name(encoding: str) -> str:
    """Return Python's name of an encoding, itself if Python knows none."""
    bare = encoding.strip().lower()
    # As .cpg files and Shapefiles' headers have it: ANSI 1251, 1251.
    page = bare.removeprefix("ansi").strip()
    try:
        return codecs.lookup(f"cp{page}" if page.isdecimal() else bare).name
    except LookupError:
        return bare


def sample_of(text: str) -> str:
    """Return the longest cell with letters beyond ASCII near the beginning, to be shown."""
    head = text[:_SHOWN_OF].replace(";", "\t").replace(",", "\t").replace("\n", "\t")
    cells = (cell.strip(' "\r') for cell in head.split("\t") if not cell.isascii())
    return max(cells, key=len, default="")[:_LONGEST_SAMPLE]


def lost_letters(text: str) -> list[FileMessage]:
    """Return a note if letters were lost before the file was written: � stands for each."""
    count = text.count(_LOST)
    if not count:
        return []
    return [
        msg(
            "letters are lost in the file itself, “�” stands for them: %(count)s. Ask for it anew",
            count=count,
        )
    ]


def _meant(raw: Sequence[bytes], page: str, unchanged: JudgedTexts) -> JudgedTexts:
    """Return what the bytes mean, if it is not what they mean in the code page."""
    if all(map(_is_utf8, raw)):
        return JudgedTexts([_utf8(each) for each in raw], "utf-8", Sureness.GUESSED)
    joined = b"\n".join(raw)
    if page != LATIN and reads_as(joined, page):
        return unchanged
    best = likeliest(joined, declared=page)
    if not best.sure:
        return unchanged._replace(sureness=Sureness.UNKNOWN)
    if best.encoding == page:
        return unchanged
    meant = [each.decode(best.encoding, "replace") for each in raw]
    return JudgedTexts(meant, best.encoding, Sureness.GUESSED)


def _wide(content: bytes) -> str:
    """Return which UTF-16 the bytes without a mark are, '' if they are none."""
    head = content[:_HEAD_BYTES]
    # Latin letters, digits and separators have a zero byte, Cyrillic ones a four.
    for halves, encoding in ((head[1::2], "utf-16-le"), (head[::2], "utf-16-be")):
        zeros = halves.count(0)
        if zeros and zeros + halves.count(4) > len(halves) * 0.9:
            return encoding
    return ""


def _all_bytes(texts: Sequence[str], page: str) -> list[bytes] | None:
    """Return the bytes that gave the texts, None if that code page cannot have."""
    try:
        return [_latin_bytes(text) if page == LATIN else text.encode(page) for text in texts]
    except (UnicodeEncodeError, LookupError):
        return None


def _latin_bytes(text: str) -> bytes:
    """Return bytes read as Latin-1 or Windows-1252, which programs take for each other."""
    return b"".join(
        bytes([ord(letter)]) if letter < "\u0100" else letter.encode(LATIN) for letter in text
    )


def _is_utf8(raw: bytes) -> bool:
    try:
        _utf8(raw)
    except UnicodeDecodeError:
        return False
    return True


def _utf8(raw: bytes) -> str:
    """Return UTF-8 as text; a field of fixed width may end within a character."""
    return codecs.getincrementaldecoder("utf-8")().decode(raw, final=False)
