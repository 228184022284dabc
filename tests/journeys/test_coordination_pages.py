"""Every page of a coordinator on a phone: fingers, no sideways scroll, text at 200 %, one deed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PHONE, City, signed_in
from tests.journeys.measures import enlarge, faults_of
from tests.journeys.test_accessibility import DESKS
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

COORDINATOR = "coordinator@pokrov.example"
MORE = [
    "/pokrov/coordination/bodies",
    "/pokrov/coordination/bodies/1",
    "/pokrov/coordination/bodies/1/close",
    "/pokrov/coordination/categories",
    "/pokrov/coordination/categories?group=1",
    "/pokrov/coordination/categories/2",
    "/pokrov/coordination/districts/1",
    "/pokrov/coordination/areas/1",
    "/pokrov/coordination/traces",
    "/pokrov/coordination/imports/areas",
    "/pokrov/coordination/boundaries/draw?kind=districts",
]
PAGES = [path for path in DESKS[COORDINATOR] if "/coordination" in path] + MORE


@pytest.mark.parametrize("large", [False, True], ids=["usual", "200 %"])
def test_pages_of_the_coordinator_fit_a_phone(
    city: City, opened: Callable[..., Page], large: bool
) -> None:
    page = signed_in(opened(**PHONE), city, COORDINATOR)
    found = {}
    for path in PAGES:
        answer = page.goto(path)
        assert present(answer).ok, path
        if large:
            enlarge(page)
        if faults := faults_of(page):
            found[path] = faults
    assert found == {}
