"""Uploaded files of imports: their names and sizes, and what is stated about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PureWindowsPath

from app.inputs.form import Form
from app.inputs.text import clean_line
from app.operations.uploads.kinds import MB, ImportKind, most_bytes, suffix_of
from app.operations.uploads.stated import Stated

_LONGEST_NAME = 200
_COLUMN, _WORD = "column-", "word-"

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SentFile:
    """The name of an uploaded file, without folders, and its size in bytes."""

    name: str
    size: int


def parse_sent_file(kind: ImportKind, filename: str, size: int) -> SentFile:
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


def parse_stated(given: Given, kind: ImportKind, known: Stated) -> Stated:
    """Parse how the file is read and what its columns and words mean; what lacks stays."""
    form = Form(given)
    changes: dict[str, object] = {
        name: form.line(name) for name in ("crs", "layer", "encoding", "fallback") if name in given
    }
    ours = {spec.names[0] for spec in kind.columns}
    if any(name.startswith(_COLUMN) for name in given):
        changes["columns"] = _named(given, _COLUMN, ours)
    if any(name.startswith(_WORD) for name in given):
        words = {name.removeprefix(_WORD) for name in given if name.startswith(_WORD)}
        changes["categories"] = dict(known.categories) | _named(given, _WORD, words)
    if "sent" in given:
        changes["whole"] = form.text("whole") == "1"
    return replace(known, **changes)  # type: ignore[arg-type]  # fields of Stated


def _named(given: Given, prefix: str, names: Iterable[str]) -> dict[str, str]:
    """Return the fields of the names that are not left empty."""
    chosen = {name: given.get(f"{prefix}{name}", "").strip() for name in names}
    return {name: value for name, value in chosen.items() if value}
