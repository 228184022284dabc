"""Supports as browsers and programs give them: by a cookie of ours, an address or an account."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import altcha
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import Database
from app.domain.roles import Role
from app.models.places import Hromada
from app.models.subscriptions import Subscription, Supporter
from app.operations.accounts.accounts import Grant
from app.operations.reports.events import SYSTEM, Actor
from app.operations.reports.subscribing import SUBSCRIPTION
from app.security.devices import network_key, network_of, read_device
from app.security.rate_counters import InProcessCounter
from app.security.tokens import keyed_hash, link_token
from app.services import services_of
from app.web.reports.residents import supporter_key
from tests.builders import a_public_report, a_report
from tests.supporters import known
from tests.values import present
from tests.web.desks import SignIn, decide, form_on
from tests.web.residents import post, statements
from tests.web.staff import signed_in

NOW = datetime.now(UTC)
OPERATOR = Actor(Role.OPERATOR)
SOLVED = [("publish", OPERATOR), ("route", SYSTEM), ("accept", OPERATOR), ("solve", OPERATOR)]


@pytest.fixture
def public(database: Database, town: Hromada) -> int:
    with database.transaction(town.id) as session:
        return a_public_report(session, town, now=NOW).number


@pytest.fixture
def page(public: int) -> str:
    return f"/pokrov/reports/{public}"


@pytest.fixture
def new_browser(app: Flask) -> Callable[[], FlaskClient]:
    def made() -> FlaskClient:
        client = app.test_client()
        client.set_cookie("lang", "en")
        return client

    return made


@pytest.fixture
def browser(app: Flask, new_browser: Callable[[], FlaskClient]) -> FlaskClient:
    """A browser that has opened a page some time ago."""
    return known(app, new_browser())


@pytest.fixture
def rows(database: Database, town: Hromada) -> Iterator[Session]:
    with database.reading(town.id) as session:
        yield session


def by_script(client: FlaskClient, page: str, address: str = "127.0.0.1") -> TestResponse:
    """Press as a script of our own page would, signed in or not."""
    headers = {"Sec-Fetch-Site": "same-origin"}
    sender = {"REMOTE_ADDR": address}
    return client.post(f"{page}/support", json={}, headers=headers, environ_overrides=sender)


def numbers(client: FlaskClient, page: str) -> tuple[int, int]:
    told = present(client.get(f"{page}.json").json)
    return told["supporters"], told["confirmed_supporters"]


# --- Cookies ---


@pytest.mark.parametrize("path", ["", ".json"])
def test_a_page_with_the_button_makes_the_browser_known(
    app: Flask, new_browser: Callable[[], FlaskClient], page: str, path: str
) -> None:
    client = new_browser()
    answer = client.get(page + path)
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if "vm_device" in c]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "private" in answer.headers["Cache-Control"]
    with app.test_request_context():
        assert read_device(cookie.partition("=")[2].partition(";")[0]) is not None
    again = client.get(page + path)
    assert not [c for c in again.headers.getlist("Set-Cookie") if "vm_device" in c]


def test_the_form_makes_the_browser_known_and_is_not_kept_by_caches(
    new_browser: Callable[[], FlaskClient], town: Hromada
) -> None:
    answer = new_browser().get("/pokrov/reports/new")
    assert "vm_device" in str(answer.headers.getlist("Set-Cookie"))
    assert "private" in answer.headers["Cache-Control"]


def test_over_https_the_cookie_is_bound_to_the_host(
    app: Flask, new_browser: Callable[[], FlaskClient], page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secure = type(services_of(app).settings)
    monkeypatch.setattr(secure, "secure", property(lambda _: True))
    answer = new_browser().get(page)
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if "vm_device" in c]
    assert cookie.startswith("__Host-vm_device=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/pokrov/",
        "/pokrov/list",
        "/pokrov/tiles/10/600/350.mvt",
        "/pokrov/map.svg",
        "/static/css/site.css",
        "/pokrov/reports/{number}.geojson",
    ],
)
def test_lists_maps_and_files_know_nobody(
    new_browser: Callable[[], FlaskClient], public: int, path: str
) -> None:
    with new_browser().get(path.format(number=public)) as answer:
        assert "vm_device" not in str(answer.headers.getlist("Set-Cookie"))


INVENTED = ["", "x", "a" * 32, "a" * 32 + ".1764460800.c2lnbmF0dXJl", "é", "." * 40, "a.b.c"]


@pytest.mark.parametrize("cookie", INVENTED)
def test_an_invented_cookie_gives_no_support(
    new_browser: Callable[[], FlaskClient], page: str, cookie: str
) -> None:
    client = new_browser()
    client.set_cookie("vm_device", cookie)
    answer = by_script(client, page)
    assert (answer.status_code, present(answer.json)["error"]["code"]) == (403, "needs-proof")
    assert "vm_device" not in str(answer.headers.getlist("Set-Cookie"))
    assert numbers(client, page) == (0, 0)


@pytest.mark.parametrize("seconds", [0, -3600, 366 * 24 * 3600])
def test_a_cookie_too_fresh_too_old_or_of_tomorrow_gives_none(
    app: Flask, new_browser: Callable[[], FlaskClient], page: str, seconds: float
) -> None:
    client = known(app, new_browser(), seconds=seconds)
    assert by_script(client, page).status_code == 403
    assert numbers(client, page) == (0, 0)


def test_a_changed_cookie_is_none(app: Flask, browser: FlaskClient, page: str) -> None:
    token = present(browser.get_cookie("vm_device")).value
    browser.set_cookie("vm_device", token.replace("device", "devise"))
    assert by_script(browser, page).status_code == 403


def test_who_has_no_cookie_yet_is_told_to_press_again(
    new_browser: Callable[[], FlaskClient], page: str
) -> None:
    answer = post(new_browser(), f"{page}/support", seen=page)
    assert answer.status_code == 403
    assert "has not kept our cookie yet" in answer.text
    assert f'action="{page}/support"' in answer.text
    assert f'action="{page}/subscribe"' in answer.text


# --- Who counts once ---


def test_a_device_supports_once_and_takes_back(browser: FlaskClient, page: str) -> None:
    for _ in range(2):
        answer = post(browser, f"{page}/support", seen=page)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}#support")
    seen = browser.get(page).text
    assert re.search(r'voices-number number">1<', seen)
    assert "0 of them confirmed" in seen
    post(browser, f"{page}/support", {"undo": "1"}, seen=page)
    assert re.search(r'voices-number number">0<', browser.get(page).text)


def test_support_by_script_says_how_many(
    app: Flask, browser: FlaskClient, new_browser: Callable[[], FlaskClient], page: str
) -> None:
    assert by_script(browser, page).json == {
        "supporters": 1,
        "confirmed_supporters": 0,
        "supported": True,
        "state": "counted",
    }
    other = known(app, new_browser())
    assert present(by_script(other, page).json)["supporters"] == 2
    left = other.post(f"{page}/support", json={"undo": True}).json
    assert present(left)["supporters"] == 1
    assert present(left)["supported"] is False


def test_signing_in_on_the_same_browser_confirms_the_support(
    database: Database, town: Hromada, browser: FlaskClient, page: str
) -> None:
    by_script(browser, page)
    assert numbers(browser, page) == (1, 0)
    signed_in(browser, database, Grant(town.id, "ivanna@example.org", Role.READER, None))
    assert "You support it" in browser.get(page).text
    by_script(browser, page)
    assert numbers(browser, page) == (1, 1)
    browser.delete_cookie("vm_account")
    by_script(browser, page)
    assert numbers(browser, page) == (1, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ivanna@example.org", " Ivanna@Example.org", True),
        ("ivanna@example.org", "ivanna+2@example.org", True),
        ("ivanna@example.org", "petro@example.org", False),
    ],
)
def test_a_mailbox_is_one_person(app: Flask, one: str, other: str, *, same: bool) -> None:
    with app.test_request_context():
        assert (supporter_key(one) == supporter_key(other)) is same


def test_cookies_of_an_earlier_release_go_on_counting_once(
    app: Flask,
    database: Database,
    town: Hromada,
    public: int,
    page: str,
    new_browser: Callable[[], FlaskClient],
) -> None:
    cookie = "q" * 32
    with app.test_request_context(), database.transaction(town.id) as session:
        report = a_public_report(session, town)
        key = keyed_hash("supporter", f"device:{cookie}")
        row = {"hromada_id": town.id, "report_id": report.id, "person_key": key}
        session.add(Supporter(**row, created_at=NOW))
        report.supporters = 1
        page = f"/pokrov/reports/{report.number}"
    client = new_browser()
    client.set_cookie("vm_device", cookie)
    client.get(page)
    with app.test_request_context():
        given = read_device(present(client.get_cookie("vm_device")).value)
        assert present(given).id == cookie
    known(app, client, name=cookie)
    assert "You support it" in client.get(page).text
    by_script(client, page)
    assert numbers(client, page) == (1, 0)


def test_the_unpublished_and_the_closed_are_not_supported(
    database: Database, town: Hromada, browser: FlaskClient
) -> None:
    with database.transaction(town.id) as session:
        hidden = a_report(session, town).number
        closed = a_report(session, town, steps=[*SOLVED, ("lapse", SYSTEM)]).number
    assert by_script(browser, f"/pokrov/reports/{hidden}").status_code == 404
    assert by_script(browser, f"/pokrov/reports/{closed}").status_code == 409


# --- Networks ---


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("93.75.12.200", "93.75.12.0/24"),
        ("::ffff:93.75.12.200", "93.75.12.0/24"),
        ("2a02:2378:1:2:aaaa::1", "2a02:2378:1:2::/64"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_network_is_a_24_or_a_64(address: str, network: str) -> None:
    assert network_of(address) == network


def test_forty_five_browsers_of_one_machine_are_five(
    app: Flask, new_browser: Callable[[], FlaskClient], page: str
) -> None:
    answers = [by_script(known(app, new_browser()), page).status_code for _ in range(45)]
    assert answers == [200] * 5 + [429] * 40
    assert numbers(new_browser(), page) == (5, 0)


@pytest.fixture
def crowded(app: Flask, new_browser: Callable[[], FlaskClient], page: str) -> None:
    """Five phones of this network have supported already."""
    for _ in range(5):
        assert by_script(known(app, new_browser()), page).status_code == 200


def the_subscription(session: Session) -> Subscription:
    return session.scalars(select(Subscription)).one()


def confirm_link(app: Flask, session: Session) -> str:
    with app.app_context():
        token = link_token(SUBSCRIPTION, str(the_subscription(session).id))
    return f"/pokrov/subscriptions/{token}/confirm"


@pytest.mark.usefixtures("crowded")
def test_where_many_share_a_network_an_email_counts(
    app: Flask,
    browser: FlaskClient,
    new_browser: Callable[[], FlaskClient],
    rows: Session,
    page: str,
) -> None:
    asked = post(browser, f"{page}/support", seen=page)
    assert asked.status_code == 403
    assert "You did nothing wrong" in asked.text
    assert 'name="supports" value="1"' in asked.text
    wish = {"email": "a@example.org", "supports": "1"}
    assert "your support of report" in post(browser, f"{page}/subscribe", wish, seen=page).text
    assert numbers(browser, page) == (5, 0)
    reader, link = new_browser(), confirm_link(app, rows)
    assert "concerns you" in reader.get(link).text
    assert numbers(browser, page) == (5, 0)
    assert "counted as confirmed" in post(reader, link, seen=link).text
    assert numbers(browser, page) == (6, 1)
    assert "You support it" in browser.get(page).text


@pytest.fixture
def counting(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits are on: without them every proof would do."""
    monkeypatch.setitem(app.extensions, "limits", InProcessCounter())


def solution_of(challenge: dict[str, object]) -> str:
    asked = altcha.Challenge.from_dict(challenge)
    return altcha.Payload(asked, present(altcha.solve_challenge(asked))).to_base64()


@pytest.mark.usefixtures("crowded", "counting")
def test_where_many_share_a_network_a_proof_of_work_counts_once(
    app: Flask, browser: FlaskClient, new_browser: Callable[[], FlaskClient], page: str
) -> None:
    asked = by_script(browser, page)
    assert (asked.status_code, present(asked.json)["error"]["code"]) == (429, "proof-required")
    assert int(asked.headers["Retry-After"]) <= 86_400
    proof = {"Proof-Of-Work": solution_of(present(asked.json)["error"]["challenge"])}
    path = f"{page}/support"
    assert browser.post(path, json={}, headers={"Proof-Of-Work": "x"}).status_code == 429
    assert browser.post(path, json={}, headers=proof).status_code == 200
    assert numbers(browser, page) == (6, 0)
    # The same proof is good for nobody else, and none for a browser without our cookie.
    assert known(app, new_browser()).post(path, json={}, headers=proof).status_code == 429
    task = present(by_script(known(app, new_browser()), page).json)["error"]["challenge"]
    another = {"Proof-Of-Work": solution_of(task)}
    answer = new_browser().post(path, json={}, headers=another)
    assert answer.status_code == 403
    assert numbers(browser, page) == (6, 0)


@pytest.mark.usefixtures("crowded", "counting")
def test_a_form_brings_its_proof_along(browser: FlaskClient, page: str) -> None:
    asked = post(browser, f"{page}/support", seen=page)
    assert asked.status_code == 403
    task = present(re.search(r'data-proof-of-work="([^"]+)"', asked.text))[1]
    proof = {"proof_of_work": solution_of(json.loads(unescape(task)))}
    assert post(browser, f"{page}/support", proof, seen=page).status_code == 303
    assert numbers(browser, page) == (6, 0)


@pytest.mark.usefixtures("crowded")
def test_a_program_supports_by_email_too(
    app: Flask,
    new_browser: Callable[[], FlaskClient],
    rows: Session,
    page: str,
) -> None:
    client = new_browser()
    wish = {"email": "a@example.org", "supports": True}
    asked = client.post(f"{page}/subscribe", json=wish)
    assert (asked.status_code, asked.json) == (
        202,
        {"confirm_by": "letter", "address_unsent": None},
    )
    bad = client.post(f"{page}/subscribe", json={"email": "x"})
    assert (bad.status_code, list(present(bad.json)["error"]["fields"])) == (422, ["email"])
    link = confirm_link(app, rows)
    post(client, link, seen=link)
    assert numbers(client, page) == (6, 1)


@pytest.mark.usefixtures("crowded")
def test_where_many_share_a_network_an_account_counts(
    database: Database, town: Hromada, browser: FlaskClient, page: str
) -> None:
    signed_in(browser, database, Grant(town.id, "ivanna@example.org", Role.READER, None))
    assert post(browser, f"{page}/support", seen=page).status_code == 303
    assert numbers(browser, page) == (6, 1)


def test_no_address_is_stored_in_clear(rows: Session, browser: FlaskClient, page: str) -> None:
    assert by_script(browser, page, "93.75.12.200").status_code == 200
    (row,) = rows.scalars(select(Supporter))
    assert len(present(row.network_key)) == 32
    for key in (row.network_key, row.person_key, row.device_key):
        assert b"93.75" not in present(key)


# --- Bursts, and the moderators' desk ---


@pytest.fixture
def burst(
    database: Database, town: Hromada, new_browser: Callable[[], FlaskClient], page: str
) -> list[FlaskClient]:
    """Eleven people of one house support within a moment."""
    clients = []
    for n in range(11):
        grant = Grant(town.id, f"neighbour{n}@example.org", Role.READER, None)
        clients.append(signed_in(new_browser(), database, grant))
        assert by_script(clients[-1], page).status_code == 200
    return clients


def test_a_burst_is_shown_to_moderators_and_not_counted(
    burst: list[FlaskClient], page: str, public: int, moderator: FlaskClient
) -> None:
    assert numbers(burst[0], page) == (0, 0)
    for one in (burst[0], burst[-1]):
        assert "waits for a check" in one.get(page).text
    moderator.set_cookie("lang", "en")
    listed = moderator.get("/pokrov/moderation?tab=supports").text
    assert f"№ {public}" in listed
    assert "11 supports wait for a check" in moderator.get(f"/pokrov/moderation/{public}").text


@pytest.mark.usefixtures("burst")
@pytest.mark.parametrize(("decision", "after"), [("vouch", (11, 11)), ("discount", (0, 0))])
def test_a_moderator_decides_about_a_burst(
    page: str, public: int, moderator: FlaskClient, decision: str, after: tuple[int, int]
) -> None:
    assert decide(moderator, "moderation", public, decision).status_code == 303
    assert numbers(moderator, page) == after
    assert 'class="desk-entry"' not in moderator.get("/pokrov/moderation?tab=supports").text
    # Whoever still has the page open comes too late.
    case = f"/pokrov/moderation/{public}"
    late = moderator.post(f"{case}/{decision}", data=form_on(moderator, case, f"{case}/hide"))
    assert late.status_code == 409
    assert numbers(moderator, page) == after


@pytest.mark.usefixtures("burst")
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.READER])
@pytest.mark.parametrize("decision", ["vouch", "discount"])
def test_nobody_else_decides_about_a_burst(
    enter: SignIn, page: str, public: int, role: Role, decision: str
) -> None:
    client = enter(role)
    token = form_on(client, "/pokrov/reports/new", "/pokrov/reports")["csrf_token"]
    fields = {"csrf_token": token, "seen": "0"}
    answer = client.post(f"/pokrov/moderation/{public}/{decision}", data=fields)
    assert answer.status_code == 403
    assert numbers(client, page) == (0, 0)


# --- Shown apart ---


def test_confirmed_supports_are_shown_apart_everywhere(
    app: Flask,
    database: Database,
    town: Hromada,
    browser: FlaskClient,
    new_browser: Callable[[], FlaskClient],
    moderator: FlaskClient,
    page: str,
    public: int,
) -> None:
    by_script(browser, page)
    grant = Grant(town.id, "ivanna@example.org", Role.READER, None)
    by_script(signed_in(new_browser(), database, grant), page)
    moderator.set_cookie("lang", "en")
    apart = "2 · 1 of them confirmed"
    near = "/pokrov/reports/preview?lon=34.05&lat=47.65&category=roads.pothole"
    for path in ("/pokrov/list", "/pokrov/", near):
        assert apart in browser.get(path).text, path
    assert "1 of them confirmed" in browser.get(page).text
    case = moderator.get(f"/pokrov/moderation/{public}?tab=published").text
    assert apart in case
    assert "2 supporters · 1 of them confirmed" in case
    browser.set_cookie("lang", "uk")
    assert "2 · з них підтверджених\xa01" in browser.get("/pokrov/list").text


# --- Statements ---


def test_supporting_asks_the_database_little(app: Flask, browser: FlaskClient, page: str) -> None:
    with statements(app) as asked:
        assert by_script(browser, page).status_code == 200
    assert len(asked) == 5, asked


# --- Nearly the same report again ---


def send(
    client: FlaskClient, words: str, address: str = "10.0.0.7", **given: str
) -> dict[str, object]:
    fields = {"lon": 34.05, "lat": 47.65, "category": "roads.pothole", "description": words}
    answer = client.post(
        "/pokrov/reports", json=fields | given, environ_overrides={"REMOTE_ADDR": address}
    )
    assert answer.status_code == 201, answer.text
    return present(answer.json)


WORDS = "Глибока яма біля зупинки «Ринок», автобуси об'їжджають її зустрічною смугою."
NEARLY = "Глибока яма біля зупинки «Ринок», автобуси об'їжджають її по зустрічній смузі!"


@pytest.mark.usefixtures("town")
def test_nearly_the_same_words_are_marked_for_the_moderator(
    browser: FlaskClient, moderator: FlaskClient
) -> None:
    first = send(browser, WORDS)
    again = send(browser, NEARLY, "10.0.0.200")
    assert (first["perhaps_repeated"], again["perhaps_repeated"]) == (False, True)
    sent = browser.get(str(again["next_url"])).text
    assert "You may have sent this already" in sent
    assert "You may have sent this already" not in browser.get(str(first["next_url"])).text
    moderator.set_cookie("lang", "en")
    case = moderator.get(f"/pokrov/moderation/{again['number']}").text
    assert "Perhaps sent twice" in case
    assert f'href="/pokrov/moderation/{first["number"]}">№ {first["number"]}</a>' in case
    # The earlier one is proposed as the original, never the later one.
    field = 'name="original" inputmode="numeric" autocomplete="off" value='
    assert f'{field}"{first["number"]}"' in case
    assert f'{field}""' in moderator.get(f"/pokrov/moderation/{first['number']}").text
    # Publishing goes on as ever: nothing is refused.
    assert decide(moderator, "moderation", int(str(again["number"])), "publish").status_code == 303


@pytest.mark.usefixtures("town")
def test_the_same_address_of_mail_is_the_same_sender(browser: FlaskClient) -> None:
    send(browser, WORDS, "10.0.0.7", email="a@example.org")
    assert send(browser, NEARLY, "10.0.1.7", email="a@example.org")["perhaps_repeated"]
    assert not send(browser, NEARLY, "10.0.2.7", email="b@example.org")["perhaps_repeated"]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("words", "address"), [("Не горить ліхтар у сквері.", "10.0.0.7"), (NEARLY, "10.0.1.7")]
)
def test_other_words_or_another_network_are_no_repeat(
    browser: FlaskClient, words: str, address: str
) -> None:
    send(browser, WORDS)
    assert not send(browser, words, address)["perhaps_repeated"]


def test_after_an_hour_it_is_no_repeat(
    app: Flask, browser: FlaskClient, town: Hromada, database: Database
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": "10.0.0.7"}):
        key = network_key()
    with database.transaction(town.id) as session:
        early = datetime.now(UTC) - timedelta(minutes=61)
        a_report(session, town, description=WORDS, now=early, origin_key=key)
    assert not send(browser, NEARLY)["perhaps_repeated"]
