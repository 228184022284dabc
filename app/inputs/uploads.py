"""Uploaded files of imports: their names and sizes, and what is stated about them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PureWindowsPath
from typing import Any

from app.domain.errors import Rejected
from app.inputs.form import Form
from app.inputs.text import clean_line
from app.operations.uploads.kinds import MB, UploadKind, most_bytes, suffix_of
from app.operations.uploads.stated import Stated

_LONGEST_NAME = 200
_COLUMN = "column-"
_LINES = ("crs", "layer", "encoding", "dates")

# Encodings of Ukrainian files: Python's names and ours.
ENCODINGS = (
    ("utf-8", "UTF-8"),
    ("cp1251", "Windows-1251"),
    ("koi8-u", "KOI8-U"),
    ("cp866", "DOS (CP866)"),
)
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SentFile:
    """The name of an uploaded file, without folders, and its size in bytes."""

    name: str
    size: int


def parse_sent_file(kind: UploadKind, filename: str, size: int) -> SentFile:
    """Check the name and size of an uploaded file; raise Rejected."""
    # Takes both separators of folders, whichever system sent it.
    name = clean_line(PureWindowsPath(filename).name)
    form = Form({})
    suffix = suffix_of(name, kind.suffixes)
    most = most_bytes(suffix)
    if not name:
        form.refuse("file", "Choose a file.")
    elif not suffix:
        form.refuse(
            "file",
            "“%(name)s” is not a file of this kind. Send one that ends with %(suffixes)s.",
            name=name[-60:],
            suffixes=", ".join(kind.suffixes),
        )
    elif not size:
        form.refuse("file", "This file is empty. Choose another one.")
    elif size > most:
        form.refuse(
            "file",
            "This file has %(mb)s MB, the most is %(most)s MB. Split it into parts.",
            mb=-(-size // MB),
            most=most // MB,
        )
    form.check()
    return SentFile(name[-_LONGEST_NAME:], size)


def refuse_ending_by_table(kind: UploadKind, file: SentFile, *, whole: bool) -> None:
    """Raise Rejected where a file that makes no draft is said to end what it lacks."""
    if whole and kind.draft and not kind.draft_of(file.name):
        raise Rejected.on(
            "file", "A table changes what districts are called; only a layer can end them."
        )


def parse_stated(
    given: Given, kind: UploadKind, known: Stated, words: Mapping[str, Sequence[Any]]
) -> Stated:
    """Parse how the file is read and what its columns and words mean; what lacks stays.

    ``words`` are the file's unknown words with their counts, in the order of the form.
    """
    form = Form(given)
    lines: dict[str, Any] = {name: form.line(name) for name in _LINES if name in given}
    ours = {spec.name for spec in kind.columns}
    return replace(
        known,
        **lines,
        columns=_named(given, _COLUMN, ours) if _any(given, _COLUMN) else known.columns,
        categories={**known.categories, **_meanings(given, "categories", words)},
        statuses={**known.statuses, **_meanings(given, "statuses", words)},
    )


def _any(given: Given, prefix: str) -> bool:
    return any(name.startswith(prefix) for name in given)


def _meanings(given: Given, which: str, words: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Return what the words of the file mean; '' for one that is not known."""
    fields = ((word, f"{which}-{place}") for place, (word, _) in enumerate(words.get(which, ())))
    return {word: given[name].strip() for word, name in fields if name in given}


def _named(given: Given, prefix: str, names: Iterable[str]) -> dict[str, str]:
    """Return the fields of the names that are not left empty."""
    chosen = {name: given.get(f"{prefix}{name}", "").strip() for name in names}
    return {name: value for name, value in chosen.items() if value}
