"""Reads the text of a Shapefile's table as it was meant, where its header or .cpg is wrong."""

from collections.abc import Sequence
from typing import NamedTuple

from gis.files.attributes import Row
from gis.files.encodings import JudgedTexts, Sureness, judged_texts, public_name, sample_of
from gis.files.faults import UnreadableFile
from gis.files.messages import msg

# Any byte is a letter of it: nothing is lost when read so.
LATIN_1 = "ISO-8859-1"


class TableText(NamedTuple):
    """A table's columns and rows, and a note if their encoding had to be guessed."""

    columns: tuple[str, ...]
    rows: list[Row]
    notes: tuple[str, ...] = ()


def meant_text(columns: Sequence[str], rows: Sequence[Row]) -> TableText:
    """Return the table with the letters that were meant.

    Raises UnreadableFile where no encoding makes words of them.
    """
    values = [value for row in rows for value in row.values() if isinstance(value, str)]
    judged = judged_texts([*columns, *values], LATIN_1)
    if judged.sureness is Sureness.CERTAIN:
        return TableText(tuple(columns), list(rows))
    if judged.sureness is Sureness.UNKNOWN:
        raise UnreadableFile(
            msg("the letters of its table are not readable").asking(
                "encoding", "state their encoding by --encoding, such as cp1251 or cp866"
            )
        )
    return _replaced(len(columns), rows, judged)


def _replaced(width: int, rows: Sequence[Row], judged: JudgedTexts) -> TableText:
    columns = tuple(judged.texts[:width])
    meant = iter(judged.texts[width:])
    note = msg(
        "its table read as %(encoding)s: «%(sample)s»",
        encoding=public_name(judged.encoding),
        sample=sample_of("\n".join(judged.texts)),
    )
    return TableText(
        columns,
        [
            {
                column: next(meant) if isinstance(value, str) else value
                for column, value in zip(columns, row.values(), strict=True)
            }
            for row in rows
        ],
        (note,),
    )
