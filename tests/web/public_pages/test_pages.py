"""The pages about the map: ours by default, true to the settings, linked from everywhere."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.db import Database, enter_hromada
from app.domain.names import RESERVED_SLUGS
from app.models.places import Body, Hromada, HromadaSetting
from app.operations.reports.retention import OF_HROMADA, OF_INSTALLATION
from app.texts.public_pages import OF_INSTALLATION as OF_ALL
from app.texts.public_pages import PAGE_TITLES, dialled
from app.web.public_pages.retention import UNTIL, WORDS

NOW = datetime.now(UTC)


def set_up(database: Database, town: Hromada, **columns: str) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        hromada = session.get_one(Hromada, town.id)
        for name, value in columns.items():
            setattr(hromada, name, value)


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("name", PAGE_TITLES)
def test_every_page_has_a_text_of_ours_in_both_languages(
    client: FlaskClient, town: Hromada, name: str, language: str
) -> None:
    page = client.get(f"/pokrov/{name}?lang={language}")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert f'<html lang="{language}"' in page.text
    words = re.sub(r"<[^>]+>", "", page.text.partition("<main")[2].partition("</main>")[0])
    ukrainian = len(re.findall(r"[а-яіїєґ]", words.lower()))
    latin = len(re.findall(r"[a-z]", words.lower()))
    assert (ukrainian > 3 * latin) if language == "uk" else (latin > 3 * ukrainian)


@pytest.mark.parametrize("name", OF_ALL)
def test_the_installation_has_its_own(client: FlaskClient, database: Database, name: str) -> None:
    assert client.get(f"/{name}").status_code == 200


def test_every_page_links_to_them(client: FlaskClient, town: Hromada) -> None:
    for path in ("/pokrov/", "/pokrov/list", "/pokrov/about", "/pokrov/nothing-of-this"):
        page = client.get(path).text
        root = "/pokrov" if "nothing" not in path else ""
        for name in PAGE_TITLES if root else OF_ALL:
            assert f'href="{root}/{name}"' in page, (path, name)
    assert 'href="/pokrov/help"' in client.get("/").text, "the only hromada's page"
    assert 'href="/help"' in client.get("/account/sign-in").text


def test_the_hromadas_own_terms_are_told(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.add(
            HromadaSetting(
                hromada_id=town.id,
                name="acceptance_working_days",
                valid_from=NOW - timedelta(days=1),
                value="7",
            )
        )
    page = client.get("/pokrov/help?lang=en").text
    assert "within 7 working days" in page
    assert "within 1 working day." in page
    assert "within 14 days whether it is solved" in page


def test_contacts_are_those_that_are_set(
    client: FlaskClient, database: Database, town: Hromada
) -> None:
    assert "has not named its contacts" in client.get("/pokrov/contacts?lang=en").text
    set_up(
        database, town, contact_email="rada@pokrov.example", hotline="15-80", contact_phone="+380 5"
    )
    with database.transaction() as session:
        enter_hromada(session, town.id)
        session.query(Body).first().phone = "(05662) 1-23"  # type: ignore[union-attr]
    page = client.get("/pokrov/contacts?lang=en").text
    assert 'href="mailto:rada@pokrov.example"' in page
    assert 'href="tel:1580"' in page
    assert 'href="tel:05662123"' in page
    assert 'href="tel:112"' in page
    assert "has not named its contacts" not in page
    assert "rada@pokrov.example" in client.get("/pokrov/privacy").text


def test_privacy_tells_every_rule_that_deletes(client: FlaskClient, town: Hromada) -> None:
    rules = [rule[0] for rule in (*OF_HROMADA, *OF_INSTALLATION)]
    assert set(rules) == set(WORDS), "a rule of retention without words for the page of privacy"
    page = client.get("/pokrov/privacy?lang=en").text
    for what in filter(None, WORDS.values()):
        assert str(what).replace("'", "&#39;") in page
    for what, end in UNTIL:
        assert str(what).replace("'", "&#39;") in page
        assert str(end) in page
    assert "90 days" in page
    assert "less than a day" in page


def test_no_hromada_takes_the_address_of_a_page(client: FlaskClient) -> None:
    firsts = {rule.rule.split("/")[1] for rule in client.application.url_map.iter_rules()}
    names = {first for first in firsts if re.fullmatch(r"[a-z0-9-]+", first)}
    assert names | set(OF_ALL) <= RESERVED_SLUGS


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+380 (5662) 1-23-45", "+38056621234" + "5"),
        ("15-80", "1580"),
        ("тел. 101, 102", "101"),
        ("немає", ""),
    ],
)
def test_a_phone_is_dialled_as_its_first_number(written: str, number: str) -> None:
    assert dialled(written) == number
