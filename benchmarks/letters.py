"""Measures what a letter costs: CPU of relay and worker a letter, and the time of a backlog.

The real processes send to a mail server that counts. In the middle the worker is killed by SIGKILL
and started again: every letter must have come, and at most the one in hand twice, as the same.
A second, smaller run measures how long a sign-in letter waits behind the backlog.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, perf_counter, sleep

from sqlalchemy import insert, update

from app.db import Database
from app.domain.roles import Role
from app.models.places import Body
from app.models.subscriptions import Subscription
from app.operations.accounts.accounts import request_sign_in
from app.operations.reports.events import Actor, StepContext, take_step
from benchmarks.mail_sink import MailSink
from benchmarks.measure import VAR, Target, report_results
from benchmarks.serving import ROOT
from tests.builders import a_public_report, a_working_hromada

HROMADAS, REPORTS = 10, 20
LEASE_S = 20
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Send the backlog and report letters a CPU-second and the minutes it took."""
    parser = argparse.ArgumentParser(prog="./run bench letters", description=__doc__)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--no-kill", action="store_true", help="let the worker live")
    options = parser.parse_args()
    database = Database(os.environ["DATABASE_URL"])
    sink = MailSink()
    letters = _owe(database, options.letters)
    print(f"{letters:,} letters are owed", flush=True)
    with Processes(sink.url) as processes:
        found = _drain(database, sink, processes, letters, kill=not options.no_kill)
    database.close()
    again = sum(sink.taken.values()) - len(sink.taken)
    found |= {"letters": letters, "came": len(sink.taken), "again": again}
    print(found, flush=True)
    targets = [
        Target("CPU-ms a letter", found["cpu_ms"], 10.0),
        Target("minutes for the backlog", found["minutes"], 10.0 * letters / 10_000),
        Target("letters that never came", letters + 1 - len(sink.taken), 0.0),
        Target("letters that came twice", again, 0.0 if options.no_kill else 1.0),
        Target("seconds that a sign-in letter waited", found["sign_in_s"], 6.0),
    ]
    report_results("letters", found, targets)


class Processes:
    """A relay and a worker, and the CPU that they used."""

    def __init__(self, smtp_url: str) -> None:
        self._environment = os.environ | {
            "SMTP_URL": smtp_url,
            "SECRET_KEY": "of the benchmark alone",
            "VAR_DIR": str(VAR / "bench"),
        }
        self._ended_ms = 0.0

    def __enter__(self) -> "Processes":
        (VAR / "bench").mkdir(parents=True, exist_ok=True)
        self._log = (VAR / "bench" / "letters.log").open("ab")
        self._relay = self._start("relay", "--lease", str(LEASE_S))
        self._worker = self._start("worker", "mail")
        return self

    def __exit__(self, *_error: object) -> None:
        for process in (self._relay, self._worker):
            process.terminate()
            process.wait(30)
        self._log.close()

    def kill_the_worker(self) -> None:
        """Kill the worker as a power cut would, and start another."""
        self._ended_ms += _cpu_ms(self._worker)
        self._worker.send_signal(signal.SIGKILL)
        self._worker.wait()
        self._worker = self._start("worker", "mail")

    def cpu_ms(self) -> float:
        """Return the milliseconds of CPU used so far by all processes that were started."""
        return self._ended_ms + _cpu_ms(self._relay) + _cpu_ms(self._worker)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
        )


def _drain(
    database: Database, sink: MailSink, processes: Processes, letters: int, *, kill: bool
) -> dict[str, float]:
    _await(lambda: bool(sink.taken), 300)
    began, spent, first = perf_counter(), processes.cpu_ms(), len(sink.taken)
    _await(lambda: len(sink.taken) >= letters // 4, 1200)
    sign_in_s = _sign_in(database, sink)
    _await(lambda: len(sink.taken) >= letters // 2, 1200)
    if kill:
        processes.kill_the_worker()
    _await(lambda: len(sink.taken) >= letters + 1, 1200)
    took, used = perf_counter() - began, processes.cpu_ms() - spent
    sent = sum(sink.taken.values()) - first
    return {
        "cpu_ms": used / sent,
        "per_cpu_s": sent / used * 1e3,
        "minutes": took / 60,
        "sign_in_s": sign_in_s,
    }


def _sign_in(database: Database, sink: MailSink) -> float:
    with database.transaction() as session:
        request_sign_in(
            session, "waiting@example.org", next_path="/", locale="uk", now=datetime.now(UTC)
        )
    began = perf_counter()
    _await(lambda: "waiting@example.org" in sink.recipients, 1200)
    return perf_counter() - began


def _owe(database: Database, letters: int) -> int:
    """Owe about that many letters: to followers of reports in several hromadas."""
    moment = datetime.now(UTC)
    followers = max(1, letters // (HROMADAS * REPORTS))
    for at in range(HROMADAS):
        with database.transaction() as session:
            hromada = a_working_hromada(session, f"town{at}")
            session.execute(update(Body).values(email=""))
            for _ in range(REPORTS):
                report = a_public_report(session, hromada)
                subscriptions = [
                    {
                        "hromada_id": hromada.id,
                        "report_id": report.id,
                        "email": f"follower{n}@example.org",
                        "kind": "follower",
                        "created_at": moment,
                        "confirmed_at": moment,
                    }
                    for n in range(followers)
                ]
                session.execute(insert(Subscription), subscriptions)
                accepted = StepContext(Actor(Role.OPERATOR), moment)
                take_step(session, report, "accept", accepted)
    return followers * HROMADAS * REPORTS


def _cpu_ms(process: subprocess.Popen[bytes]) -> float:
    numbers = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    # With the children that it waited for.
    return sum(map(int, numbers[11:15])) * 1e3 / TICKS


def _await(true: Callable[[], bool], patience_s: float) -> None:
    end = monotonic() + patience_s
    while not true():
        if monotonic() > end:
            raise RuntimeError(f"the letters stopped: see {VAR}/bench/letters.log")
        sleep(0.05)
