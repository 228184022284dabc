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
from tests.web.importing import Importer
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


@pytest.fixture
def importer(app: Flask, database: Database, town: Hromada, coordinator: FlaskClient) -> Importer:
    return Importer(app, coordinator, database, town.id)


def _read(importer: Importer, path: Path, **stated: str) -> str:
    """The page of a file of areas that was sent, read and, where it can be, checked."""
    answer = importer.send("areas", path.name, path.read_bytes())
    if answer.status_code == 422:
        return unescape(answer.text)
    importer.work()
    page = answer.location
    shown = importer.page(page)
    if f"{page}/check" in shown:
        shown = importer.pressed(page, "check", **stated)
    return unescape(shown)


def _draft(importer: Importer, path: Path) -> str:
    return importer.drafted("areas", path.name, path.read_bytes())


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
    "layers": (_layers, "кілька шарів (zones, others)"),
    "shapefiles": (_shapefiles, "кілька Shapefile (first, second)"),
    "half a shapefile": (
        lambda folder: a_zipped_shapefile(folder, a_square(), without=(".dbf",)),
        "бракує layer.dbf",
    ),
    "text": (_no_words, "літери таблиці не читаються"),
    "no system": (_without_system, "систем"),
    "no column": (_without("body"), "У файлі бракує стовпців"),
    "crossing": (_area(BOW), "перетинає сам себе (самоперетин у точці 34.05 47.65)"),
    "a point": (_area(shapely.Point(34, 47.6)), "це Point, а межа має бути Polygon"),
    "swapped": (_area(a_square(47.6, 34)), "довготу й широту переплутано місцями"),
    "abroad": (_area(a_square(20, 10)), "виходить за межі України"),
    "elsewhere": (_area(a_square(35)), "лежить повністю за межами громади"),
    "no geometry": (
        lambda folder: a_geojson(folder, a_feature(None, **FACTS)),
        "немає геометрії: накресліть",
    ),
    "no name": (_area(name_uk=""), "порожньо, заповніть"),
    "no category": (_area(categories=[]), "назвіть види"),
    "long": (_area(name_uk="я" * 400), "символів 400"),
    "a code": (_area(code="захід"), "у цьому є кириличні літери"),
    "a number": (_area(priority="high"), "це не ціле число від 0 до 1000000"),
    "a day": (_area(valid_from="soon"), "це не дата"),
    "twice": (_twice, "такий самий, як в об’єкта 1"),
    "a body": (_area(body="nobody"), "немає органу «nobody»"),
    "alike": (_area(body="eats"), "можливо, мається на увазі «east»?"),
    "a category": (_area(categories=["xyz"]), "немає виду «xyz»"),
}
ENGLISH = re.compile(r"\b(the|is|of|it|has|no|not|in)\b")


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_told_in_ukrainian(importer: Importer, tmp_path: Path, case: str) -> None:
    make, words = REFUSED[case]
    told = _read(importer, make(tmp_path))
    assert words in told
    assert "/take" not in told
    refused = "\n".join(re.findall(r"<li>(?!<)([^<]+)</li>", told))
    assert not ENGLISH.search(refused)


def test_an_old_shapefile_is_read_by_its_encoding(importer: Importer, tmp_path: Path) -> None:
    assert "Центр" in _read(importer, _old_shapefile(tmp_path), encoding="cp1251", again="1")


def test_notes_are_told_in_the_readers_language(
    coordinator: FlaskClient, importer: Importer, tmp_path: Path
) -> None:
    wide = a_square(size=0.2)
    path = _area(wide, source="кадастр", valid_from="2030-01-01")(tmp_path)
    page = _draft(importer, path)
    told = _told(coordinator.get(page).text)
    assert "стовпці, які не використано: source" in told
    assert "стовпець valid_from не використано: день обирають" in told
    assert re.search(r"Захід, west: за межами громади лежить [\d\xa0]+,\d\d км² \(\d+,\d%\)", told)
    english = _told(coordinator.get(f"{page}?lang=en").text)
    assert "columns not used: source" in english
    assert re.search(r"\(\d+\.\d%\) lie outside the hromada's outline", english)


def test_notes_of_old_drafts_stay_as_they_are(
    coordinator: FlaskClient, importer: Importer, tmp_path: Path
) -> None:
    page = _draft(importer, _area()(tmp_path))
    with importer.database.transaction() as session:
        enter_hromada(session, importer.hromada_id)
        session.execute(update(BoundaryDraft).values(notes=["columns not used: source"]))
        assert session.scalar(select(BoundaryDraft.notes)) == ["columns not used: source"]
    assert "columns not used: source" in _told(coordinator.get(page).text)


def _draw(client: FlaskClient, **form: Any) -> TestResponse:
    ring = [[34.0, 47.6], [34.05, 47.6], [34.05, 47.7], [34.0, 47.7], [34.0, 47.6]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    sent = {"kind": "areas", "code": "west", "geometry": json.dumps(shape)}
    return post(client, f"{BASE}/drawn", sent | form, seen=f"{BASE}/draw")


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
