"""Kills each process of a city that ./run serves, and measures what its people notice.

``python -m benchmarks.outages [VAR]`` beside a running ``./run`` with the demo hromada: a drill,
not for a city in use. People read pages all the time, and send reports with an Idempotency-Key,
again and again until one is taken. Prints a table, and checks that every report is there once.
"""

import http.client
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic, perf_counter, sleep
from uuid import uuid4

from benchmarks.processes import await_spare, children, kill, pid_of
from benchmarks.readers import Reading, read_once, reading

PAGES = ("/", "/pokrov/list", "/account/sign-in", "/pokrov/tiles/10/598/349.mvt")
REPORT = {"lon": 34.12, "lat": 47.66, "category": "roads.pothole", "email": "drill@example.org"}
PATIENCE_S = 60.0
BEFORE_S, AFTER_S = 1.0, 4.0
ANSWERED = (200, 201)

Victims = Callable[[Path], list[int]]


def main(var: Path, port: int) -> None:
    """Kill one after the other."""
    print("| killed | pages not answered for | slowest page | slowest report | runs again after |")
    print("|---|---|---|---|---|")
    senders = Senders(port)
    for name, victims in _victims().items():
        await_spare(var)
        _await_calm(port)
        print(_line(name, victims, var, senders), flush=True)
    print(f"\n{len(senders.taken)} reports taken, {senders.missing()} of them missing or double")


def _victims() -> dict[str, Victims]:
    def whole(name: str) -> Victims:
        return lambda var: [pid_of(var, name)]

    def workers(name: str) -> Victims:
        return lambda var: children(pid_of(var, name))

    return {
        "gunicorn's workers": workers("web"),
        "gunicorn's master": whole("web"),
        "gunicorn's master and workers": lambda var: [pid_of(var, "web"), *workers("web")(var)],
        "gunicorn's spare": whole("web-spare"),
        "nginx's workers": workers("front"),
        "nginx's master": whole("front"),
        "nginx's master and workers": lambda var: [pid_of(var, "front"), *workers("front")(var)],
        **{name: whole(name) for name in ("postgres", "redis", "relay")},
        **{name: whole(name) for name in ("worker-mail", "worker-photos", "worker-imports")},
        **{name: whole(name) for name in ("clock", "counts")},
        "fence": whole("fence"),
    }


def _line(name: str, victims: Victims, var: Path, senders: "Senders") -> str:
    with reading(senders.port, PAGES) as readers, senders.sending():
        sleep(BEFORE_S)
        pids = victims(var)
        killed_at = perf_counter()
        kill(pids)
        back_s = _back(victims, var, set(pids))
        sleep(AFTER_S)
    pages = readers.since(killed_at)
    reports = [one for one in senders.rounds if one.began + one.seconds > killed_at]
    slowest_s = max((one.seconds for one in reports), default=0.0)
    return (
        f"| {name} | {_outage(pages, killed_at)} | {_slowest(pages)} "
        f"| {slowest_s:.1f} s | {back_s:.1f} s |"
    )


def _outage(pages: list[Reading], killed_at: float) -> str:
    """Return how long after the kill the last page was not answered."""
    bad = [one.began + one.seconds for one in pages if one.status not in ANSWERED]
    return f"{max(bad) - killed_at:.1f} s" if bad else "none"


def _slowest(pages: list[Reading]) -> str:
    return f"{max(one.seconds for one in pages):.1f} s"


def _back(victims: Victims, var: Path, dead: set[int]) -> float:
    """Return the seconds until others run in place of the dead."""
    began = monotonic()
    while monotonic() - began < PATIENCE_S:
        try:
            now = set(victims(var))
        except OSError:
            now = set()
        if now and not now & dead and all(Path(f"/proc/{pid}").exists() for pid in now):
            return monotonic() - began
        sleep(0.05)
    return float("inf")


def _await_calm(port: int) -> None:
    end = monotonic() + PATIENCE_S
    while monotonic() < end:
        if all(read_once(port, path).status == 200 for path in PAGES):
            return
        sleep(0.5)
    raise RuntimeError("the city does not come back")


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was taken in the end: when it was begun, and its seconds."""

    began: float
    seconds: float


@dataclass(slots=True)
class Senders:
    """Residents who send until they are told that their report is taken."""

    port: int
    rounds: list[Sent] = field(default_factory=list)
    taken: list[tuple[str, int]] = field(default_factory=list)
    _count: int = 0

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Let two send until the block ends; each ends what it has begun."""
        over = Event()

        def send() -> None:
            while not over.is_set():
                self._send()
                sleep(0.1)

        threads = [Thread(target=send) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def missing(self) -> int:
        """Return how many of the acknowledged reports are not there once, asked by their keys."""
        return sum(self._post(key)[1] != number for key, number in self.taken)

    def _send(self) -> None:
        key, began = str(uuid4()), perf_counter()
        while perf_counter() - began < PATIENCE_S:
            status, number = self._post(key)
            if status in ANSWERED:
                self.taken.append((key, number))
                self.rounds.append(Sent(began, perf_counter() - began))
                return
            sleep(0.2)
        raise RuntimeError("a report is not taken")

    def _post(self, key: str) -> tuple[int, int]:
        """Send the report of this key; return the status and the report's number."""
        self._count += 1
        source = f"127.{self._count % 200 + 2}.{self._count // 200 % 200}.9"
        line = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(source, 0)
        )
        body = json.dumps(REPORT | {"description": f"Яма біля зупинки. {key}"}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        try:
            line.request("POST", "/pokrov/reports", body, headers)
            answer = line.getresponse()
            said = json.loads(answer.read() or b"{}")
            return answer.status, int(said.get("number") or 0)
        except (OSError, http.client.HTTPException, ValueError):
            return 0, 0
        finally:
            line.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var"), int(os.environ.get("PORT", "8000")))
