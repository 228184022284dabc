"""The whole city under clients that mean harm, and when its processes are killed."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.hostile import MANY, ONE, besieged, half_open, idle, large
from benchmarks.processes import children, pid_of
from benchmarks.processes import kill as kill_all
from tests.city import City, founded, until
from tests.front.asking import Answer, ask

PAGES = ("/", "/account/sign-in", "/tiles/5/18/10.mvt", "/readyz")
# Generous: how fast it is, ./run bench front measures.
LONGEST_S = 6.0
OTHER = "127.0.0.200"


@pytest.fixture(scope="module")
def city(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    name = f"vidkryte_front_{os.getpid()}_{worker_id}"
    with founded(name, tmp_path_factory.mktemp("city"), redis_db=5, rate_limits="on") as city:
        city.start()
        yield city


def ask_json_post(city: City, source: str) -> Answer:
    """Send what the app itself refuses, the front has let it through."""
    return ask(
        city.port,
        "/h1/reports",
        method="POST",
        body=b"{}",
        headers={"Content-Type": "application/json"},
        source=source,
    )


@pytest.mark.parametrize("sources", [ONE, MANY], ids=["one", "many"])
def test_pages_and_posts_go_on_under_every_attack_at_once(
    city: City, sources: Sequence[str]
) -> None:
    attacks = [half_open(), large(path="/h1/reports"), idle()]
    with besieged(city.port, attacks, sources):
        for _ in range(3):
            for source in (sources[0], OTHER):
                for path in PAGES:
                    answer = ask(city.port, path, source=source)
                    assert answer.status == 200, path
                    assert answer.seconds < LONGEST_S, path
                posted = ask_json_post(city, source)
                assert posted.status in {422, 429}, posted.body
                assert "X-RateLimit-Limit" in posted.headers
            time.sleep(1)


def test_a_stranger_counts_as_who_connects(city: City) -> None:
    left = []
    for number in range(3):
        answer = ask(
            city.port,
            "/account/sign-in",
            method="POST",
            body=b"{}",
            headers={"Content-Type": "application/json", "X-Forwarded-For": f"203.0.113.{number}"},
            source="127.0.0.201",
        )
        left.append(int(answer.headers["X-RateLimit-Remaining"]))
    assert left == [left[0], left[0] - 1, left[0] - 2]


class Readers:
    """People who read on while something happens; every answer is kept."""

    def __init__(self, city: City, count: int = 4) -> None:
        self.answers: list[Answer | BaseException] = []
        self._city = city
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(count)
        for number in range(count):
            self._pool.submit(self._read, number)

    def _read(self, number: int) -> None:
        while not self._over.is_set():
            try:
                self.answers.append(ask(self._city.port, PAGES[number % len(PAGES)]))
            except BaseException as error:
                self.answers.append(error)

    def end(self) -> list[Answer | BaseException]:
        self._over.set()
        self._pool.shutdown()
        return self.answers


def workers_of(city: City) -> list[int]:
    return until(lambda: children(pid_of(city.var, "web")), 30)


def kill_workers(city: City) -> None:
    kill_all(workers_of(city))


def kill_gunicorn(city: City) -> None:
    kill_all([pid_of(city.var, "web"), *workers_of(city)])


@pytest.mark.parametrize("kill", [kill_workers, kill_gunicorn])
def test_readers_notice_no_death(city: City, kill: Callable[[City], None]) -> None:
    readers = Readers(city)
    time.sleep(1)
    kill(city)
    time.sleep(5)
    before = len(readers.answers)
    time.sleep(1)
    answers = readers.end()
    assert len(answers) > before, "nobody was answered afterwards"
    bad = [one for one in answers if not (isinstance(one, Answer) and one.status == 200)]
    assert not bad
    slowest = max(one.seconds for one in answers if isinstance(one, Answer))
    assert slowest < 2 * LONGEST_S


def test_a_killed_front_is_back(city: City) -> None:
    for victims in ([pid_of(city.var, "front")], children(pid_of(city.var, "front"))):
        kill_all(victims)
        until(lambda: _answers(city), 30)


def _answers(city: City) -> bool:
    try:
        return ask(city.port, "/").status == 200
    except OSError:
        return False


@pytest.mark.soak
def test_ten_times_the_load_leaves_no_queue(city: City) -> None:
    over = threading.Event()

    def flood(source: str) -> None:
        while not over.is_set():
            try:
                ask(city.port, "/", source=source)
            except OSError:
                time.sleep(0.1)

    with ThreadPoolExecutor(320) as pool:
        for number in range(320):
            pool.submit(flood, MANY[number])
        time.sleep(10)
        over.set()
    began = time.monotonic()
    until(lambda: _fast(city), 10)
    assert time.monotonic() - began < 10


def _fast(city: City) -> bool:
    answer = ask(city.port, "/")
    return answer.status == 200 and answer.seconds < 2


@pytest.mark.soak
def test_tiles_are_counted_generously(city: City) -> None:
    with ThreadPoolExecutor(300) as pool:
        path = "/tiles/5/18/10.mvt"
        answers = list(pool.map(lambda _: ask(city.port, path, source="127.0.0.202"), range(4000)))
    statuses = {answer.status for answer in answers}
    assert statuses <= {200, 429, 503}
    refused = next(answer for answer in answers if answer.status == 429)
    assert int(refused.headers["Retry-After"]) > 0
    assert re.search("Забагато запитів", refused.body.decode())
    assert ask(city.port, "/", source="127.0.0.202").status == 200
