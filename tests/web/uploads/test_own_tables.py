"""A coordinator saves what the hromada has as a table, corrects it and sends it back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import Database
from app.models.places import Hromada
from app.operations.uploads.own_tables import KINDS_WITH_TABLE
from tests.web.importing import BASE, Importer


@pytest.fixture
def importer(app: Flask, database: Database, town: Hromada, coordinator: FlaskClient) -> Importer:
    return Importer(app, coordinator, database, town.id)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["bodies", "categories"])
def test_what_is_sent_back_as_it_was_changes_nothing(
    importer: Importer, kind: str, suffix: str
) -> None:
    address = f"{BASE}/{kind}/own.{suffix}"
    assert address in importer.page(f"{BASE}/{kind}")
    saved = importer.client.get(address)
    assert "no-store" in saved.headers["Cache-Control"]
    path = importer.sent(kind, f"own.{suffix}", saved.data)
    page = importer.pressed(path, "check")
    assert "Усе це вже відоме" in page, page


def test_headings_are_ukrainian(importer: Importer) -> None:
    text = importer.client.get(f"{BASE}/bodies/own.csv").data.decode("utf-8-sig")
    assert text.startswith("Код латинкою;Назва;Назва англійською;Тип;Пошта для повідомлень")


@pytest.mark.parametrize("kind", ["reports", "outline", "basemap"])
def test_other_kinds_have_no_such_table(importer: Importer, kind: str) -> None:
    assert kind not in KINDS_WITH_TABLE
    assert importer.client.get(f"{BASE}/{kind}/own.csv").status_code == 404


def test_a_table_of_areas_becomes_a_draft_of_the_whole_hromada(importer: Importer) -> None:
    table = "Назва;Орган;Види проблем;Територія\nУсе місто;udg;усе;вся громада\n"
    path = importer.sent("areas", "зони.csv", table.encode())
    importer.pressed(path, "check")
    assert "/pokrov/coordination/boundaries/" in importer.pressed(path, "take")


def test_a_table_of_areas_needs_a_territory(importer: Importer) -> None:
    path = importer.sent("areas", "зони.csv", "Назва;Орган;Види проблем\nУсе;udg;усе\n".encode())
    page = importer.pressed(path, "check")
    assert "У файлі бракує стовпців" in page
    assert "<li>Територія</li>" in page


def test_a_table_of_districts_ends_none(importer: Importer) -> None:
    answer = importer.send("districts", "райони.csv", "Назва\nЦентр\n".encode(), whole="1")
    assert answer.status_code == 422
    assert "Припинити їх може тільки шар із полігонами" in answer.text
