"""What was guessed is shown and can be changed: encoding, columns, words of categories."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import Database
from app.models.places import Body, Hromada
from app.models.reports import Report
from app.operations.importing.files.headings import HEADINGS
from app.texts.imports import column_text
from tests.files import a_feature, a_square
from tests.real_files import COLLECTED, needs_collected
from tests.web.importing import Importer
from tests.workbooks import a_workbook, an_ods

OWN = "Шифр;Як зветься;Куди писати\npark;Міський парк;park@misto.example\n"
MAPPED = {"column-code": "Шифр", "column-name_uk": "Як зветься", "column-email": "Куди писати"}


@pytest.fixture
def importer(app: Flask, database: Database, town: Hromada, coordinator: FlaskClient) -> Importer:
    return Importer(app, coordinator, database, town.id)


def body(importer: Importer, code: str) -> Body:
    with importer.database.reading(importer.hromada_id) as session:
        return session.scalars(select(Body).filter_by(code=code)).one()


def reports(importer: Importer) -> list[Report]:
    with importer.database.reading(importer.hromada_id) as session:
        return list(session.scalars(select(Report).order_by(Report.number)))


def test_own_headings_are_given_a_meaning(importer: Importer) -> None:
    path = importer.sent("bodies", "органи.csv", OWN.encode())
    page = importer.pressed(path, "check")
    assert "У файлі бракує стовпців" in page
    assert "Код латинкою" in page
    assert "Що зміниться" in importer.pressed(path, "check", **MAPPED)
    importer.pressed(path, "take")
    assert body(importer, "park").email == "park@misto.example"


def test_what_was_said_of_columns_is_remembered(importer: Importer) -> None:
    path = importer.sent("bodies", "b.csv", OWN.encode())
    importer.pressed(path, "check", **MAPPED)
    importer.pressed(path, "take")
    again = importer.sent("bodies", "c.csv", OWN.replace("park", "garden").encode())
    assert importer.fields(again, "check")["column-code"] == "Шифр"


def test_a_column_may_be_left_out(importer: Importer) -> None:
    path = importer.sent("bodies", "b.csv", b"code,name_uk,phone\npark,P,+380 00 500 01 03\n")
    importer.pressed(path, "check", **{"column-phone": ""})
    importer.pressed(path, "take")
    assert body(importer, "park").phone == ""


def test_the_guessed_encoding_is_shown_with_a_sample(importer: Importer) -> None:
    path = importer.sent("bodies", "b.csv", OWN.replace("park@", "x@").encode("cp1251"))
    page = importer.page(path)
    assert "Windows-1251" in page
    assert "Міський парк" in page
    page = importer.pressed(path, "check", encoding="koi8-u", again="1")
    assert "Міський парк" not in page


def test_what_was_guessed_of_a_layer_is_shown_before_it_is_taken(importer: Importer) -> None:
    feature = a_feature(a_square(), code="d", name_uk="Солом’янський район")
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False)
    page = importer.page(importer.sent("districts", "d.geojson", content.encode("cp1251")))
    assert "прочитано в кодуванні Windows-1251: «Солом’янський район»" in page


@pytest.mark.parametrize("write", [a_workbook, an_ods])
def test_spreadsheets_are_tables(importer: Importer, tmp_path: Path, write: object) -> None:
    lines: list[tuple[Any, ...]] = [("code", "name_uk"), ("park", "Міський парк")]
    file = write(tmp_path, *lines)  # type: ignore[operator]  # one of two builders
    path = importer.sent("bodies", file.name, file.read_bytes())
    importer.pressed(path, "check")
    importer.pressed(path, "take")
    assert body(importer, "park").name_uk == "Міський парк"


def test_another_sheet_is_chosen(importer: Importer, tmp_path: Path) -> None:
    other: list[tuple[Any, ...]] = [("code", "name_uk"), ("garden", "Сад")]
    file = a_workbook(tmp_path, ("code", "name_uk"), ("park", "Міський парк"), Друга=other)
    path = importer.sent("bodies", file.name, file.read_bytes())
    importer.pressed(path, "check", layer="Друга", again="1")
    importer.pressed(path, "check")
    importer.pressed(path, "take")
    assert body(importer, "garden").name_uk == "Сад"


WORDS = "id,lon,lat,category,description\n1,34.05,47.65,Слон на дорозі,Слон стоїть\n"


def test_unknown_kinds_of_problems_are_given_a_meaning(importer: Importer) -> None:
    path = importer.sent("reports", "r.csv", WORDS.encode())
    assert "слон на дорозі" in importer.page(path)
    assert "1\u00a0рядок не взято" in importer.pressed(path, "check")
    assert reports(importer) == []
    page = importer.page(path)
    code = re.search(r'<option value="(roads[^"]*|[a-z.]+)"', page.split('name="categories-0"')[1])
    assert code
    importer.pressed(path, "check", **{"categories-0": code[1]})
    importer.pressed(path, "take")
    assert len(reports(importer)) == 1


def test_what_was_said_of_words_is_remembered(importer: Importer) -> None:
    path = importer.sent("reports", "r.csv", WORDS.encode())
    importer.pressed(path, "check", **{"categories-0": "roads.pothole"})
    importer.pressed(path, "take")
    again = importer.sent("reports", "next.csv", WORDS.replace("\n1,", "\n2,").encode())
    assert importer.fields(again, "check")["categories-0"] == "roads.pothole"
    importer.pressed(again, "check")
    importer.pressed(again, "take")
    assert len(reports(importer)) == 2
    # It can be taken back.
    third = importer.sent("reports", "third.csv", WORDS.replace("\n1,", "\n3,").encode())
    assert "рядок не взято" in importer.pressed(third, "check", **{"categories-0": ""})


def test_what_words_mean_is_asked_in_the_open(importer: Importer) -> None:
    two = WORDS + "2,34.05,47.65,roads.pothole,Яма\n"
    path = importer.sent("reports", "r.csv", two.encode())
    page = importer.pressed(path, "check")
    assert "скажіть на сторінці файлу, що це означає" in page
    assert '<details class="fold" open><summary>Що в якому стовпці' in page


def test_refused_rows_are_sent_again_as_they_were_downloaded(importer: Importer) -> None:
    path = importer.sent("reports", "r.csv", WORDS.encode())
    importer.pressed(path, "check")
    with importer.client.get(f"{path}/refused.csv") as answer:
        again = importer.sent("reports", "r.refused.csv", answer.data)
    page = importer.pressed(again, "check", **{"categories-0": "roads.pothole"})
    assert "рядок не взято" not in page
    assert "стовпці, які не використано" not in page


@needs_collected
@pytest.mark.parametrize(
    "name", ["r_excel_cp1251.csv", "r_excel_h.csv", "r_sep.csv", "r_serial.csv", "r_trailing.csv"]
)
def test_files_as_people_have_them(importer: Importer, name: str) -> None:
    path = importer.sent("reports", name, (COLLECTED / name).read_bytes())
    page = importer.page(path)
    assert "Що ми прочитали" in page, page
    assert re.search(r"<dt>Рядків</dt><dd>[1-9]", page)


def test_forms_call_columns_by_their_headings(app: Flask) -> None:
    with app.test_request_context():
        assert {name: column_text(name) for name in HEADINGS} == HEADINGS


def test_refused_rows_say_why_in_ukrainian(importer: Importer) -> None:
    path = importer.sent("reports", "r.csv", WORDS.replace("34.05,47.65", "0,0").encode())
    importer.pressed(path, "check")
    with importer.client.get(f"{path}/refused.csv") as answer:
        text = answer.data.decode("utf-8-sig")
    assert text.startswith("Рядок у файлі;Чому не взято;id;lon")
    assert "океані" in text
    assert "--" not in text


def test_no_page_names_a_command(importer: Importer) -> None:
    files = {
        "reports": (WORDS + "2,0,0,,\n3,x,y,,x\n", "r.csv"),
        "bodies": ("kode,nam\na,b\n", "b.csv"),
        "districts": ("{", "d.geojson"),
        "renames": ("old,new,kind\nA,B,щось\n", "n.csv"),
    }
    for kind, (content, name) in files.items():
        path = importer.sent(kind, name, content.encode())
        pages = [importer.page(path)]
        if f'{path}/check"' in pages[0] and "Перевірити" in pages[0]:
            pages.append(importer.pressed(path, "check"))
        for page in pages:
            main = re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main", 1)[0])
            assert "--" not in main
            assert "flask" not in main
