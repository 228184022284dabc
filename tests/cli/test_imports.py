"""The import commands as scripts and people meet them: outcome, exit status, files left behind."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.config import Settings
from app.db import Database
from app.models.places import Body, Hromada
from app.models.reports import Report
from tests.builders import a_hromada, a_working_hromada, square
from tests.files import a_csv, a_feature, a_geojson, a_square

HEAD = "id,description,type,lat,lon"
GOOD, BAD = "1,Яма,roads.pothole,47.65,34.05", "2,Яма,roads.pothole,0,0"


@pytest.fixture
def invoke(app: Flask, database: Database) -> Callable[..., Result]:
    runner = app.test_cli_runner()
    return lambda *args: runner.invoke(args=["import", *map(str, args)])


@pytest.fixture
def hromada(database: Database) -> Hromada:
    with database.transaction() as session:
        return a_working_hromada(session)


def count(database: Database, table: type[object], hromada: Hromada | None = None) -> int:
    with database.reading(hromada.id if hromada else None) as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_a_summary_is_told_to_people(
    invoke: Callable[..., Result], hromada: Hromada, tmp_path: Path
) -> None:
    result = invoke("bodies", "pokrov", a_csv(tmp_path, "code,name_uk,colour", "park,Парк,зелений"))
    assert result.exit_code == 0
    assert "table.csv: 1 bodies read\n  1 new, 0 changed, 0 unchanged" in result.stdout
    assert "note: columns not used: colour" in result.stdout
    assert "warning: 1 bodies of the hromada are not in the file and stay: udg" in result.stdout
    assert "Reading table.csv …" in result.stderr


def test_a_summary_is_told_to_scripts(
    invoke: Callable[..., Result], database: Database, tmp_path: Path
) -> None:
    feature = a_feature(a_square(), katottg=f"UA{1:017d}", name_uk="Перша")
    result = invoke("hromadas", a_geojson(tmp_path, feature), "--json")
    told = json.loads(result.stdout)
    assert (told["taken"], told["new"], told["crs"]) == (True, 1, "EPSG:4326")


def test_a_hromada_is_known_by_its_code_as_by_its_address(
    invoke: Callable[..., Result], hromada: Hromada, database: Database, tmp_path: Path
) -> None:
    assert (
        invoke("bodies", hromada.katottg, a_csv(tmp_path, "code,name_uk", "x,Ікс")).exit_code == 0
    )
    assert count(database, Body, hromada) == 2


def test_an_unknown_hromada_is_a_plain_message(
    invoke: Callable[..., Result], database: Database, tmp_path: Path
) -> None:
    result = invoke("bodies", "nowhere", a_csv(tmp_path, "code,name_uk", "x,Ікс"))
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    assert "no such hromada" in result.stderr


def test_a_dry_run_checks_everything_and_writes_nothing(
    invoke: Callable[..., Result], database: Database, tmp_path: Path
) -> None:
    feature = a_feature(a_square(), katottg=f"UA{1:017d}", name_uk="Перша")
    result = invoke("hromadas", a_geojson(tmp_path, feature), "--dry-run")
    assert "1 new" in result.stdout
    assert "Nothing was written" in result.stderr
    assert count(database, Hromada) == 0


def test_a_refusal_has_exit_status_1_and_takes_nothing(
    invoke: Callable[..., Result], database: Database, tmp_path: Path
) -> None:
    features = [
        a_feature(a_square(), katottg=f"UA{1:017d}", name_uk="Перша"),
        a_feature(a_square(-74), katottg=f"UA{2:017d}", name_uk="Друга"),
    ]
    result = invoke("hromadas", a_geojson(tmp_path, *features))
    assert result.exit_code == 1
    assert "1 × outside-ukraine\n  layer.geojson, feature 2 (Друга" in result.stderr
    assert count(database, Hromada) == 0


def test_refused_rows_lie_beside_the_file(
    invoke: Callable[..., Result], hromada: Hromada, database: Database, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, HEAD, GOOD, BAD, name="town.csv")
    result = invoke("reports", "pokrov", path)
    kept = tmp_path / "town.refused.csv"
    assert result.exit_code == 1
    assert f"The 1 refused rows are in {kept}" in result.stderr
    assert "zero-coordinates" in kept.read_text(encoding="utf-8")
    assert count(database, Report, hromada) == 0


def test_a_script_learns_where_the_refused_rows_are(
    invoke: Callable[..., Result], hromada: Hromada, tmp_path: Path
) -> None:
    wanted = tmp_path / "elsewhere" / "bad.csv"
    path = a_csv(tmp_path, HEAD, BAD)
    result = invoke("reports", "pokrov", path, "--json", "--refused-file", wanted)
    told = json.loads(result.stdout)
    assert (told["taken"], told["refused_file"]) == (False, str(wanted))
    assert told["refused"][0]["kind"] == "zero-coordinates"
    assert wanted.is_file()


def test_a_file_from_a_read_only_folder_leaves_its_refused_rows_in_ours(
    invoke: Callable[..., Result], hromada: Hromada, settings: Settings, tmp_path: Path
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    path = a_csv(given, HEAD, BAD, name="town.csv")
    given.chmod(0o555)
    invoke("reports", "pokrov", path)
    assert (settings.var / "refused" / "town.refused.csv").is_file()
    assert [each.name for each in given.iterdir()] == ["town.csv"]


def test_the_good_rows_are_taken_on_request(
    invoke: Callable[..., Result], hromada: Hromada, database: Database, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, HEAD, GOOD, BAD)
    result = invoke("reports", "pokrov", path, "--skip-refused")
    assert result.exit_code == 0
    assert "left out: 1 rows, kept in" in result.stdout
    assert count(database, Report, hromada) == 1


def test_reports_go_everywhere_by_the_word_all(
    invoke: Callable[..., Result], hromada: Hromada, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        other = a_hromada(session, "east", boundary=square(35, 47.6))
    path = a_csv(tmp_path, HEAD, GOOD, "2,Яма,яма,47.65,35.05")
    assert invoke("reports", "all", path).exit_code == 0
    assert [count(database, Report, each) for each in (hromada, other)] == [1, 1]


def test_a_category_map_and_a_fallback_may_be_given(
    invoke: Callable[..., Result], hromada: Hromada, database: Database, tmp_path: Path
) -> None:
    words = a_csv(tmp_path, "theirs,ours", "hole,roads.pothole", name="words.csv")
    path = a_csv(tmp_path, HEAD, "1,Яма,hole,47.65,34.05", "2,Яма,UFO,47.65,34.05")
    options = ("--category-map", words, "--category", "roads.pothole")
    assert invoke("reports", "pokrov", path, *options).exit_code == 0
    assert count(database, Report, hromada) == 2


def test_every_import_command_explains_itself(invoke: Callable[..., Result]) -> None:
    for name in ("hromadas", "districts", "bodies", "areas", "categories", "reports"):
        result = invoke(name, "--help")
        assert result.exit_code == 0
        assert "--dry-run" in result.stdout
        assert "--json" in result.stdout


def test_columns_are_named_once_and_remembered_by_the_hromada(
    invoke: Callable[..., Result], hromada: Hromada, database: Database, tmp_path: Path
) -> None:
    path = a_csv(tmp_path, "ЄДРПОУ;Повна назва\npark;Парк")
    refused = invoke("bodies", "pokrov", path)
    assert refused.exit_code == 1
    assert "missing columns: name_uk" in refused.stderr
    assert "--column OURS=THEIRS" in refused.stderr
    named = ("--column", "code=ЄДРПОУ", "--column", "name_uk=Повна назва")
    assert invoke("bodies", "pokrov", path, *named, "--dry-run").exit_code == 0
    assert invoke("bodies", "pokrov", path).exit_code == 1, "a dry run keeps nothing"
    assert invoke("bodies", "pokrov", path, *named).exit_code == 0
    again = invoke("bodies", "pokrov", path)
    assert again.exit_code == 0
    assert "columns as in the last such file: code = ЄДРПОУ, name_uk = Повна назва" in again.stdout
    assert count(database, Body, hromada) == 2


TABLES = {
    "bodies": ("code,name_uk", "park,Парк", "у д,Дороги"),
    "categories": ("code,group,group_uk,name_uk", "x.a,x,Інше,А", "x.b,,,Б"),
    "renames": ("old,new", "Леніна,Шкільна", "Кірова,"),
    "addresses": ("street,house,lon,lat", "Поштова,5,34.05,47.65", "Поштова,6,0,0"),
    "reports": (HEAD, GOOD, BAD),
}


@pytest.mark.parametrize("subject", TABLES)
def test_every_table_is_taken_without_its_refused_rows_on_request(
    invoke: Callable[..., Result], hromada: Hromada, tmp_path: Path, subject: str
) -> None:
    head, good, bad = TABLES[subject]
    both = a_csv(tmp_path, head, good, bad)
    assert invoke(subject, "pokrov", both).exit_code == 1
    kept = tmp_path / "kept.csv"
    result = invoke(subject, "pokrov", both, "--skip-refused", "--json", "--refused-file", kept)
    told = json.loads(result.stdout)
    assert (result.exit_code, told["taken"], told["new"]) == (0, True, 1)
    assert kept.read_text(encoding="utf-8-sig").splitlines()[1].startswith("3,")


@pytest.mark.parametrize("subject", TABLES)
def test_a_file_of_which_nothing_is_left_is_refused(
    invoke: Callable[..., Result], hromada: Hromada, tmp_path: Path, subject: str
) -> None:
    head, _good, bad = TABLES[subject]
    result = invoke(subject, "pokrov", a_csv(tmp_path, head, bad), "--skip-refused", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["taken"]) == (1, False)
    assert "nothing is left to take" in told["reason"]
    assert told["refused"]


@pytest.mark.parametrize("subject", ["hromadas", "districts", "areas"])
def test_every_layer_is_taken_without_its_refused_features_on_request(
    invoke: Callable[..., Result], hromada: Hromada, tmp_path: Path, subject: str
) -> None:
    given = {"body": "udg", "categories": ["*"]}
    good = a_feature(a_square(34.01, 47.61, 0.01), code="a", name_uk="А", **given)
    bad = a_feature(a_square(-74), code="b", name_uk="Б", **given)
    for each, number in ((good, 1), (bad, 2)):
        each["properties"] |= {"katottg": f"UA{number:017d}"} if subject == "hromadas" else {}
    path = a_geojson(tmp_path, good, bad)
    where = () if subject == "hromadas" else ("pokrov",)
    assert invoke(subject, *where, path).exit_code == 1
    result = invoke(subject, *where, path, "--skip-refused", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["taken"], told["new"]) == (0, True, 1)
    assert Path(told["refused_file"]).is_file()
    alone = invoke(subject, *where, a_geojson(tmp_path, bad), "--skip-refused", "--json")
    assert (alone.exit_code, json.loads(alone.stdout)["taken"]) == (1, False)


def test_a_refusal_says_what_was_guessed(
    invoke: Callable[..., Result], hromada: Hromada, tmp_path: Path
) -> None:
    columns = a_csv(tmp_path, "шифр;повна_назва", "park;Парк", encoding="cp1251")
    assert "note: read as Windows-1251: “повна_назва”" in invoke("bodies", "pokrov", columns).stderr
    rows = a_csv(tmp_path, "code;name_uk", "у д;Дороги міста", encoding="cp1251")
    told = json.loads(invoke("bodies", "pokrov", rows, "--json", "--dry-run").stdout)
    assert told["notes"] == ["read as Windows-1251: “Дороги міста”"]
