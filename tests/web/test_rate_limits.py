"""Who asks too often waits; Redis may be away, the limit stays."""

import os
import socket
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from werkzeug.test import TestResponse

from app.config import Settings
from app.errors import register_errors
from app.security.rate_counters import InProcessCounter, RedisCounter, RequestCount, Window
from app.security.rate_limits import Rule, limiter, parse_rules, register_limits
from app.texts.languages import register_languages

NOWHERE = "unix:///nowhere/redis.sock"


def a_site(redis_url: str, rate_limits: str = "on") -> FlaskClient:
    """An app with one limited page; errors are told as JSON."""
    site = Flask("limited")
    settings = Settings(
        database_url="x",
        redis_url=redis_url,
        secret_key="x",  # noqa: S106 - it guards nothing
        identity_key="also-x",
        rate_limits=rate_limits,
    )
    register_languages(site)
    register_errors(site)
    register_limits(site, settings)

    @site.post("/<name>")
    @limiter.limit("2 per minute; 5 per hour")
    def page(name: str) -> str:
        return name

    return site.test_client()


@pytest.fixture
def redis_url(worker_id: str) -> Iterator[str]:
    """Redis, a part for each worker; what was counted is forgotten before and after."""
    part = 4 + int(worker_id.removeprefix("gw")) % 3 if worker_id.startswith("gw") else 3
    url = f"{os.environ['REDIS_URL'].partition('?')[0]}?db={part}"
    with Redis.from_url(url) as redis:
        _forget(redis)
        yield url
        _forget(redis)


def _forget(redis: Redis) -> None:
    for key in redis.scan_iter("limit:*"):
        redis.delete(key)


def ask(client: FlaskClient, address: str = "10.0.0.1", name: str = "a") -> TestResponse:
    return client.post(
        f"/{name}",
        headers={"Accept": "application/json"},
        environ_overrides={"REMOTE_ADDR": address},
    )


@pytest.fixture(params=["shared", "own"])
def client(request: pytest.FixtureRequest) -> FlaskClient:
    url = request.getfixturevalue("redis_url") if request.param == "shared" else NOWHERE
    return a_site(url)


def test_beyond_the_limit_is_refused_with_the_time_to_wait(client: FlaskClient) -> None:
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    refusal = ask(client)
    assert refusal.get_json()["error"]["code"] == "too-many"
    assert 0 < int(refusal.headers["Retry-After"]) <= 60
    assert refusal.headers["X-RateLimit-Remaining"] == "0"


def test_an_answer_says_how_much_is_left(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.5)
    first = ask(client)
    assert first.headers["X-RateLimit-Limit"] == "2"
    assert first.headers["X-RateLimit-Remaining"] == "1"
    assert 0 < int(first.headers["X-RateLimit-Reset"]) - 1_800_000_000 <= 60


def test_each_address_has_its_own_limit_but_an_ipv6_network_shares_one(client: FlaskClient) -> None:
    for _ in range(3):
        ask(client, "10.0.0.1")
    assert ask(client, "10.0.0.2").status_code == 200
    for end in ("1", "2", "3"):
        last = ask(client, f"2001:db8:1:2::{end}")
    assert last.status_code == 429
    assert ask(client, "2001:db8:1:3::1").status_code == 200


def test_limits_can_be_off_for_drills() -> None:
    client = a_site(NOWHERE, rate_limits="off")
    assert {ask(client).status_code for _ in range(10)} == {200}


def test_processes_count_together(redis_url: str) -> None:
    windows = [Window("limit:test", 60)]
    assert RedisCounter(redis_url).count(windows)[0].seen == 1
    assert RedisCounter(redis_url).count(windows)[0].seen == 2


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
    assert parse_rules("30 per minute; 6 per hour") == (Rule(30, 60), Rule(6, 3600))
    with pytest.raises(ValueError, match="fortnight"):
        parse_rules("1 per fortnight")
