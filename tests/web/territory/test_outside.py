"""What comes from outside, through the real pages: refused in time, leading nowhere."""

import json
import re
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.adapters.boundary_files import FencedFiles
from app.adapters.fence import Fence
from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from app.operations.accounts.accounts import Grant
from app.operations.notices.announcing import NewNotice, announce
from app.services import services_of
from tests.builders import a_working_hromada, square
from tests.hostile import (
    a_bomb,
    a_star,
    a_tangle,
    an_area,
    an_endless_catalogue,
    an_endless_view,
    leading_away,
    linked,
    listening,
)
from tests.values import present
from tests.web.desks import NOW
from tests.web.importing import Importer
from tests.web.staff import signed_in

COORDINATION = "/pokrov/coordination"
NOTICE = {"title_uk": "Немає води на Поштовій", "words_uk": "Ремонт магістралі до вечора."}
# The longest that a sender may wait; what is refused needs a small part of it.
PATIENCE_S = 6.0

Send = Callable[[str, bytes], TestResponse]


@pytest.fixture
def town(database: Database) -> Hromada:
    with database.transaction() as session:
        hromada = a_working_hromada(session)
        new = NewNotice(("Немає води", ""), ("Ремонт.", ""), square(34.04, 47.64, 0.02), NOW)
        announce(session, new, now=NOW)
    return hromada


@pytest.fixture
def coordinator(app: Flask, database: Database, town: Hromada) -> FlaskClient:
    grant = Grant(town.id, "c@pokrov.example", Role.COORDINATOR, None)
    return signed_in(app.test_client(), database, grant)


@pytest.fixture
def importer(app: Flask, database: Database, town: Hromada, coordinator: FlaskClient) -> Importer:
    return Importer(app, coordinator, database, town.id)


@pytest.fixture
def places(coordinator: FlaskClient) -> dict[str, Send]:
    """Every way by which a file or a drawing comes in."""

    def post(path: str, page: str, form: dict[str, Any]) -> TestResponse:
        found = re.search(r'name="csrf_token" value="([^"]+)"', coordinator.get(page).text)
        data = form | {"csrf_token": present(found)[1]}
        began = time.monotonic()
        answer = coordinator.post(path, data=data, content_type="multipart/form-data")
        assert time.monotonic() - began < PATIENCE_S
        return answer

    def geometry(content: bytes) -> str:
        """What of a file a drawing can hold: its one geometry, or the text itself."""
        try:
            file = json.loads(content)
            shape = dict(file["features"][0]["geometry"])
        except (ValueError, LookupError, TypeError):
            return content.decode(errors="replace")
        return json.dumps(shape | {key: file[key] for key in file if key == "crs"})

    boundaries, zones = f"{COORDINATION}/boundaries", f"{COORDINATION}/zones"
    notice = {**NOTICE, "everything": "1"}
    listed = coordinator.get("/pokrov/notices").text
    edit = present(re.search(r'href="/pokrov/notices/([0-9]+)', listed))[1]
    return {
        "boundary drawn": lambda _name, content: post(
            f"{boundaries}/drawn",
            f"{boundaries}/draw",
            {"kind": "areas", "code": "x", "geometry": geometry(content)},
        ),
        "zone file": lambda name, content: post(
            f"{zones}/draw", zones, {"reason": "Рішення № 7", "file": (BytesIO(content), name)}
        ),
        "zone drawn": lambda _name, content: post(
            f"{zones}/draw", zones, {"reason": "Рішення № 7", "shape": geometry(content)}
        ),
        "notice file": lambda name, content: post(
            "/pokrov/notices",
            "/pokrov/notices/new",
            notice | {"file": (BytesIO(content), name)},
        ),
        "notice drawn": lambda _name, content: post(
            "/pokrov/notices", "/pokrov/notices/new", notice | {"area": geometry(content)}
        ),
        "notice changed": lambda name, content: post(
            f"/pokrov/notices/{edit}/edit",
            f"/pokrov/notices/{edit}/edit",
            notice | {"file": (BytesIO(content), name)},
        ),
    }


@pytest.mark.parametrize("vertices", [400, 1600])
def test_a_tangle_is_refused_everywhere(places: dict[str, Send], vertices: int) -> None:
    for label, send in places.items():
        answer = send("a.geojson", an_area(a_tangle(vertices)))
        assert answer.status_code == 422, label
        said = "перетинає сам себе" in answer.text
        assert said, label


def test_a_drawing_of_too_many_vertices_is_refused(places: dict[str, Send]) -> None:
    for label in ("boundary drawn", "zone drawn", "notice drawn"):
        answer = places[label]("a.geojson", an_area(a_star(5100)))
        assert answer.status_code == 422, label
        assert "вершин" in answer.text


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.gpkg", an_endless_view, "запитом (view)"),
        ("a.gpkg", an_endless_catalogue, "GeoPackage пошкоджено"),
        ("a.zip", lambda _folder: a_bomb(), "у 10"),
        ("a.geojson", lambda _folder: an_area(crs=linked(9)), "за посиланнями ми не переходимо"),
    ],
)
def test_a_hostile_file_is_refused_with_its_reason(
    places: dict[str, Send],
    importer: Importer,
    tmp_path: Path,
    name: str,
    content: Callable[[Path], bytes],
    told: str,
) -> None:
    for label in ("notice file", "notice changed"):
        answer = places[label](name, content(tmp_path))
        assert answer.status_code == 422, label
        assert told in answer.text, label
        (tmp_path / "layer.gpkg").unlink(missing_ok=True)
    answer = places["zone file"](name, content(tmp_path))
    assert answer.status_code in (303, 422)
    (tmp_path / "layer.gpkg").unlink(missing_ok=True)
    uploaded = importer.page(importer.sent("areas", name, content(tmp_path)))
    assert told in uploaded


def test_nothing_is_fetched_from_any_place(
    places: dict[str, Send], importer: Importer, tmp_path: Path
) -> None:
    with listening() as (port, heard):
        for label, name, content in leading_away(tmp_path, port):
            sent = importer.sent("areas", name, content)
            assert importer.press(sent, "discard").status_code == 303
            assert heard == [], ("an uploaded file", label)
            for place, send in places.items():
                if name == "a.geojson" or place.endswith(("file", "changed")):
                    assert send(name, content).status_code < 500, (place, label)
                    assert heard == [], (place, label)


def test_words_are_kept_while_the_fence_is_down(
    app: Flask, places: dict[str, Send], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    down = tmp_path / "fence.sock"
    down.touch()
    monkeypatch.setattr(services_of(app), "files", FencedFiles(Fence(down)))
    for label, send in places.items():
        answer = send("a.geojson", an_area())
        assert answer.status_code == 503, label
        assert answer.headers["Retry-After"] == "60"
        assert "надішліть ще раз за хвилину" in answer.text, label
        kept = {"zone": "Рішення № 7", "notice": NOTICE["title_uk"]}.get(label.split()[0], "")
        assert kept in answer.text, label
