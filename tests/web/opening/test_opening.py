"""The checklist of an opening hromada."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import text, update

from app.adapters.letters import Letter
from app.db import Database, enter_hromada
from app.domain.deadlines import HromadaTerms
from app.domain.roles import Role
from app.models.basemap import BasemapSource
from app.models.places import Body, Category, Hromada
from app.queries.opening.checklist import CLOCKS
from tests.builders import NOON
from tests.web.desks import SignIn, form_on

PAGE = "/pokrov/coordination/opening"
OPEN, LETTER = f"{PAGE}/open", f"{PAGE}/letter"


def _line(page: str, step: str) -> str:
    found = re.search(rf'<li id="{step}".*?</li>', page, re.DOTALL)
    assert found, step
    return found[0]


def _unserved(database: Database, town: Hromada) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Hromada).values(served=False))


def _complete(database: Database, town: Hromada) -> None:
    """Everything but the mail and the moderator."""
    with database.transaction() as session:
        enter_hromada(session, town.id)
        body = session.query(Body).filter_by(code="water").one()
        session.execute(update(Body).values(email="body@example.org"))
        session.execute(update(Category).values(default_body_id=body.id))
        session.execute(
            text(
                "INSERT INTO basemap_feature (hromada_id, layer, shape) VALUES"
                " (:id, 'street', ST_GeomFromText('LINESTRING(34 47.6, 34.1 47.7)', 4326))"
            ),
            {"id": town.id},
        )
        for clock in CLOCKS:
            session.execute(
                text(
                    "INSERT INTO hromada_setting (hromada_id, name, valid_from, value, decision)"
                    " VALUES (:id, :name, '2026-01-01Z', :value, 'Рішення № 15 від 12.06.2026')"
                ),
                {"id": town.id, "name": clock, "value": str(getattr(HromadaTerms(), clock))},
            )


def _somebody_asks(database: Database, town: Hromada) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(
            text(
                "INSERT INTO hromada_request (hromada_id, person_key, by_address, email, locale,"
                " created_at, confirmed_at)"
                " VALUES (:id, 'x', true, 'asked@example.org', 'uk', now(), now())"
            ),
            {"id": town.id},
        )


def test_each_line_has_a_state_figures_and_a_button(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    _unserved(database, town)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(update(Body).where(Body.code == "water").values(email=""))
    page = coordinator.get(PAGE).text
    assert "1 з 2 мають пошту. Без пошти: 1." in _line(page, "bodies")
    assert 'aria-label="Потрібно"' in _line(page, "bodies")
    assert "1 район, перетинів немає." in _line(page, "districts")
    assert 'aria-label="За бажанням"' in _line(page, "logo")
    assert "Нікого не запрошено" in _line(page, "moderator")
    lines = re.findall(r'<li id="[a-z]+" class="is-[a-z]+">.*?</li>', page, re.DOTALL)
    assert all(len(re.findall(r'class="button', line)) == 1 for line in lines)


def test_a_page_about_the_hromada_counts_once_it_is_written(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    _unserved(database, town)
    assert "Написано вами" not in _line(coordinator.get(PAGE).text, "about")
    edit = "/pokrov/coordination/pages/about"
    form = form_on(coordinator, edit, edit)
    form |= {"seen": "0", "text_uk": "Тут питають і відповідають.", "text_en": ""}
    assert coordinator.post(edit, data=form).status_code == 303
    assert "Написано вами" in _line(coordinator.get(PAGE).text, "about")


def test_one_button_is_filled_that_of_the_first_missing_line(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    _unserved(database, town)
    lists = coordinator.get(PAGE).text.split('<ul class="checklist">', 1)[1].split("<section")[0]
    filled = re.findall(
        r'<li id="([a-z]+)" class="is-needed">(?:(?!</li>).)*class="button"', lists, re.DOTALL
    )
    assert filled == ["basemap"]


def test_what_is_missing_keeps_it_closed_and_says_why(
    database: Database, town: Hromada, coordinator: FlaskClient, client: FlaskClient
) -> None:
    _unserved(database, town)
    refused = coordinator.post(OPEN, data=form_on(coordinator, PAGE, OPEN))
    assert refused.status_code == 422
    assert 'aria-disabled="true"' in refused.text
    assert '<a href="#moderator">модератора</a>' in refused.text


def test_it_opens_once_everything_is_there(
    database: Database,
    town: Hromada,
    coordinator: FlaskClient,
    enter: SignIn,
    post: Callable[[int | None], dict[str, Letter]],
) -> None:
    _unserved(database, town)
    _complete(database, town)
    enter(Role.MODERATOR)
    assert coordinator.post(LETTER, data=form_on(coordinator, PAGE, LETTER)).status_code == 303
    letter = post(town.id)["coordinator@pokrov.example"]
    link = re.findall(rf"({LETTER}/\S+)", letter.text)[0]
    coordinator.get(link)
    assert "Натисніть кнопку" in _line(coordinator.get(PAGE).text, "mail")
    assert coordinator.post(link, data=form_on(coordinator, link, link)).status_code == 303
    _somebody_asks(database, town)
    page = coordinator.get(PAGE).text
    assert "Пробний лист дійшов" in _line(page, "mail")
    assert "aria-disabled" not in page
    assert coordinator.post(OPEN, data=form_on(coordinator, PAGE, OPEN)).status_code == 303
    assert "Громаду відкрито" in coordinator.get(PAGE).text
    assert "asked@example.org" in post(town.id), "whoever asked for it is told"
    with database.transaction() as session:
        enter_hromada(session, town.id)
        row = session.execute(text("SELECT served, unready, opened_at FROM hromada")).one()
    assert (row.served, row.unready) == (True, False)
    assert row.opened_at is not None
    coordinator.delete_cookie("vm_account")
    assert coordinator.get("/pokrov/").status_code == 200


def test_the_line_of_the_map_says_how_new_its_data_are(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    _complete(database, town)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.execute(
            text(
                "INSERT INTO basemap_source (hromada_id, source, attribution, data_at,"
                " imported_at) VALUES (:id, 'openstreetmap', '© OpenStreetMap contributors',"
                " '2026-11-20T12:00Z', '2026-11-29T12:00Z')"
            ),
            {"id": town.id},
        )
    assert "Дані OpenStreetMap від 20.11.2026." in _line(coordinator.get(PAGE).text, "basemap")


def test_the_line_of_the_page_about_the_hromada_knows_whose_words_it_shows(
    coordinator: FlaskClient,
) -> None:
    edit = "/pokrov/coordination/pages/about"
    assert 'aria-label="За бажанням"' in _line(coordinator.get(PAGE).text, "about")
    words = form_on(coordinator, edit, edit) | {"text_uk": "Ми самі.", "text_en": "We."}
    assert coordinator.post(edit, data=words).status_code == 303
    assert 'aria-label="Готово"' in _line(coordinator.get(PAGE).text, "about")
    ours = f"{edit}/ours"
    assert coordinator.post(ours, data=form_on(coordinator, edit, ours)).status_code == 303
    assert 'aria-label="За бажанням"' in _line(coordinator.get(PAGE).text, "about")


def test_each_source_of_the_ground_has_its_own_day_and_what_lacks_is_said(
    database: Database, town: Hromada, coordinator: FlaskClient
) -> None:
    _complete(database, town)
    with database.transaction() as session:
        enter_hromada(session, town.id)
        for source, named, day in (
            ("openstreetmap", "© OpenStreetMap contributors", datetime(2026, 11, 20, tzinfo=UTC)),
            ("trees.gpkg", "© Зеленбуд", datetime(2024, 5, 2, tzinfo=UTC)),
        ):
            values = {"attribution": named, "data_at": day, "imported_at": NOON}
            session.add(BasemapSource(hromada_id=town.id, source=source, **values))
    line = _line(coordinator.get(PAGE).text, "basemap")
    assert "Дані OpenStreetMap від 20.11.2026." in line
    assert "Дані Зеленбуд від 02.05.2024." in line
    assert "На мапі ще немає: води, будинків, номерів будинків." in line
