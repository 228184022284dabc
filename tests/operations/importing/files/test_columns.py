"""Columns of a file against ours: stated, remembered, by name; all that is wrong said at once."""

from collections.abc import Mapping

import pytest

from app.operations.importing.files.columns import (
    ColumnChoices,
    choices_of,
    column,
    match_columns,
    suggest,
)
from app.operations.importing.territory.district_rows import COLUMNS as DISTRICTS
from gis.files.faults import UnreadableFile

KNOWN = (
    column("code katottg", required=True),
    column("name_uk name", required=True),
    column("name_en"),
    column("kind type"),
)
OVERPASS = ("@id", "name", "name:en", "admin_level", "type")


def held(found: tuple[str, ...], *stated: str, **remembered: str) -> Mapping[str, str]:
    choices = choices_of(stated)
    choices = ColumnChoices(choices.stated, choices.left_out, remembered)
    return match_columns(found, KNOWN, choices).held_by


@pytest.mark.parametrize("heading", ["name:en", "Name EN", "NAME_EN", " name-en *", "name.en"])
def test_capitals_blanks_and_punctuation_do_not_matter(heading: str) -> None:
    assert held(("code", "name", heading))["name_en"] == heading


def test_the_first_name_goes_before_the_others() -> None:
    assert held(("code", "name", "name_uk"))["name_uk"] == "name_uk"


def test_a_column_may_be_stated() -> None:
    assert held(OVERPASS, "code=@id") == {
        "code": "@id", "name_uk": "name", "name_en": "name:en", "kind": "type",
    }  # fmt: skip


def test_what_is_stated_goes_before_names() -> None:
    found = ("code", "name", "назва_українською")
    assert held(found, "name=назва_українською")["name_uk"] == "назва_українською"


def test_a_column_may_be_left_out() -> None:
    assert "kind" not in held(OVERPASS, "code=@id", "-=type")
    assert "nam_en" not in held(("code", "name", "nam_en"), "-=nam_en").values()


def test_everything_missing_is_said_at_once() -> None:
    with pytest.raises(UnreadableFile) as refused:
        match_columns(("@id", "nam_en", "kinds"), KNOWN)
    assert str(refused.value) == (
        "missing columns: code or katottg or Код латинкою; name_uk or name or Назва. The file "
        "has: @id, nam_en, kinds; "
        "unknown column 'nam_en': did you mean 'name_en'?; "
        "unknown column 'kinds': did you mean 'kind'?: name what holds a column by --column "
        "OURS=THEIRS, and what is to be left out by --column -=THEIRS"
    )


def test_what_is_remembered_is_used_and_said() -> None:
    choices = ColumnChoices(remembered={"@ID": "code", "type": ""})
    matched = match_columns(OVERPASS, KNOWN, choices)
    assert matched.held_by == {"code": "@id", "name_uk": "name", "name_en": "name:en"}
    assert matched.note()[0] == "columns as in the last such file: code = @id"


def test_what_is_stated_goes_before_what_is_remembered() -> None:
    choices = ColumnChoices({"code": "type"}, remembered={"@id": "code"})
    assert match_columns(OVERPASS, KNOWN, choices).held_by["code"] == "type"


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ("code=@ident", "the file has no column @ident; it has: @id, name"),
        ("colour=@id", "there is no column colour of ours; there is: code, name_uk"),
        ("-=@ident", "the file has no column @ident"),
        ("code", "a column is written OURS=THEIRS"),
        ("code=", "a column is written OURS=THEIRS"),
        ("=@id", "a column is written OURS=THEIRS"),
    ],
)
def test_a_wrong_statement_is_refused(stated: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        held(OVERPASS, stated)


def test_a_suggestion_shows_both_sides() -> None:
    suggestion = suggest(("@id", "name", "nam_en", "colour"), KNOWN)
    assert suggestion.held_by == {"name_uk": "name"}
    assert [spec.name for spec in suggestion.missing] == ["code"]
    assert suggestion.unused == ("@id", "nam_en", "colour")
    assert suggestion.alike == {"nam_en": "name_en"}


def test_columns_of_refused_rows_are_no_columns_of_the_file() -> None:
    matched = match_columns(("refused_line", "refused_kind", "refused_reason", *OVERPASS), KNOWN,
                            choices_of(["code=@id"]))  # fmt: skip
    assert matched.unused == ("admin_level",)


def test_an_export_of_overpass_can_be_districts_as_it_is() -> None:
    held_by = match_columns(("@id", "name", "name:en", "admin_level"), DISTRICTS).held_by
    assert held_by == {"name_uk": "name", "name_en": "name:en"}
