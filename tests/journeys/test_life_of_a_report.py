"""From a pin on a phone to the resident's "yes": every person in a browser of their own."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, City, signed_in, until
from tests.journeys.steps import WORDS, pin_a_pothole
from tests.photos import a_photo
from tests.values import present

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("city")]

ADDRESS = "olena@example.org"


def letters_to(city: City, address: str) -> list[EmailMessage]:
    letters = [message_from_bytes(p.read_bytes(), policy=policy.default) for p in city.letters()]
    return [letter for letter in letters if address in str(letter["To"])]


def test_a_report_lives_until_its_resident_agrees(city: City, opened: Callable[..., Page]) -> None:
    resident = opened(**PHONE)
    number, link = pin_a_pothole(resident, email=ADDRESS, photo=a_photo())
    confirm_the_address(resident, city)
    stranger = opened(**PHONE)
    unpublished = present(stranger.goto(f"/pokrov/reports/{number}"))
    assert unpublished.status == 404, "nobody sees a report before a moderator does"

    moderator = signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")
    moderator.goto(f"/pokrov/moderation/{number}")
    expect(moderator.locator(".case-words").first).to_have_text(WORDS)
    moderator.get_by_role("button", name="Опублікувати").first.click()
    expect(stranger_page(stranger, number)).to_be_visible()

    officer = signed_in(opened(**DESKTOP), city, "udg@pokrov.example")
    officer.goto(f"/pokrov/office/{number}")
    officer.get_by_role("button", name=re.compile("Прийняти")).click()
    officer.goto(f"/pokrov/office/{number}")
    officer.locator("summary", has_text=re.compile("[Вв]ирішено")).first.click()
    officer.locator("form[action$='/solve'] textarea").fill("Яму засипано гарячим асфальтом.")
    officer.locator("form[action$='/solve'] button[type=submit]").click()

    resident.goto(link)
    expect(resident.locator("main")).to_contain_text("Яму засипано гарячим асфальтом.")
    resident.locator("form[action$='/confirm'] button").click()
    expect(resident.locator("main .badge").first).to_contain_text("Вирішено")
    stranger.reload()
    expect(stranger.locator("main .badge").first).to_contain_text("Вирішено")

    heard = until(lambda: found if len(found := letters_to(city, ADDRESS)) >= 4 else None)
    assert all(str(number) in str(letter["Subject"]) for letter in heard)
    for letter in heard:
        html = letter.get_body(("html",))
        # Nothing is fetched when a letter is read.
        assert html is None or not re.search(r"<img(?! src=\"cid:)|url\(", html.get_content())
    assert any(str(number) in str(x["Subject"]) for x in letters_to(city, "udg@pokrov.example"))


def confirm_the_address(page: Page, city: City) -> None:
    """By the button of the only letter that an address gets before it has confirmed."""
    expect(page.locator("main")).to_contain_text(f"Ми надіслали на {ADDRESS} лист із кнопкою")
    (letter,) = until(lambda: letters_to(city, ADDRESS))
    text = present(letter.get_body(("plain",))).get_content()
    assert WORDS not in text
    page.goto(present(re.search(r"/pokrov/subscriptions/\S+/confirm", text))[0])
    page.get_by_role("button", name="Це я, пишіть мені").click()
    expect(page.get_by_role("link", name="Відкрити ваше повідомлення")).to_be_visible()


def stranger_page(page: Page, number: int) -> Locator:
    page.goto(f"/pokrov/reports/{number}")
    return page.get_by_text("об'їжджають її по тротуару")


def test_a_photo_is_seen_only_after_publishing_and_without_its_metadata(
    city: City, opened: Callable[..., Page]
) -> None:
    number, _ = pin_a_pothole(opened(**PHONE), photo=a_photo(words="Olena, +380501234567"))
    stranger = opened(**PHONE)
    moderator = signed_in(opened(**DESKTOP), city, "moderator@pokrov.example")

    def shown_photo() -> str | None:
        moderator.goto(f"/pokrov/moderation/{number}")
        photo = moderator.locator("main img[src*='/photos/']")
        return photo.first.get_attribute("src") if photo.count() else None

    source = until(shown_photo)
    assert stranger.request.get(source).status == 404
    moderator.get_by_role("button", name="Опублікувати").first.click()
    shown = stranger.request.get(source)
    assert shown.status == 200
    assert b"+380501234567" not in shown.body()
    assert b"Exif" not in shown.body()


def test_pressing_twice_makes_one_report(city: City, opened: Callable[..., Page]) -> None:
    page = opened(**PHONE)
    sent = []
    page.on("request", lambda r: sent.append(r) if r.method == "POST" else None)
    first, _ = pin_a_pothole(page, words="Натиснуто двічі: одна й та сама яма, одне повідомлення.")
    again = page.context.request.post(
        sent[-1].url,
        headers={k: v for k, v in sent[-1].headers.items() if k in ("content-type", "accept")},
        data=sent[-1].post_data_buffer,
    )
    assert again.status in {200, 201, 303}, again.text()
    assert str(first) in (again.url + again.text())


def test_without_scripts_a_report_is_made_by_the_drawn_map(
    city: City, opened: Callable[..., Page]
) -> None:
    page = opened(**PHONE, java_script_enabled=False)
    page.goto("/pokrov/")
    page.get_by_role("link", name=re.compile("Повідомити")).first.click()
    page.locator("input[type=image]").click(position={"x": 160, "y": 130})
    page.locator("select[name=category]").select_option("roads.pothole")
    page.locator("button[name=next]").click()
    page.locator("textarea[name=description]").fill("Без скриптів теж можна сказати про яму.")
    page.locator("#words button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("прийнято")
    assert re.search(r"/reports/\d+/sent", page.url)


def test_a_point_in_the_neighbours_land_is_refused_by_name(
    city: City, opened: Callable[..., Page]
) -> None:
    page = opened(**PHONE)
    answer = page.context.request.post(
        "/pokrov/reports",
        data={"lon": 30.5, "lat": 50.45, "category": "roads.pothole", "description": WORDS},
    )
    assert answer.status == 422
    assert answer.json()["error"]["code"] == "outside-hromada"


def test_a_threat_to_life_shows_its_number_first(city: City, phone: Page) -> None:
    phone.goto("/pokrov/reports/new?lon=34.08&lat=47.66&category=heat.gas_smell")
    call = phone.locator(".hotline a[href='tel:104']")
    expect(call).to_be_visible()
    assert present(call.bounding_box())["y"] < present(phone.locator("#words").bounding_box())["y"]


@pytest.mark.parametrize("measure", ["count", "heat"])
def test_officials_see_where_districts_hurt(
    city: City, opened: Callable[..., Page], measure: str
) -> None:
    page = signed_in(opened(**DESKTOP), city, "reader@pokrov.example")
    page.goto(f"/pokrov/statistics?measure={measure}&period=all")
    frame = page.frame_locator("iframe.statistics-map")
    sign = "path.district" if measure == "count" else "canvas.leaflet-heatmap-layer"
    expect(frame.locator(sign).first).to_be_visible()
    expect(page.locator("table").first).to_contain_text("Центр")
