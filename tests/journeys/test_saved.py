"""What was typed outlives a lost network, a power cut and a lost answer: none lost, none twice."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from tests.journeys.browsers import CHROMIUM, FLAGS
from tests.journeys.conftest import PHONE, City, until
from tests.journeys.steps import begin_a_pothole, choose_photo, reports_saying
from tests.photos import a_photo

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

SwitchOn = Callable[[Path], AbstractContextManager[BrowserContext]]
TITLE = "[data-saved-title]"


class Killed(Exception):
    """The browser has no process any more."""


@pytest.fixture
def switched_on(playwright: Playwright, city: City) -> SwitchOn:
    """Open a phone that keeps what it has in a folder, however it goes out."""

    @contextmanager
    def switch_on(home: Path) -> Iterator[BrowserContext]:
        context = playwright.chromium.launch_persistent_context(
            str(home),
            executable_path=CHROMIUM,
            args=FLAGS,
            base_url=city.url,
            locale="uk-UA",
            **PHONE,
        )
        context.set_default_timeout(30_000)
        try:
            yield context
        except Killed:
            return
        context.close()

    return switch_on


def kill(home: Path) -> None:
    """Cut the power: every process of the browser ends at once."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if f"--user-data-dir={home}".encode() in line.read_bytes():
                os.kill(int(line.parent.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            continue
    raise Killed


def is_kept(page: Page, state: str) -> None:
    """Wait until the browser's store has a report in this state."""
    page.wait_for_function(
        """async (state) => {
            const open = indexedDB.open("vidkryte-misto");
            const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
            if (!db.objectStoreNames.contains("reports")) return false;
            const all = db.transaction("reports").objectStore("reports").getAll();
            const kept = await new Promise((done) => { all.onsuccess = () => done(all.result); });
            db.close();
            const typed = (each) => state !== "draft" || each.fields.description;
            return kept.some((each) => each.state === state && typed(each));
        }""",
        arg=state,
    )


def worked_for(page: Page) -> None:
    """Wait until the worker acts for the page."""
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def made_of(city: City, words: str) -> list[int]:
    return [report.photos for report in reports_saying(city, words)]


def press(page: Page) -> None:
    page.locator("#words button[type=submit]").click()


def test_without_a_network_a_report_waits_and_goes_by_itself(
    city: City, switched_on: SwitchOn, tmp_path: Path
) -> None:
    words = "Зв’язку немає, яма є: чекатиме скільки треба."
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        begin_a_pothole(page, words)
        choose_photo(page, a_photo())
        worked_for(page)
        page.goto("/pokrov/saved")
        page.goto("/pokrov/reports/new")
        expect(page.locator("#description")).to_have_value(words)
        expect(page.locator("[data-photos] li img")).to_be_visible()
        expect(page.locator("[data-foreseen] .foreseen-name")).to_be_visible()
        phone.set_offline(True)
        press(page)
        page.wait_for_url("**/saved")
        expect(page.locator(TITLE)).to_have_text("Збережено. Чекає на мережу")
        expect(page.locator(".saved-card h2")).to_contain_text("Яма")
        expect(page.locator(".saved-card")).to_contain_text("Фото: 1")
        expect(page.locator("[data-net-bar]")).to_contain_text("Немає мережі")
        assert made_of(city, words) == []
        phone.set_offline(False)
        expect(page.locator(TITLE)).to_have_text("Усе надіслано")
        assert made_of(city, words) == [1]
        page.get_by_role("link", name="Відкрити повідомлення").click()
        expect(page.locator("main")).to_contain_text(words)


@pytest.mark.parametrize("photo", [False, True])
def test_a_power_cut_while_typing_loses_nothing(
    city: City, switched_on: SwitchOn, tmp_path: Path, *, photo: bool
) -> None:
    words = f"Світло зникло на півслові, {photo=}: яма біля дому."
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        begin_a_pothole(page, words)
        if photo:
            choose_photo(page, a_photo())
            expect(page.locator("[data-photos] li img")).to_be_visible()
        is_kept(page, "draft")
        page.wait_for_timeout(300)
        kill(tmp_path)
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        page.goto("/pokrov/reports/new")
        expect(page.locator("#description")).to_have_value(words)
        expect(page.locator("[data-photos] li")).to_have_count(int(photo))
        expect(page.locator("[data-foreseen] .foreseen-name")).to_be_visible()
        press(page)
        page.wait_for_url("**/sent?key=*")
    assert made_of(city, words) == [int(photo)]


def test_a_power_cut_after_pressing_without_a_network_loses_nothing(
    city: City, switched_on: SwitchOn, tmp_path: Path
) -> None:
    words = "Натиснуто без мережі, і батарея сіла: яма посеред двору."
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        begin_a_pothole(page, words)
        choose_photo(page, a_photo())
        worked_for(page)
        phone.set_offline(True)
        press(page)
        is_kept(page, "waiting")
        kill(tmp_path)
    assert made_of(city, words) == []
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        page.goto("/pokrov/")
        until(lambda: made_of(city, words) == [1])
        page.goto("/pokrov/saved")
        expect(page.locator(TITLE)).to_have_text("Усе надіслано")


@pytest.mark.parametrize("cut", ["network", "power"])
def test_a_lost_answer_makes_no_second_report(
    city: City, switched_on: SwitchOn, tmp_path: Path, cut: str
) -> None:
    words = f"Відповідь загубилася, бо зник {cut}: яма біля школи."
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        begin_a_pothole(page, words)
        worked_for(page)

        def lose(route: Route) -> None:
            if route.request.method == "POST":
                route.fetch()
                if cut == "network":
                    route.abort()
            else:
                route.continue_()

        page.route("**/pokrov/reports", lose)
        press(page)
        # Not by sleeping: the route is handled while the browser is asked something.
        for _ in range(100):
            page.wait_for_timeout(200)
            if made_of(city, words) == [0]:
                break
        if cut == "power":
            kill(tmp_path)
        page.wait_for_url("**/saved")
        expect(page.locator(TITLE)).to_have_text("Усе надіслано")
    if cut == "power":
        with switched_on(tmp_path) as phone:
            page = phone.new_page()
            page.goto("/pokrov/saved")
            expect(page.locator(TITLE)).to_have_text("Усе надіслано")
    assert made_of(city, words) == [0]


def test_a_refusal_of_what_waited_is_shown_and_can_be_mended(
    city: City, switched_on: SwitchOn, tmp_path: Path
) -> None:
    words = "Яма за межами, а я й не знав."
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        begin_a_pothole(page, words)
        worked_for(page)
        # The place is moved out of the hromada behind the form's back.
        page.locator("#words input[name=lon]").evaluate("(box) => { box.value = '30.5'; }")
        page.locator("#words input[name=lat]").evaluate("(box) => { box.value = '50.4'; }")
        phone.set_offline(True)
        press(page)
        page.wait_for_url("**/saved")
        phone.set_offline(False)
        expect(page.locator(TITLE)).to_have_text("Потрібна ваша дія")
        expect(page.locator(".saved-card")).to_contain_text("Громада відповіла")
        page.get_by_role("link", name=re.compile("Пересунути|Змінити")).click()
        expect(page.locator("#description")).to_have_value(words)
    assert made_of(city, words) == []


def test_the_map_and_ones_own_report_open_without_a_network(
    city: City, switched_on: SwitchOn, tmp_path: Path
) -> None:
    words = "Своє повідомлення видно й без мережі: яма на розі."
    with switched_on(tmp_path) as phone:
        page = phone.new_page()
        begin_a_pothole(page, words)
        worked_for(page)
        press(page)
        page.wait_for_url("**/sent?key=*")
        page.get_by_role("link", name="Відкрити повідомлення").click()
        own = page.url
        page.goto("/pokrov/")
        page.wait_for_timeout(3000)
        phone.set_offline(True)
        page.goto("/pokrov/")
        expect(page.locator("[data-net-bar]")).to_contain_text("Так було")
        expect(page.locator("#city-title")).to_be_visible()
        page.goto(own)
        expect(page.locator("main")).to_contain_text(words)
        page.goto("/pokrov/about")
        expect(page.locator("h1")).to_have_text("Немає мережі")
