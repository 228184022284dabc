"""Measures whole requests: reports sent, a city in one answer, lists of fifty, by eight clients.

The server is the Procfile's, with its rate limits counted in Redis (each request comes from an
address of its own, behind a trusted proxy). The floor is a bare Flask view with one INSERT on the
same web server (benchmarks/bare_view.py), asked the same by as many clients; rounds alternate. Both
commit durably: synchronous_commit is on. What is compared is CPU: of the server's processes and of
its database sessions.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.db import Database
from app.domain.roles import Role
from app.migrate import upgrade
from app.operations.accounts.accounts import (
    Grant,
    expect_sign_in,
    grant_role,
    issue_sign_in_token,
    redeem_sign_in,
)
from app.security.request_context import SIGN_IN_COOKIE
from benchmarks.cpu_time import CpuTime
from benchmarks.databases import OWNER, as_superuser, copied, filled, url_of
from benchmarks.dataset import Size
from benchmarks.dataset_towns import Town, add_areas, towns
from benchmarks.load import Load, load
from benchmarks.measure import VAR, Spread, Target, report_results
from benchmarks.serving import served

CLIENTS, ROUNDS, SECONDS = 8, 5, 4.0
SMALL = 50_000
MOST_OF_THE_FLOOR = 2.0
MOST_GROWTH = 1.1
# What a comparable program managed here with persistent connections, answers a second.
OTHERS_CITY, OTHERS_LIST = 2.5, 3.6
CITY_TIMES, LIST_TIMES, CITY_BYTES = 100, 20, 50_000

_BARE_TABLE = """
DROP SCHEMA IF EXISTS floor CASCADE;
CREATE SCHEMA floor;
CREATE TABLE floor.bare (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, category text NOT NULL,
    description text NOT NULL, point geometry(Point, 4326) NOT NULL, at timestamptz NOT NULL);
GRANT USAGE ON SCHEMA floor TO PUBLIC;
GRANT INSERT, SELECT ON floor.bare TO PUBLIC
"""


def run(size: Size, *, keep: bool) -> None:
    """Measure on copies of the databases, so that they stay as they are."""
    found: dict[str, Any] = {"reports": size.reports}
    with (
        filled(size, keep=keep) as large,
        filled(Size(SMALL), keep=keep) as small,
        copied(large, f"{large}_requests") as many,
        copied(small, "vidkryte_bench_few") as few,
        _city(many) as port,
        _city(few) as few_port,
        served(
            _web_command("benchmarks.bare_view:app"),
            {"DATABASE_URL": url_of(many), "VAR_DIR": str(VAR / "bench" / "bare")},
        ) as bare_port,
    ):
        found |= _sending(many, {"ours": port, "floor": bare_port})
        found |= _growing({many: port, few: few_port})
        found |= _reading(port, _moderator(many))
    report_results(f"requests-{size.reports}", found, _targets(found))


def _targets(found: dict[str, Any]) -> list[Target]:
    city, listing, desk = found["city"], found["list"], found["desk"]
    return [
        Target("CPU a report to a bare view's", found["to_floor"], MOST_OF_THE_FLOOR),
        Target("CPU a report to that with 50 thousand", found["growth"], MOST_GROWTH),
        Target("bytes of the city to 50 kB", city["longest"] / CITY_BYTES, 1),
        Target("city, 250 a second to ours", OTHERS_CITY * CITY_TIMES / city["per_second"], 1),
        Target("list, 72 a second to ours", OTHERS_LIST * LIST_TIMES / listing["per_second"], 1),
        Target("desk, 72 a second to ours", OTHERS_LIST * LIST_TIMES / desk["per_second"], 1),
    ]


def _sending(name: str, ports: dict[str, int]) -> dict[str, Any]:
    """Compare the CPU of a report in all processes with that of a bare view, by turns."""
    rounds = _by_turns({what: (name, port) for what, port in ports.items()}, seed=0)
    costs = {what: Spread.of(one.cpu_ms for one in of) for what, of in rounds.items()}
    sent = {what: Spread.of(one.per_second for one in of) for what, of in rounds.items()}
    ratio = costs["ours"].p50 / costs["floor"].p50
    print(
        f"CPU a report, ms: {costs['ours'].p50:.2f}, a bare view {costs['floor'].p50:.2f}: "
        f"{ratio:.2f}; a second: {sent['ours'].p50:.0f} and {sent['floor'].p50:.0f}",
        flush=True,
    )
    return {"to_floor": ratio, "floor_cpu_ms": costs, "floor_per_second": sent}


def _growing(ports: dict[str, int]) -> dict[str, Any]:
    """Compare the CPU of a report in all processes with few reports and with many, by turns."""
    rounds = _by_turns({name: (name, port) for name, port in ports.items()}, seed=100)
    costs = {name: Spread.of(one.cpu_ms for one in of) for name, of in rounds.items()}
    many, few = (costs[name].p50 for name in ports)
    print(f"CPU a report, ms: {many:.2f} with many, {few:.2f} with 50 thousand")
    return {"cpu_ms": costs, "growth": many / few}


@dataclass(frozen=True, slots=True)
class _Round:
    """The result of one round: milliseconds of CPU per report, reports per second."""

    cpu_ms: float
    per_second: float


def _by_turns(servers: dict[str, tuple[str, int]], *, seed: int) -> dict[str, list[_Round]]:
    """Send reports to each server (its database, its port) by turns; the first turn warms up."""
    rounds: dict[str, list[_Round]] = {what: [] for what in servers}
    for number in range(ROUNDS + 1):
        for what, (name, port) in servers.items():
            spending = CpuTime(name, port)
            sent = send_reports(port, towns(name), seconds=SECONDS, seed=seed + number)
            rounds[what].append(_Round(spending.ms() / sent.answers, sent.per_second))
    return {what: of[1:] for what, of in rounds.items()}


def _same(asked: bytes, _number: int) -> bytes:
    return asked


def _reading(port: int, cookie: str) -> dict[str, Any]:
    """Request the largest city as a whole, its list, and its moderators' desk of fifty."""
    found = {}
    for what, path in (
        ("desk", "/h1/moderation"),
        ("city", "/h1/clusters.json?bbox={box}&zoom=10"),
        ("tile", "/h1/tiles/9/290/187.mvt"),
        ("list", "/h1/list?part=1"),
        ("page", "/h1/list"),
    ):
        asked = _get(path.format(box="22.7,44.5,23.2,44.8"), cookie if what == "desk" else "")
        load(port, partial(_same, asked), clients=CLIENTS, seconds=1)
        got = load(port, partial(_same, asked), clients=CLIENTS, seconds=SECONDS)
        print(f"{what:6}{got.per_second:8.0f} a second, {got.longest:,} bytes", flush=True)
        found[what] = {"per_second": got.per_second, "longest": got.longest}
    return found


def send_reports(port: int, places: list[Town], *, seconds: float, seed: int) -> Load:
    """Send reports, no two alike, from addresses of their own."""

    def report(number: int) -> bytes:
        draw = Random(seed * 10_000_000 + number)
        town = draw.choice(places)
        body = json.dumps(
            {
                "lon": town.lon + draw.gauss(0, 0.02),
                "lat": town.lat + draw.gauss(0, 0.01),
                "category": draw.choice(town.categories),
                "description": f"Глибока яма біля зупинки, не об’їхати. {number}",
                "email": f"resident{seed}-{number}@example.org",
            },
            ensure_ascii=False,
        ).encode()
        key = UUID(int=draw.getrandbits(128))
        return _request(
            f"POST /{town.slug}/reports",
            f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\n"
            f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
            f"Content-Length: {len(body)}\r\n",
            body,
        )

    return load(port, report, clients=CLIENTS, seconds=seconds)


def _moderator(name: str) -> str:
    """Return the session cookie of a moderator of the largest hromada."""
    now, email = datetime.now(UTC), "moderator@h1.example"
    database = Database(url_of(name))
    database.take_time()
    with database.transaction(1) as session:
        grant_role(session, Grant(1, email, Role.MODERATOR, None), now=now)
        request_id = expect_sign_in(session, email, next_path="/", now=now)
        token = issue_sign_in_token(session, request_id, now)
        if token is None:
            raise RuntimeError("a letter asked for just now has its secret")
        signed_in = redeem_sign_in(session, token, now=now)
    database.close()
    return f"Cookie: {SIGN_IN_COOKIE}={signed_in.token}\r\n"


def _get(path: str, cookie: str = "") -> bytes:
    return _request(f"GET {path}", f"Accept-Encoding: gzip\r\n{cookie}")


def _request(line: str, headers: str, body: bytes = b"") -> bytes:
    return f"{line} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode() + body


@contextmanager
def _city(name: str) -> Iterator[int]:
    """Serve the database as ./run does."""
    prepare_city(name)
    with served(_web_command(), city_settings(name)) as port:
        yield port


def prepare_city(name: str) -> None:
    """Migrate the database and add what reports are routed by."""
    upgrade(url_of(name, OWNER))
    engine = as_superuser(name)
    with engine.begin() as conn:
        conn.execute(text(_BARE_TABLE))
        add_areas(conn)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("ANALYZE area, area_category, report, report_event"))
    engine.dispose()


def city_settings(name: str) -> dict[str, str]:
    """Return the settings to serve the database with."""
    return {
        "DATABASE_URL": url_of(name),
        "SECRET_KEY": "of the benchmark alone",
        "IDENTITY_KEY": "of the benchmark alone",
        "TRUSTED_PROXIES": "1",
        "RATE_LIMITS": "on",
        "LOG_LEVEL": "warning",
        "VAR_DIR": str(VAR / "bench" / name),
    }


def _web_command(app: str = "wsgi:app") -> list[str]:
    """Return what serves pages in ./run, for another application if one is named."""
    return [sys.executable, "-m", "launcher.web", app, "PORT"]
