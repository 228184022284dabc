"""A file is uploaded, opened, checked and taken in the browser; nothing changes before."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update

from app.db import Database
from app.domain.errors import Rejected
from app.domain.roles import Role
from app.inputs.uploads import parse_sent_file
from app.models.addresses import Address
from app.models.imports import ImportFile
from app.models.places import Body, Category, District, Hromada
from app.models.reports import Report
from app.operations.uploads.kinds import KINDS, MB
from app.operations.uploads.samples import SAMPLES
from app.services import services_of
from tests.builders import a_hromada, square
from tests.files import a_feature, a_geojson, a_square
from tests.osm_town import a_town_extract
from tests.web.desks import SignIn, entering
from tests.web.importing import BASE, Importer

BODIES = "code,name_uk,email,phone\npark,Міський парк,park@misto.example,+380 00 500 01 03\n"


@pytest.fixture
def importer(app: Flask, database: Database, town: Hromada, coordinator: FlaskClient) -> Importer:
    return Importer(app, coordinator, database, town.id)


def count(importer: Importer, table: type[Body | Category | District | Report | Address]) -> int:
    with importer.database.reading(importer.hromada_id) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_bodies_are_taken_after_they_were_checked(importer: Importer) -> None:
    before = count(importer, Body)
    path = importer.sent("bodies", "органи.csv", BODIES.encode())
    page = importer.page(path)
    assert "Міський парк" in page
    assert count(importer, Body) == before
    page = importer.pressed(path, "check")
    assert "Що зміниться" in page
    assert count(importer, Body) == before
    page = importer.pressed(path, "take")
    assert "Файл взято" in page
    assert count(importer, Body) == before + 1


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [(kind, suffix) for kind in sorted(SAMPLES) for suffix in SAMPLES[kind].suffixes],
)
def test_samples_are_taken_as_they_are(importer: Importer, kind: str, suffix: str) -> None:
    if kind in {"areas", "reports"}:
        _name_groups_apart(importer)
        for needed in ("bodies", "categories"):
            take_sample(importer, needed, "csv")
    assert "Файл взято" in take_sample(importer, kind, suffix)


def _name_groups_apart(importer: Importer) -> None:
    named = update(Category).where(Category.code != "roads", Category.parent_id.is_(None))
    with importer.database.transaction(importer.hromada_id) as session:
        session.execute(named.values(name_uk=Category.code))


def take_sample(importer: Importer, kind: str, suffix: str) -> str:
    sample = importer.client.get(f"{BASE}/{kind}/sample.{suffix}")
    assert sample.status_code == 200
    path = importer.sent(kind, f"sample.{suffix}", sample.data)
    page = importer.pressed(path, "check")
    assert "Що зміниться" in page, page
    return importer.pressed(path, "take")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_bodies_come_as_a_table_to_be_filled_in(importer: Importer, suffix: str) -> None:
    own = f"{BASE}/bodies/own.{suffix}"
    assert f'href="{own}"' in importer.page(f"{BASE}/bodies")
    answer = importer.client.get(own)
    path = importer.sent("bodies", f"bodies.{suffix}", answer.data)
    page = importer.pressed(path, "check")
    assert "Усе це вже відоме: брати нічого." in page


def test_from_a_file_one_returns_to_what_is_missing(importer: Importer) -> None:
    back = "/pokrov/coordination/opening"
    path = importer.sent("bodies", "b.csv", "Орган;Ел. адреса;Тел.\nПарк;;15-80\n".encode())
    # Headings as people have them are known.
    assert "Що зміниться" in importer.pressed(path, "check")
    assert f'<a class="button button-quiet" href="{back}"' not in importer.pressed(path, "take")
    with importer.database.transaction() as session:
        session.execute(text("UPDATE hromada SET served = false"))
    assert f'<a class="button button-quiet" href="{back}"' in importer.page(path)


def test_every_kind_has_a_page_and_a_sample(importer: Importer) -> None:
    listing = importer.page(BASE)
    for kind in KINDS:
        assert f"{BASE}/{kind}" in listing
        page = importer.page(f"{BASE}/{kind}")
        for suffix in SAMPLES[kind].suffixes if kind in SAMPLES else ():
            assert f"{BASE}/{kind}/sample.{suffix}" in page
            assert importer.client.get(f"{BASE}/{kind}/sample.{suffix}").data


def test_the_page_shows_where_the_file_lands(importer: Importer, tmp_path: Path) -> None:
    file = a_geojson(tmp_path, a_feature(a_square(), code="a", name_uk="Район"))
    page = importer.page(importer.sent("districts", file.name, file.read_bytes()))
    assert "landing-shapes" in page
    assert "Система координат" in page


def test_boundaries_become_a_draft(importer: Importer, tmp_path: Path) -> None:
    before = count(importer, District)
    file = a_geojson(tmp_path, a_feature(a_square(size=0.05), code="a", name_uk="Район"))
    path = importer.sent("districts", file.name, file.read_bytes())
    importer.pressed(path, "check")
    page = importer.pressed(path, "take")
    assert "/pokrov/coordination/boundaries/" in page
    assert count(importer, District) == before


def test_the_outline_is_replaced(importer: Importer, tmp_path: Path) -> None:
    file = a_geojson(tmp_path, a_feature(a_square(size=0.12), name_uk="Громада"))
    path = importer.sent("outline", file.name, file.read_bytes())
    assert "громада отримує" in importer.pressed(path, "check")
    importer.pressed(path, "take")
    with importer.database.reading() as session:
        wide = text(
            "SELECT round(CAST(ST_XMax(boundary) AS numeric), 3) FROM hromada WHERE id = :id"
        )
        assert float(session.scalar(wide, {"id": importer.hromada_id}) or 0) == 34.12


def test_an_extract_is_taken_as_the_basemap(importer: Importer, tmp_path: Path) -> None:
    extract = a_town_extract(tmp_path)
    path = importer.sent("basemap", extract.name, extract.read_bytes())
    assert "витяг з OpenStreetMap" in importer.page(path)
    importer.pressed(path, "check")
    assert "Файл взято" in importer.pressed(path, "take")


REPORTS = (
    "id,lon,lat,category,description\n"
    "1,34.05,47.65,roads.pothole,Яма біля школи\n"
    "2,0,0,roads.pothole,Яма ніде\n"
)


def test_refused_rows_are_left_out_and_downloaded(importer: Importer) -> None:
    path = importer.sent("reports", "r.csv", REPORTS.encode())
    page = importer.pressed(path, "check")
    assert "1\u00a0рядок не взято" in page
    assert "Взяти без цих рядків" in page
    with importer.client.get(f"{path}/refused.csv") as refused:
        assert "Яма ніде" in refused.data.decode("utf-8-sig")
    assert count(importer, Report) == 0
    importer.pressed(path, "take")
    assert count(importer, Report) == 1


def test_a_file_taken_again_brings_nothing(importer: Importer) -> None:
    for _ in range(2):
        path = importer.sent("bodies", "b.csv", BODIES.encode())
        page = importer.pressed(path, "check")
        if "Взяти" in page:
            importer.pressed(path, "take")
    assert "брати нічого" in page


def test_a_file_that_cannot_be_read_says_why(importer: Importer) -> None:
    path = importer.sent("districts", "d.gpkg", b"PK\x03\x04 not a GeoPackage")
    page = importer.page(path)
    assert "Файл не вдалося прочитати" in page
    shown = page.split("<main", 1)[1].split("</main", 1)[0]
    # A token against forgery may hold two dashes.
    assert "--" not in re.sub(r'<input type="hidden"[^>]*>|<!--', "", shown)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("b.exe", b"MZ", "не той файл"),
        ("b.csv", b"", "порожній"),
        ("", b"", "Оберіть файл"),
    ],
)
def test_what_is_no_file_of_the_kind_is_refused(
    importer: Importer, name: str, content: bytes, said: str
) -> None:
    answer = importer.send("bodies", name, content)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("kind", "name", "size", "taken"),
    [
        ("addresses", "a.csv", 20 * MB, True),
        ("addresses", "a.csv", 20 * MB + 1, False),
        ("addresses", "a.osm.pbf", 100 * MB, True),
        ("addresses", "a.osm.pbf", 100 * MB + 1, False),
    ],
)
def test_extracts_may_be_larger_than_tables(kind: str, name: str, size: int, taken: bool) -> None:
    if taken:
        assert parse_sent_file(KINDS[kind], name, size).size == size
    else:
        with pytest.raises(Rejected):
            parse_sent_file(KINDS[kind], name, size)


def test_a_second_window_cannot_take_what_it_did_not_see(importer: Importer) -> None:
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    importer.pressed(path, "check")
    seen = importer.fields(path, "take")
    importer.pressed(path, "check")
    before = count(importer, Body)
    importer.client.post(f"{path}/take", data=seen)
    assert "перевірили ще раз" in importer.page(path)
    importer.work()
    assert count(importer, Body) == before


def test_a_file_is_taken_once(importer: Importer) -> None:
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    importer.pressed(path, "check")
    fields = importer.fields(path, "take")
    for _ in range(2):
        importer.client.post(f"{path}/take", data=fields)
    assert importer.work() == 1


def test_a_file_put_aside_is_deleted_and_not_taken(importer: Importer) -> None:
    before = count(importer, Body)
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    importer.pressed(path, "check")
    importer.press(path, "take")
    page = importer.pressed(path, "discard")
    assert "Відкладено" in page or "видалено" in page
    assert count(importer, Body) == before
    with importer.database.reading(importer.hromada_id) as session:
        key = session.scalars(select(ImportFile.storage_key)).one()
    assert services_of(importer.app).uploads.path(key) is None


def test_files_of_another_hromada_are_not_found(
    importer: Importer, app: Flask, database: Database
) -> None:
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    with database.transaction() as session:
        other = a_hromada(
            session,
            "nikopol",
            boundary=square(35.0, 48.0),
            centre="SRID=4326;POINT(35.05 48.05)",
        )
    stranger = entering(app, database, other)(Role.COORDINATOR, email="c@nikopol.example")
    there = path.replace("/pokrov/", "/nikopol/")
    for page in (there, f"{there}/refused.csv", f"{there}/state.json"):
        assert stranger.get(page).status_code == 404


def test_whoever_is_no_coordinator_any_more_takes_nothing(importer: Importer) -> None:
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    importer.pressed(path, "check")
    importer.press(path, "take")
    before = count(importer, Body)
    with importer.database.transaction(importer.hromada_id) as session:
        session.execute(text("DELETE FROM role_grant WHERE role = 'coordinator'"))
    importer.work()
    assert count(importer, Body) == before


def test_other_roles_do_not_import(enter: SignIn) -> None:
    assert enter(Role.MODERATOR).get(BASE).status_code == 403


def test_a_deleted_file_is_asked_for_again(importer: Importer) -> None:
    path = importer.sent("bodies", "b.csv", BODIES.encode())
    uploads = services_of(importer.app).uploads
    assert uploads.sweep(datetime.now(UTC) - timedelta(1)) == 0
    assert uploads.sweep(datetime.now(UTC) + timedelta(1)) >= 1
    assert "Файл видалено" in importer.page(path)


def test_the_page_knows_when_it_has_changed(importer: Importer) -> None:
    answer = importer.send("bodies", "b.csv", BODIES.encode())
    page = importer.page(answer.location)
    assert "Читаємо файл" in page
    assert 'http-equiv="refresh"' in page
    state = json.loads(importer.client.get(f"{answer.location}/state.json").data)["state"]
    assert f'data-known="{state}"' in page
    importer.work()
    assert json.loads(importer.client.get(f"{answer.location}/state.json").data)["state"] != state


def test_a_broken_task_says_so_and_keeps_the_file(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    path = importer.sent("bodies", "b.csv", BODIES.encode())
    monkeypatch.setattr("app.jobs.imports.try_file", broken)
    assert "Роботу зупинено" in importer.pressed(path, "check")
    monkeypatch.undo()
    assert "Що зміниться" in importer.pressed(path, "check")
