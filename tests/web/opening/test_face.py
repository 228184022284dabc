"""What a hromada says of itself, changed in the browser."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text
from werkzeug.test import TestResponse

from app.db import Database, enter_hromada
from app.domain.errors import Rejected
from app.models.places import Hromada
from app.operations.opening.face import MOST_FORMER_SLUGS, rename_slug
from app.queries.territory.hromadas import HromadaCard, enter_by_name
from tests.builders import NOON, a_hromada
from tests.web.desks import form_on

PAGE = "/pokrov/coordination/face"
WORDS = {
    "name_uk": "Кременчуцька",
    "name_en": "Kremenchuk",
    "introduction_uk": "Тут відповідає міська рада.",
    "hotline": "15-80",
    "contact_email": "Rada@Example.org",
    "contact_phone": "+380 536 00 00 00",
    "contact_address": "площа Перемоги, 2",
}


def _send(client: FlaskClient, action: str, **given: object) -> TestResponse:
    return client.post(action, data=form_on(client, PAGE, action) | given)


def _card(database: Database, name: str = "pokrov") -> HromadaCard:
    with database.transaction() as session:
        return enter_by_name(session, name)


def _png(mode: str = "RGBA") -> bytes:
    file = BytesIO()
    Image.new(mode, (600, 300), (200, 30, 30, 0) if mode == "RGBA" else 0).save(file, "PNG")
    return file.getvalue()


def test_names_and_contacts_are_saved(database: Database, coordinator: FlaskClient) -> None:
    assert _send(coordinator, PAGE, **WORDS).status_code == 303
    card = _card(database)
    assert (card.name_uk, card.hotline, card.contact_email) == (
        "Кременчуцька",
        "15-80",
        "rada@example.org",
    )
    assert "Кременчуцька громада" in coordinator.get("/pokrov/").text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name_uk": ""}, "Напишіть трохи більше"),
        ({"hotline": "дзвоніть"}, "Введіть номер телефону"),
        ({"contact_email": "rada"}, 'id="contact_email-error"'),
        ({"introduction_uk": "а" * 1001}, "Скоротіть"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    coordinator: FlaskClient, change: dict[str, str], said: str
) -> None:
    refused = _send(coordinator, PAGE, **(WORDS | change))
    assert refused.status_code == 422
    assert said in refused.text
    assert 'value="площа Перемоги, 2"' in refused.text


def test_the_former_address_leads_to_the_new_one_and_may_return(
    database: Database, coordinator: FlaskClient, client: FlaskClient
) -> None:
    moved = _send(coordinator, f"{PAGE}/slug", slug="Kremenchuk")
    assert moved.location == "/kremenchuk/coordination/face"
    assert coordinator.get("/pokrov/list").location == "/kremenchuk/list"
    page = "/kremenchuk/coordination/face"
    back = coordinator.post(
        f"{page}/slug", data=form_on(coordinator, page, f"{page}/slug") | {"slug": "pokrov"}
    )
    assert back.location == PAGE
    assert coordinator.get("/kremenchuk/list").location == "/pokrov/list"


@pytest.mark.parametrize(
    "slug", ["", "п", "a b", "account", "static", "ua12080090000039979", "next", "had", "x" * 51]
)
def test_an_address_that_is_taken_or_no_address_is_refused(
    database: Database, coordinator: FlaskClient, slug: str
) -> None:
    with database.transaction() as session:
        other = a_hromada(session, "next")
        session.execute(
            text("INSERT INTO hromada_alias VALUES ('had', :id, now())"), {"id": other.id}
        )
    assert _send(coordinator, f"{PAGE}/slug", slug=slug).status_code == 422
    assert _card(database).slug == "pokrov"


def test_a_press_on_the_picture_moves_the_middle(
    database: Database, coordinator: FlaskClient
) -> None:
    before = _card(database)
    centre = f"{PAGE}/centre"
    pressed = {"view": "whole", "large.x": "200", "large.y": "150"}
    assert _send(coordinator, centre, **pressed).status_code == 303
    card = _card(database)
    assert (card.lon, card.lat) == pytest.approx((34.05, 47.65), abs=1e-3)
    assert _send(coordinator, centre, **{"small.x": "299", "small.y": "130"}).status_code in (
        303,
        422,
    )
    assert _send(coordinator, centre, steps="1").status_code == 303
    assert _card(database).zoom == before.zoom + 1


@pytest.mark.parametrize(
    ("place", "status"),
    [("47.66, 34.06", 303), ("50.45, 30.52", 422), ("Ніде", 422), ("", 422), ("Нове село", 303)],
)
def test_without_a_picture_the_middle_is_typed(
    database: Database, town: Hromada, coordinator: FlaskClient, place: str, status: int
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(
            text(
                "INSERT INTO basemap_feature (hromada_id, layer, name_uk, shape) VALUES"
                " (:id, 'place', 'Нове Село', ST_SetSRID(ST_MakePoint(34.03, 47.63), 4326))"
            ),
            {"id": town.id},
        )
    assert _send(coordinator, f"{PAGE}/centre", place=place).status_code == status


def test_a_coat_of_arms_is_drawn_anew_and_shown(
    database: Database, coordinator: FlaskClient, client: FlaskClient
) -> None:
    sent = _send(coordinator, f"{PAGE}/logo", logo=(BytesIO(_png()), "herb.png"))
    assert sent.status_code == 303
    key = _card(database).logo_key
    shown = client.get(f"/pokrov/logo/{key}")
    assert shown.mimetype == "image/png"
    picture = Image.open(BytesIO(shown.data))
    assert (picture.size, picture.mode) == ((256, 128), "RGBA")
    assert f"/pokrov/logo/{key}" in client.get("/pokrov/").text
    assert client.get("/pokrov/logo/0123456789abcdef").status_code == 404
    assert _send(coordinator, f"{PAGE}/logo", remove="1").status_code == 303
    assert _card(database).logo_key == ""
    assert client.get(f"/pokrov/logo/{key}").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Оберіть файл"),
        (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
            "збережіть його як PNG",
        ),
        (b"GIF89a...", "Не вдалося прочитати"),
        (_png()[:200], "Не вдалося прочитати"),
    ],
)
def test_what_is_no_picture_is_refused(
    database: Database, coordinator: FlaskClient, content: bytes, said: str
) -> None:
    refused = _send(coordinator, f"{PAGE}/logo", logo=(BytesIO(content), "herb.svg"))
    assert refused.status_code == 422
    assert said in refused.text
    assert _card(database).logo_key == ""


def test_two_who_save_at_once_see_each_others_words(
    database: Database, coordinator: FlaskClient
) -> None:
    first, second = (form_on(coordinator, PAGE, PAGE) for _ in range(2))
    assert coordinator.post(PAGE, data=first | WORDS).status_code == 303
    late = coordinator.post(PAGE, data=second | WORDS | {"hotline": "15-60"})
    assert late.status_code == 409
    assert "Тим часом збережено: 15-80" in late.text
    assert 'value="15-60"' in late.text
    assert _card(database).hotline == "15-80"
    again = form_on(coordinator, PAGE, PAGE) | WORDS | {"hotline": "15-60"}
    assert coordinator.post(PAGE, data=again).status_code == 303
    assert _card(database).hotline == "15-60"


def test_nobody_collects_addresses_of_others(database: Database, town: Hromada) -> None:
    """A former address is kept for good: as many as one likes would leave others none."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        for n in range(MOST_FORMER_SLUGS):
            rename_slug(session, f"place-{n}", now=NOON)
        with pytest.raises(Rejected, match="Choose one of the former ones"):
            rename_slug(session, "kyiv", now=NOON)
        rename_slug(session, "pokrov", now=NOON)
