"""Who asks too often waits, a crowd is asked for proof; Redis may be away, the limits stay."""

import socket
import time
from datetime import UTC, datetime, timedelta

import altcha
import pytest
from flask import request
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from redis import Redis
from werkzeug.test import TestResponse

from app.security import askers, proof_of_work, rate_rules
from app.security.proof_of_work import HEADER
from app.security.rate_counters import InProcessCounter, RedisCounter, RequestCount, Window
from app.security.rate_limits import letter_is_due, limiter
from app.security.rate_rules import Allowance, Rule, rules_in
from tests.web.bare_site import NOWHERE, a_bare_site

FEW = Allowance(person="3 per minute; 9 per hour", newcomers="2 per minute", network="6 per minute")


@pytest.fixture(autouse=True)
def _devices_and_short_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device says its name; that its cookie is signed is for others to check."""
    monkeypatch.setattr(askers, "signed_device", lambda: request.headers.get("Device", ""))
    monkeypatch.setattr(proof_of_work, "MOST_TRIES", 20)


def a_site(redis_url: str, rate_limits: str = "on") -> FlaskClient:
    """An app with limited pages; errors are told as JSON."""
    site = a_bare_site(redis_url, rate_limits)

    @site.post("/page")
    @limiter.limit(FEW)
    def page() -> str:
        return "taken"

    @site.post("/letter")
    @limiter.limit_letters("2 per hour")
    def letter() -> str:
        address = str(request.form.get("email"))
        due = letter_is_due(address, known=lambda: address.startswith("known"))
        return "sent" if due else "sent a moment ago"

    @site.post("/link/<token>")
    @limiter.limit_link("2 per hour", purpose="ending")
    def link(token: str) -> str:
        return token

    return site.test_client()


@pytest.fixture(params=["shared", "own"])
def client(request: pytest.FixtureRequest) -> FlaskClient:
    url = request.getfixturevalue("redis_url") if request.param == "shared" else NOWHERE
    return a_site(url)


def ask(
    client: FlaskClient,
    address: str = "10.0.0.1",
    *,
    device: str = "",
    path: str = "/page",
    proof: str = "",
    **form: str,
) -> TestResponse:
    return client.post(
        path,
        headers={"Accept": "application/json", "Device": device, HEADER: proof},
        data=form,
        environ_overrides={"REMOTE_ADDR": address},
    )


def outcome(response: TestResponse) -> str:
    return "taken" if response.status_code == 200 else str(response.get_json()["error"]["code"])


def proof_for(response: TestResponse) -> str:
    challenge = altcha.Challenge.from_dict(response.get_json()["error"]["challenge"])
    found = altcha.solve_challenge(challenge)
    assert found is not None
    return altcha.Payload(challenge, found).to_base64()


def test_one_device_that_asks_too_often_waits(client: FlaskClient) -> None:
    told = [outcome(ask(client, device="a")) for _ in range(4)]
    assert told == ["taken"] * 3 + ["too-many"]
    refusal = ask(client, device="a")
    assert 0 < int(refusal.headers["Retry-After"]) <= 60
    assert refusal.headers["X-RateLimit-Remaining"] == "0"
    assert "challenge" not in refusal.get_json()["error"]


def test_a_device_is_followed_from_network_to_network(client: FlaskClient) -> None:
    told = [outcome(ask(client, f"10.0.0.{n}", device="a")) for n in range(4)]
    assert told[-1] == "too-many"


def test_an_answer_says_how_much_is_left(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.5)
    first = ask(client, device="a")
    assert first.headers["X-RateLimit-Limit"] == "3"
    assert first.headers["X-RateLimit-Remaining"] == "2"
    assert 0 < int(first.headers["X-RateLimit-Reset"]) - 1_800_000_000 <= 60


def test_new_browsers_of_a_network_are_asked_for_proof_and_never_refused(
    client: FlaskClient,
) -> None:
    told = [outcome(ask(client)) for _ in range(4)]
    assert told == ["taken"] * 2 + ["proof-required"] * 2
    asked = ask(client)
    assert 0 < int(asked.headers["Retry-After"]) <= 60
    assert outcome(ask(client, proof=proof_for(asked))) == "taken"
    assert outcome(ask(client, proof=proof_for(ask(client)))) == "taken"


def test_one_abuser_of_a_shared_address_spends_nothing_of_its_devices(client: FlaskClient) -> None:
    for _ in range(20):
        ask(client)
        ask(client, device="abuser")
    assert outcome(ask(client, device="abuser")) == "too-many"
    assert outcome(ask(client)) == "proof-required"


def test_known_devices_of_a_crowded_network_are_asked_for_proof(client: FlaskClient) -> None:
    told = [outcome(ask(client, device=f"device {n}")) for n in range(7)]
    assert told == ["taken"] * 6 + ["proof-required"]
    asked = ask(client, device="device 8")
    assert outcome(ask(client, device="device 8", proof=proof_for(asked))) == "taken"
    assert outcome(ask(client, "10.0.0.2", device="device 9")) == "taken"


def test_newcomers_spend_nothing_of_known_devices(client: FlaskClient) -> None:
    for _ in range(20):
        ask(client)
    assert outcome(ask(client, device="a")) == "taken"


def test_an_ipv6_home_is_one_network_and_so_is_a_site(client: FlaskClient) -> None:
    told = [outcome(ask(client, f"2001:db8:1:2::{end}")) for end in range(1, 4)]
    assert told == ["taken", "taken", "proof-required"]
    others = [outcome(ask(client, f"2001:db8:1:{home}::1")) for home in range(3, 9)]
    assert others == ["taken"] * 5 + ["proof-required"], "eight of one /48, this address among them"
    assert outcome(ask(client, "2001:db8:2:2::1")) == "taken"


def test_an_ipv4_address_written_as_ipv6_is_the_same() -> None:
    assert askers.networks_of("::ffff:192.0.2.7") == askers.networks_of("192.0.2.7")
    assert [network.prefix for network in askers.networks_of("2001:db8:1:2::7")] == [
        "2001:db8:1:2::/64",
        "2001:db8:1::/48",
    ]


MODERATOR = "Moderator@example.org"


def wish(client: FlaskClient, address: str = "10.0.0.1", **given: str) -> TestResponse:
    return ask(client, address, path="/letter", **{"email": MODERATOR} | given)


def test_strangers_cannot_keep_letters_from_their_owner(client: FlaskClient) -> None:
    for n in range(6):
        wish(client, f"10.0.1.{n}", device=f"stranger {n}")
    asked = wish(client, device="the moderator")
    assert outcome(asked) == "proof-required"
    assert wish(client, device="the moderator", proof=proof_for(asked)).text == "sent"


def test_a_device_that_asks_letters_for_one_address_too_often_waits(client: FlaskClient) -> None:
    told = [outcome(wish(client, device="a")) for _ in range(3)]
    assert told[-1] == "too-many"
    assert outcome(wish(client, device="a", email="another@example.org")) == "taken"


def test_however_the_address_is_written_it_is_one(client: FlaskClient) -> None:
    for email in ("MODERATOR@example.org ", "moderator+1@example.org"):
        wish(client, email=email)
    assert outcome(wish(client)) == "proof-required"


def test_dots_make_no_second_mailbox_where_the_provider_drops_them() -> None:
    written = ("na.diia@gmail.com", "n.a.d.i.i.a+x@googlemail.com", "NADIIA@Gmail.com")
    assert {askers.mailbox_of(email) for email in written} == {"nadiia@gmail.com"}
    assert askers.mailbox_of("na.diia@example.org") == "na.diia@example.org"
    assert askers.mailbox_of("..@gmail.com") == ""


def test_a_form_without_an_address_asks_no_letter(client: FlaskClient) -> None:
    for email in (" ", "@", "moderator@", "@example.org"):
        assert {outcome(wish(client, email=email)) for _ in range(4)} == {"taken"}


def test_a_recipient_in_json_is_counted_too(client: FlaskClient) -> None:
    told = [client.post("/letter", json={"email": MODERATOR}).status_code for _ in range(3)]
    assert told == [200, 200, 429]
    others: list[object] = [[], {}, {"email": 1}]
    assert {client.post("/letter", json=other).status_code for other in others} == {200}


def test_proof_buys_no_flood_of_letters(client: FlaskClient) -> None:
    told = [wish(client) for _ in range(3)]
    asked = told[-1]
    assert wish(client, proof=proof_for(asked)).text == "sent"
    assert wish(client, proof=proof_for(asked)).status_code == 429
    assert wish(client, proof=proof_for(wish(client))).text == "sent a moment ago"
    tagged = wish(client, proof=proof_for(wish(client)), email="moderator+1@example.org")
    assert tagged.text == "sent a moment ago"


def test_invented_addresses_keep_no_letter_from_a_known_one(client: FlaskClient) -> None:
    def asked_with_proof(email: str) -> str:
        return wish(client, proof=proof_for(wish(client, email=email)), email=email).text

    for n in range(3):
        wish(client, email=f"known+{n}@example.org")
    assert asked_with_proof("known+1@example.org") == "sent"
    assert asked_with_proof("known@example.org") == "sent"
    assert asked_with_proof("known+1@example.org") == "sent a moment ago"


def test_a_link_is_limited_by_itself_and_a_forged_one_is_not_found(client: FlaskClient) -> None:
    def path(subject: str) -> str:
        return f"/link/{URLSafeSerializer('x', salt='vidkryte-misto:ending').dumps(subject)}"

    told = [outcome(ask(client, path=path("1"))) for _ in range(3)]
    assert told == ["taken", "taken", "too-many"]
    assert {outcome(ask(client, path=path(f"{n}"))) for n in range(2, 9)} == {"taken"}
    assert outcome(ask(client, path="/link/forged")) == "not-found"


def test_limits_can_be_off_for_drills() -> None:
    client = a_site(NOWHERE, rate_limits="off")
    assert {outcome(ask(client, device=device)) for device in ("", "a") for _ in range(10)} == {
        "taken"
    }
    assert {outcome(wish(client)) for _ in range(10)} == {"taken"}


def test_redis_learns_nobodys_address(redis_url: str) -> None:
    client = a_site(redis_url)
    ask(client, "192.0.2.77", device="device77")
    wish(client, "192.0.2.77")
    with Redis.from_url(redis_url, decode_responses=True) as redis:
        keys = list(redis.scan_iter())
        assert len(keys) == 4
        told = ("192.0.2", "example", "device")
        assert not [key for key in keys for word in told if word in key]
        assert all(0 < redis.ttl(key) <= 24 * 3600 for key in keys)


def test_tomorrow_the_keys_are_others(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = a_site(redis_url)
    with Redis.from_url(redis_url) as redis:
        ask(client)
        today = set(redis.scan_iter())
        monkeypatch.setattr(rate_rules, "now", lambda: datetime.now(UTC) + timedelta(days=1))
        ask(client)
        assert len(set(redis.scan_iter()) - today) == len(today)


def test_processes_count_together(redis_url: str) -> None:
    windows = [Window("limit:test", 60)]
    assert RedisCounter(redis_url).count(windows)[0].seen == 1
    assert RedisCounter(redis_url).count(windows)[0].seen == 2


@pytest.mark.parametrize("where", ["redis", "process"])
def test_peeking_counts_nothing(where: str, request: pytest.FixtureRequest) -> None:
    counter = (
        RedisCounter(request.getfixturevalue("redis_url"))
        if where == "redis"
        else InProcessCounter()
    )
    windows = [Window("limit:a", 60), Window("limit:b", 60)]
    counter.count(windows[:1])
    for _ in range(2):
        assert [count.seen for count in counter.peek(windows)] == [1, 0]


def test_a_window_ends() -> None:
    counter = InProcessCounter()
    counter.count([Window("a", 0), Window("b", 60)])
    again = counter.count([Window("a", 0), Window("b", 60)])
    assert again == [RequestCount(1, 1), RequestCount(2, 60)]


def test_redis_away_is_asked_by_one_request_and_then_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, now = [], 100.0

    def connect(self: socket.socket, address: str) -> None:
        asked.append(address)
        raise FileNotFoundError(address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(time, "monotonic", lambda: now)
    counter = RedisCounter(NOWHERE)
    seen = [counter.count([Window("a", 60)])[0].seen for _ in range(102)]
    assert (len(asked), seen[-1]) == (1, 102)
    now += 6
    counter.count([Window("a", 60)])
    assert len(asked) == 2


def test_rules_are_read_or_refused() -> None:
    assert rules_in("30 per minute; 6 per hour") == (Rule(30, 60), Rule(6, 3600))
    with pytest.raises(ValueError, match="fortnight"):
        limiter.limit(Allowance("1 per fortnight", "1 per day", "1 per day"))
