"""The coordinator changes a page's text: preview, history, a conflict, our text again."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from app.queries.public_pages import page_versions
from app.texts.markdown import render_markdown
from tests.web.desks import SignIn, form_on

EDITOR = "/pokrov/coordination/pages/about"


@pytest.fixture
def coordinator(enter: SignIn, town: Hromada) -> FlaskClient:
    return enter(Role.COORDINATOR)


def saved(client: FlaskClient, uk: str, en: str = "", **given: str) -> int:
    fields = form_on(client, EDITOR, EDITOR) | {"seen": seen(client)}
    return client.post(EDITOR, data=fields | {"text_uk": uk, "text_en": en} | given).status_code


def seen(client: FlaskClient) -> str:
    return str(re.findall(r'name="seen" value="(\d+)"', client.get(EDITOR).text)[0])


def test_a_saved_text_is_on_the_page(client: FlaskClient, coordinator: FlaskClient) -> None:
    assert saved(coordinator, "## Порядок\n\n* рішення **№ 7**") == 303
    page = client.get("/pokrov/about").text
    assert "<h2>Порядок</h2>" in page
    assert "<strong>№ 7</strong>" in page
    english = client.get("/pokrov/about?lang=en").text
    assert '<div lang="uk">' in english
    assert "Порядок" in english


def test_nothing_is_lost(
    client: FlaskClient, coordinator: FlaskClient, database: Database, town: Hromada
) -> None:
    saved(coordinator, "Перший", "First")
    saved(coordinator, "Другий")
    fields = form_on(coordinator, EDITOR, f"{EDITOR}/ours") | {"seen": "2"}
    assert coordinator.post(f"{EDITOR}/ours", data=fields).status_code == 303
    assert "Другий" not in client.get("/pokrov/about").text
    with database.reading(town.id) as session:
        kept = [(one.version, one.ours, one.text_uk) for one in page_versions(session, "about")]
    assert kept == [(3, True, ""), (2, False, "Другий"), (1, False, "Перший")]
    earlier = coordinator.get(f"{EDITOR}/versions/1").text
    assert "First</textarea>" in earlier
    assert 'name="seen" value="3"' in earlier
    assert coordinator.get(f"{EDITOR}/versions/9").status_code == 404
    assert "coordinator@pokrov.example" in coordinator.get(EDITOR).text


def test_who_saved_meanwhile_is_not_overwritten(coordinator: FlaskClient) -> None:
    saved(coordinator, "Їхній")
    fields = form_on(coordinator, EDITOR, EDITOR) | {"seen": "0", "text_uk": "Мій"}
    refused = coordinator.post(EDITOR, data=fields)
    assert refused.status_code == 409
    assert "Мій</textarea>" in refused.text
    assert 'name="seen" value="1"' in refused.text


def test_a_refused_text_is_kept_in_the_form(coordinator: FlaskClient) -> None:
    fields = form_on(coordinator, EDITOR, EDITOR)
    refused = coordinator.post(EDITOR, data=fields | {"text_uk": " ", "text_en": "Kept"})
    assert refused.status_code == 422
    assert "Kept</textarea>" in refused.text
    long = coordinator.post(EDITOR, data=fields | {"text_uk": "а" * 20_001})
    assert long.status_code == 422


def test_the_preview_saves_nothing(client: FlaskClient, coordinator: FlaskClient) -> None:
    fields = form_on(coordinator, EDITOR, EDITOR) | {"text_uk": "## Спроба"}
    shown = coordinator.post(f"{EDITOR}/preview", data=fields)
    assert "<h2>Спроба</h2>" in shown.text
    assert "## Спроба</textarea>" in shown.text
    assert "Спроба" not in client.get("/pokrov/about").text


def test_only_coordinators_change_texts(app: Flask, enter: SignIn, town: Hromada) -> None:
    for role in (Role.MODERATOR, Role.READER):
        assert enter(role).get(EDITOR).status_code == 403


def test_the_list_says_whose_each_text_is(coordinator: FlaskClient) -> None:
    saved(coordinator, "Свій")
    page = coordinator.get("/pokrov/coordination/pages").text
    assert "власний" in page
    assert page.count(">готовий<") == 4


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/a.png)",
        '<a href="x" onclick="y">z</a>',
        "<img src=x onerror=y>",
        "[x](data:text/html;base64,AA)",
    ],
)
def test_markup_holds_nothing_that_runs(text: str) -> None:
    made = render_markdown(text)
    assert not re.search(r"<(?:script|img|iframe)|<[^>]*\son\w+=|href=\"(?:java|data)", made)


def test_a_heading_never_competes_with_the_pages_own() -> None:
    assert render_markdown("# Один\n\n#### Два") == "<h2>Один</h2>\n<h3>Два</h3>\n"


def test_a_text_swells_by_no_reference() -> None:
    """Twenty thousand characters are a page of sixteen megabytes where addresses are repeated."""
    text = "[a]: https://example.org/" + "a" * 9_900 + "\n\n" + "[a]" * 3_300
    assert len(render_markdown(text)) < 3 * len(text)
