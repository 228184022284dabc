"""Pictures for messengers: drawn once, with nothing of a report that is not public."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.adapters.cards import CardFolder
from app.adapters.fence import TooHeavy
from app.db import Database
from app.models.basemap import BasemapSource
from app.models.places import Hromada
from app.services import services_of
from app.web.territory import cards
from tests.builders import a_public_report, a_report
from tests.web.desks import made
from tests.web.test_discovery import head


def drawn(client: FlaskClient, path: str) -> bytes:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in answer.headers
    return bytes(answer.data)


def test_a_card_is_a_map_with_words(client: FlaskClient, town: Hromada) -> None:
    card = Image.open(BytesIO(drawn(client, "/pokrov/card.png?lang=uk"))).convert("RGB")
    assert card.size == (1200, 630)
    band = card.crop((0, 460, 1200, 630))
    assert band.getcolors(10) is None, "words are drawn"
    assert drawn(client, "/pokrov/card.png?lang=en") != drawn(client, "/pokrov/card.png?lang=uk")


def test_a_card_is_drawn_once(
    client: FlaskClient, town: Hromada, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = drawn(client, "/pokrov/card.png")
    monkeypatch.setattr(cards, "draw_map", None)
    assert drawn(client, "/pokrov/card.png") == first
    etag = client.get("/pokrov/card.png").headers["ETag"]
    again = client.get("/pokrov/card.png", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_a_card_names_whom_its_ground_is_by(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    without = drawn(client, "/pokrov/card.png")
    with database.transaction(town.id) as session:
        source = {"hromada_id": town.id, "source": "a", "imported_at": datetime.now(UTC)}
        session.add(BasemapSource(**source, attribution="© OpenStreetMap contributors"))
    assert drawn(client, "/pokrov/card.png") != without


def test_a_report_has_a_card_only_when_it_is_public(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    public = made(database, town, a_public_report)
    waiting = made(database, town, a_report)
    hromadas = drawn(client, "/pokrov/card.png")
    assert drawn(client, f"/pokrov/reports/{public}/card.png") != hromadas
    assert drawn(client, f"/pokrov/reports/{waiting}/card.png") == hromadas
    assert drawn(client, "/pokrov/reports/987654/card.png") == hromadas


def test_pages_name_their_card(client: FlaskClient, database: Database, town: Hromada) -> None:
    number = made(database, town, a_public_report)
    card = f'content="http://localhost:8000/pokrov/reports/{number}/card.png?lang=uk"'
    assert f'property="og:image" {card}' in head(client, f"/pokrov/reports/{number}")
    assert "/pokrov/card.png?lang=uk" in head(client, "/pokrov/")


def test_old_cards_leave_room(tmp_path: Path) -> None:
    folder = CardFolder(tmp_path, most=10)
    for number in range(11):
        folder.keep(b"x", number)
    assert len(list(tmp_path.iterdir())) == 9
    assert folder.read(10) == b"x"


def test_a_full_fence_is_said(
    app: Flask, client: FlaskClient, town: Hromada, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_more: object) -> bytes:
        raise TooHeavy("card")

    monkeypatch.setattr(CardFolder, "read", lambda *_: None)
    monkeypatch.setattr(services_of(app).fence, "run", full)
    answer = client.get("/pokrov/card.png?lang=en")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
