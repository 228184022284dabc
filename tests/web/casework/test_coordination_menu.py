"""The menu of the coordinator's pages: tabs, and the pages of each."""

import re

from flask import Flask
from flask.testing import FlaskClient

from app.db import Database
from app.models.places import Hromada
from app.web.casework.coordination_menu import MENU, menu_pages, menu_tabs
from tests.web.desks import decide, made


def _menu(page: str) -> dict[str, str]:
    nav = page.split('<ul class="tabs desk-tabs">')[1].split("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)', nav)
    return {label.strip(): href for href, label in links}


def test_every_link_of_the_menu_opens(coordinator: FlaskClient) -> None:
    menu = _menu(coordinator.get("/pokrov/coordination/zones").text)
    assert {"Органи", "Види проблем", "Райони й зони", "Люди", "Покриття", "Межі"} <= set(menu)
    for href in menu.values():
        assert coordinator.get(href).status_code == 200, href


def test_masked_zones_and_traces_are_a_step_from_their_tab(coordinator: FlaskClient) -> None:
    for tab, page in (("Райони й зони", "Приховані зони"), ("Люди", "Журнал доступу")):
        menu = _menu(coordinator.get("/pokrov/coordination").text)
        assert page in _menu(coordinator.get(menu[tab]).text)


def test_the_tab_and_the_page_shown_are_marked(coordinator: FlaskClient) -> None:
    page = coordinator.get("/pokrov/coordination/zones").text
    assert re.search(r'aria-current="true">Райони й зони', page)
    assert re.search(r'aria-current="page">Приховані зони', page)


def test_every_page_counts_the_reports_without_a_body(
    database: Database, town: Hromada, moderator: FlaskClient, coordinator: FlaskClient
) -> None:
    number = made(database, town, category="trees.fallen")
    decide(moderator, "moderation", number, "publish")
    page = coordinator.get("/pokrov/coordination/bodies").text
    assert re.search(r'Без органу <span class="count">1</span>', page)


def test_each_page_of_the_menu_marks_itself_and_its_tab(
    app: Flask, coordinator: FlaskClient
) -> None:
    for place, tab in enumerate(MENU):
        with app.test_request_context():
            first = menu_tabs("pokrov", "", counts={})[place].href
            pages = menu_pages("pokrov", tab.pages[0].part)
        hrefs = [page.href for page in pages] or [first]
        for href in hrefs:
            nav = coordinator.get(href).text.split('<ul class="tabs desk-tabs">')[1]
            marked = re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', nav.split("</nav>")[0])
            alone = [(href, "page")]
            assert marked == (alone if len(hrefs) == 1 else [(hrefs[0], "true"), *alone]), href
