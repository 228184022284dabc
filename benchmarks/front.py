"""Measures the front: pages under attack, after a flood, through killed processes; and its price.

The city is served as ./run does (launcher/web.py). The price is the rate of tiles and of reports
against granian alone, which served it before, by turns in one sitting; both with two workers of
four threads.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

from benchmarks.databases import copied, filled
from benchmarks.dataset import Size
from benchmarks.dataset_towns import towns
from benchmarks.hostile import MANY, ONE, Attack, besieged, half_open, idle, large
from benchmarks.load import load
from benchmarks.measure import Spread, Target, report_results
from benchmarks.processes import await_spare, children, kill, memory_mb, pid_of
from benchmarks.readers import Reading, read_once, reading
from benchmarks.requests import city_settings, prepare_city, send_reports
from benchmarks.serving import ROOT, served
from benchmarks.web import peer_environment

PAGES = ("/", "/h1/list", "/account/sign-in", "/h1/tiles/9/290/187.mvt")
TILE = b"GET /h1/tiles/9/290/187.mvt HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
OTHER = "127.0.7.7"
CLIENTS, ROUNDS, SECONDS = 8, 6, 3.0
ATTACK_S, ASKED = 2.0, 40
FLOOD, FLOOD_S = 320, 8.0
MOST_UNDER_ATTACK_S, MOST_RECOVERY_S = 1.0, 10.0
MOST_WORKERS_S, MOST_MASTER_S = 1.0, 3.0
LEAST_RATE = 0.85


def run(size: Size, *, keep: bool) -> None:
    """Measure on a copy of a filled database."""
    with filled(size, keep=keep) as source, copied(source, "vidkryte_bench_front") as name:
        prepare_city(name)
        settings = city_settings(name)
        var = Path(settings["VAR_DIR"])
        # Connections of this machine are nobody's proxies here.
        with served(_front_command(), settings | {"TRUSTED_PROXIES": "0"}) as port:
            await_spare(var)
            found: dict[str, Any] = {"memory_mb": _memory(var)}
            print(f"memory, MB: {found['memory_mb']}", flush=True)
            found["attacks"] = _attacks(port, var)
            found["recovery_s"] = _recovery(port)
            found["killed"] = _killed(port, var)
        found["rates"] = _rates(name, settings)
    report_results("front", found, _targets(found))


def _attacks(port: int, var: Path) -> list[dict[str, Any]]:
    """Ask for pages calm and under each attack, by turns from two addresses."""
    every = [half_open(), large(), idle()]
    lines = [_asked(port, var, "calm", [], ONE)]
    for who, sources in (("one address", ONE), ("many", MANY)):
        lines += [_asked(port, var, f"{one.name}, {who}", [one], sources) for one in every]
        lines.append(_asked(port, var, f"all at once, {who}", every, sources))
    return lines


def _asked(
    port: int, var: Path, name: str, attacks: Sequence[Attack], sources: Sequence[str]
) -> dict[str, Any]:
    with besieged(port, attacks, sources):
        sleep(ATTACK_S)
        line: dict[str, Any] = {"attack": name}
        readings: dict[str, list[Reading]] = {"same": [], "other": []}
        for number in range(ASKED):
            for who, source in (("same", sources[0]), ("other", OTHER)):
                readings[who].append(read_once(port, PAGES[number % len(PAGES)], source))
        line["memory_mb"] = sum(_memory(var).values())
    for who, of in readings.items():
        spread = Spread.of(one.seconds * 1e3 for one in of)
        bad = sum(one.status != 200 for one in of)
        line |= {f"{who}_p50_ms": spread.p50, f"{who}_p95_ms": spread.p95, f"{who}_bad": bad}
    print({key: _short(value) for key, value in line.items()}, flush=True)
    return line


def _recovery(port: int) -> float:
    """Return the seconds from the end of a flood to pages as fast as before it."""
    calm = median(read_once(port, "/h1/list").seconds for _ in range(20))
    with reading(port, ["/h1/list"], count=FLOOD) as flood:
        sleep(FLOOD_S)
        ended = perf_counter()
    served_in = sum(one.status == 200 for one in flood.readings)
    refused = sum(one.status == 503 for one in flood.readings)
    quick = 0
    while quick < 5:
        last = read_once(port, "/h1/list")
        quick = quick + 1 if last.status == 200 and last.seconds < 3 * calm else 0
    took = perf_counter() - ended
    print(f"flood: {served_in} answered, {refused} refused; recovered in {took:.1f} s", flush=True)
    return took


def _killed(port: int, var: Path) -> dict[str, Any]:
    """Kill the workers, then the master too, while people read; keep the worst round."""
    found = {}
    for name, victims in (("workers", _workers), ("master too", _gunicorn)):
        rounds = [_round(port, var, victims) for _ in range(4)]
        found[name] = {
            "slowest_s": [slowest for slowest, _ in rounds],
            "bad": sum(bad for _, bad in rounds),
        }
        print(f"{name} killed: {found[name]}", flush=True)
    return found


def _round(port: int, var: Path, victims: Callable[[Path], list[int]]) -> tuple[float, int]:
    await_spare(var)
    with reading(port, PAGES) as readers:
        sleep(1)
        killed_at = perf_counter()
        kill(victims(var))
        sleep(4)
    after = readers.since(killed_at)
    return round(max(one.seconds for one in after), 2), sum(one.status != 200 for one in after)


def _workers(var: Path) -> list[int]:
    return children(pid_of(var, "web"))


def _gunicorn(var: Path) -> list[int]:
    return [pid_of(var, "web"), *_workers(var)]


def _rates(name: str, settings: dict[str, str]) -> dict[str, Any]:
    """Send tiles' requests and reports to both, by turns; the first round warms up."""
    rates: dict[str, dict[str, list[float]]] = {"tile": {}, "report": {}}
    with _both(settings) as ports:
        for number in range(ROUNDS + 1):
            for who, port in list(ports.items())[:: 1 if number % 2 else -1]:
                tile = load(port, lambda _: TILE, clients=CLIENTS, seconds=SECONDS)
                sent = send_reports(port, towns(name), seconds=SECONDS, seed=_seed(who, number))
                if number:
                    rates["tile"].setdefault(who, []).append(tile.per_second)
                    rates["report"].setdefault(who, []).append(sent.per_second)
    found = {}
    for what, of in rates.items():
        ratios = [ours / theirs for ours, theirs in zip(of["front"], of["granian"], strict=True)]
        found[what] = of | {"ratio": median(of["front"]) / median(of["granian"])}
        print(f"{what}: {found[what]['ratio']:.2f} of granian's; by round {ratios}", flush=True)
    return found


def _seed(who: str, number: int) -> int:
    return 1000 * (who == "granian") + number


@contextmanager
def _both(settings: dict[str, str]) -> Iterator[dict[str, int]]:
    python = str(peer_environment())
    ours = next(Path(entry) for entry in sys.path if entry.endswith("site-packages"))
    command = (
        *(python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "PORT"),
        *("--workers", "2", "--blocking-threads", "4", "--backlog", "512", "--backpressure", "32"),
        *("--no-ws", "wsgi:app"),
    )
    peer = settings | {"PYTHONPATH": f"{ROOT}:{ours}"}
    with served(_front_command(), settings) as front, served(command, peer) as granian:
        for port in (front, granian):
            load(port, partial(_same, TILE), clients=CLIENTS, seconds=1)
        yield {"front": front, "granian": granian}


def _same(asked: bytes, _number: int) -> bytes:
    return asked


def _front_command() -> list[str]:
    return [sys.executable, "-m", "launcher.web", "wsgi:app", "PORT"]


def _memory(var: Path) -> dict[str, int]:
    return {name: round(memory_mb(pid_of(var, name))) for name in ("front", "web", "web-spare")}


def _short(value: object) -> object:
    return round(value, 1) if isinstance(value, float) else value


def _targets(found: dict[str, Any]) -> list[Target]:
    attacked = [line for line in found["attacks"] if line["attack"] != "calm"]
    slowest = max(line[f"{who}_p95_ms"] for line in attacked for who in ("same", "other")) / 1e3
    bad = sum(line[f"{who}_bad"] for line in attacked for who in ("same", "other"))
    bad += sum(of["bad"] for of in found["killed"].values())
    workers, master = (max(of["slowest_s"]) for of in found["killed"].values())
    return [
        Target("answers other than 200", bad, 0),
        Target("p95 under attack to 1 s", slowest / MOST_UNDER_ATTACK_S, 1),
        Target("recovery to 10 s", found["recovery_s"] / MOST_RECOVERY_S, 1),
        Target("slowest page, workers killed, to 1 s", workers / MOST_WORKERS_S, 1),
        Target("slowest page, master too, to 3 s", master / MOST_MASTER_S, 1),
        Target("granian's tiles to ours", LEAST_RATE / found["rates"]["tile"]["ratio"], 1),
        Target("granian's reports to ours", LEAST_RATE / found["rates"]["report"]["ratio"], 1),
    ]
