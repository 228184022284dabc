"""What staff read of the files and polygons they send: refusals and notes in Ukrainian."""

import json
import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.domain.roles import Role
from app.models.boundaries import BoundaryDraft
from app.models.places import Hromada
from app.operations.accounts.accounts import Grant
from tests.builders import a_body, a_category, a_hromada
from tests.files import (
    a_feature,
    a_geojson,
    a_layer,
    a_square,
    a_zipped_shapefile,
    projected,
    zipped,
)
from tests.web.residents import post
from tests.web.staff import signed_in

BASE = "/pokrov/coordination/boundaries"
BOW = shapely.Polygon([(34.0, 47.6), (34.1, 47.7), (34.1, 47.6), (34.0, 47.7)])
FACTS = {"code": "west", "name_uk": "Захід", "body": "east", "categories": ["roads"]}
OF_LAYER: dict[str, Any] = {"body": ["east"], "categories": ["roads"]}


@pytest.fixture
def town(database: Database) -> Hromada:
    with database.transaction() as session:
        hromada = a_hromada(session)
        a_body(session, hromada, "east")
        a_category(session, hromada)
    return hromada


@pytest.fixture
def coordinator(app: Flask, database: Database, town: Hromada) -> FlaskClient:
    grant = Grant(town.id, "a@pokrov.example", Role.COORDINATOR, None)
    return signed_in(app.test_client(), database, grant)


def _send(client: FlaskClient, path: Path, name: str | None = None, **form: Any) -> TestResponse:
    sent = {"kind": "areas", "file": (BytesIO(path.read_bytes()), name or path.name)}
    return post(client, f"{BASE}/file", sent | form, seen=BASE)


def _told(page: str) -> str:
    """What the page says of the file or the drawing."""
    return "\n".join(map(unescape, re.findall(r'class="fault-lines">([^<]*)', page)))


def _content(folder: Path, content: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _area(shape: shapely.Geometry | None = None, **facts: Any) -> Callable[[Path], Path]:
    return lambda folder: a_geojson(folder, a_feature(shape or a_square(), **(FACTS | facts)))


def _without(column: str) -> Callable[[Path], Path]:
    facts = {name: value for name, value in FACTS.items() if name != column}
    return lambda folder: a_geojson(folder, a_feature(a_square(), **facts))


def _twice(folder: Path) -> Path:
    return a_geojson(folder, *[a_feature(a_square(), **FACTS)] * 2)


def _layers(folder: Path) -> Path:
    path = folder / "layers.gpkg"
    a_layer(path, a_square(), layer="zones", **OF_LAYER)
    return a_layer(path, a_square(35), layer="others", **OF_LAYER)


def _shapefiles(folder: Path) -> Path:
    inner = folder / "several"
    inner.mkdir()
    a_layer(inner / "first.shp", a_square())
    a_layer(inner / "second.shp", a_square())
    return zipped(folder, inner)


def _old_shapefile(folder: Path, **given: list[str]) -> Path:
    columns = OF_LAYER | given
    return a_zipped_shapefile(folder, a_square(), encoding="CP1251", without=(".cpg",), **columns)


def _no_words(folder: Path) -> Path:
    return _old_shapefile(folder, name_uk=["¦¬®±µ"])


def _without_system(folder: Path) -> Path:
    return a_zipped_shapefile(folder, projected(a_square(), "EPSG:32636"), crs=None)


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty": (lambda folder: _content(folder, b"", "a.geojson"), "файл порожній"),
    "no JSON": (lambda folder: _content(folder, b"a,b", "a.geojson"), "це не GeoJSON"),
    "broken off": (lambda folder: _content(folder, b'{"ty', "a.json"), "файл не відкривається"),
    "no package": (lambda folder: _content(folder, b"PK", "a.gpkg"), "це не GeoPackage"),
    "no archive": (lambda folder: _content(folder, b"PK", "a.zip"), "це не zip-архів"),
    "no feature": (lambda folder: a_geojson(folder), "жодного об’єкта"),
    "layers": (_layers, "кілька шарів (zones, others): назвіть один із них у полі «Шар»"),
    "shapefiles": (_shapefiles, "кілька Shapefile (first, second): назвіть один із них"),
    "half a shapefile": (
        lambda folder: a_zipped_shapefile(folder, a_square(), without=(".dbf",)),
        "бракує layer.dbf",
    ),
    "text": (_no_words, "літери таблиці не читаються: оберіть у полі «Кодування»"),
    "no system": (_without_system, "у полі «Система координат»: EPSG:4326"),
    "no column": (_without("body"), "бракує стовпців: body або орган. У файлі є: code"),
    "misspelt": (_area(prioryty="1"), "невідомий стовпець «prioryty»"),
    "crossing": (_area(BOW), "перетинає сам себе (самоперетин у точці 34.05 47.65)"),
    "a point": (_area(shapely.Point(34, 47.6)), "це Point, а межа має бути Polygon"),
    "swapped": (_area(a_square(47.6, 34)), "довготу й широту переплутано місцями"),
    "abroad": (_area(a_square(20, 10)), "виходить за межі України"),
    "elsewhere": (_area(a_square(35)), "лежить повністю за межами громади"),
    "no geometry": (
        lambda folder: a_geojson(folder, a_feature(None, **FACTS)),
        "немає геометрії: накресліть",
    ),
    "no name": (_area(name_uk=""), "«name_uk»: порожньо, заповніть"),
    "no category": (_area(categories=[]), "назвіть види"),
    "long": (_area(name_uk="я" * 400), "символів 400"),
    "a code": (_area(code="захід"), "у цьому є кириличні літери"),
    "a number": (_area(priority="high"), "це не ціле число від 0 до 1000000"),
    "a day": (_area(valid_from="soon"), "це не дата"),
    "twice": (_twice, "такий самий, як в об’єкта 1"),
    "a body": (_area(body="nobody"), "немає органу «nobody»: перевірте код у розділі «Органи»"),
    "alike": (_area(body="eats"), "можливо, мається на увазі «east»?"),
    "a category": (_area(categories=["xyz"]), "немає виду «xyz»"),
}
ENGLISH = re.compile(r"\b(the|is|of|it|has|no|not|in)\b")


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_told_in_ukrainian(
    coordinator: FlaskClient, tmp_path: Path, case: str
) -> None:
    make, words = REFUSED[case]
    answer = _send(coordinator, make(tmp_path), name=None)
    told = _told(answer.text)
    assert answer.status_code == 422
    assert words in told
    assert "--" not in told
    assert not ENGLISH.search(told)
    assert not re.search(r"^[a-z-]+: \d", told, re.MULTILINE), "a kind without words"


def test_the_file_keeps_its_own_name(coordinator: FlaskClient, tmp_path: Path) -> None:
    path = _content(tmp_path, b"", "a.geojson")
    told = _told(_send(coordinator, path, name="Межі/зони \u202e2030.geojson").text)
    assert told.startswith("«зони 2030.geojson» прийняти не можна:")


def test_one_of_several_layers_is_named_on_the_form(
    coordinator: FlaskClient, tmp_path: Path
) -> None:
    assert 'name="layer"' in coordinator.get(BASE).text
    assert _send(coordinator, _layers(tmp_path), layer="zones").status_code == 303
    answer = _send(coordinator, tmp_path / "layers.gpkg", layer="thirds")
    assert "шару «thirds» немає; є: zones, others" in _told(answer.text)
    assert 'value="thirds"' in answer.text


def test_an_old_shapefile_is_read_by_its_encoding(coordinator: FlaskClient, tmp_path: Path) -> None:
    path = _old_shapefile(tmp_path)
    answer = _send(coordinator, path, encoding="cp1251")
    assert answer.status_code == 303
    assert "Центр" in coordinator.get(answer.location).text
    assert "не в кодуванні UTF-8" in _told(_send(coordinator, path, encoding="rot13").text)


def test_a_stated_system_beside_the_files_own_is_refused(
    coordinator: FlaskClient, tmp_path: Path
) -> None:
    path = a_layer(tmp_path / "zones.gpkg", a_square(), **OF_LAYER)
    told = _told(_send(coordinator, path, crs="EPSG:32636").text)
    assert "залиште поле «Система координат» порожнім" in told


def test_notes_are_told_in_the_readers_language(coordinator: FlaskClient, tmp_path: Path) -> None:
    wide = a_square(size=0.2)
    path = _area(wide, source="кадастр", valid_from="2030-01-01")(tmp_path)
    page = _send(coordinator, path).location
    told = _told(coordinator.get(page).text)
    assert "стовпці, які не використано: source" in told
    assert "стовпець valid_from не використано: день обирають" in told
    assert re.search(r"Захід, west: за межами громади лежить [\d\xa0]+,\d\d км² \(\d+,\d%\)", told)
    english = _told(coordinator.get(f"{page}?lang=en").text)
    assert "columns not used: source" in english
    assert re.search(r"\(\d+\.\d%\) lie outside the hromada's outline", english)


def test_notes_of_old_drafts_stay_as_they_are(
    coordinator: FlaskClient, database: Database, town: Hromada, tmp_path: Path
) -> None:
    page = _send(coordinator, _area()(tmp_path)).location
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(BoundaryDraft).values(notes=["columns not used: source"]))
        assert session.scalar(select(BoundaryDraft.notes)) == ["columns not used: source"]
    assert "columns not used: source" in _told(coordinator.get(page).text)


def _draw(client: FlaskClient, **form: Any) -> TestResponse:
    ring = [[34.0, 47.6], [34.05, 47.6], [34.05, 47.7], [34.0, 47.7], [34.0, 47.6]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    sent = {"kind": "areas", "code": "west", "geometry": json.dumps(shape)}
    return post(client, f"{BASE}/drawn", sent | form, seen=BASE)


def test_a_drawing_is_refused_by_the_names_of_its_fields(coordinator: FlaskClient) -> None:
    told = _told(_draw(coordinator).text)
    assert "«Назва»: порожньо, заповніть" in told
    assert "«Орган»: порожньо, заповніть" in told
    assert "«Види проблем»: порожньо" in told
    assert "name_uk" not in told


def test_a_drawing_that_is_no_polygon_is_to_be_drawn_anew(coordinator: FlaskClient) -> None:
    broken = '{"type": "Polygon", "coordinates": [[[34, 1e999]]]}'
    assert "накресліть полігон заново" in _told(_draw(coordinator, geometry=broken).text)


def test_a_notices_area_is_refused_without_advice_for_another_form(
    coordinator: FlaskClient, tmp_path: Path
) -> None:
    path = _layers(tmp_path)
    form = {
        "title_uk": "Немає води на Поштовій",
        "words_uk": "Ремонт магістралі до вечора.",
        "everything": "1",
        "file": (BytesIO(path.read_bytes()), path.name),
    }
    answer = post(coordinator, "/pokrov/notices", form, seen="/pokrov/notices/new")
    assert answer.status_code == 422
    refusal = "Це місце не можна взяти: у файлі кілька шарів (zones, others): залиште у файлі"
    assert refusal in unescape(answer.text)
