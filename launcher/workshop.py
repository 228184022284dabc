"""Tests and benchmarks, on temporary servers of their own beside a running city."""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from launcher import locks, postgres
from launcher.checks import Check, all_checks, lane_of, report, run_alone, status_of
from launcher.children import clear_leftover
from launcher.packages import venv_python
from launcher.places import CHECKOUT, Place, place_for
from launcher.servers import Servers, Wanted, running_servers
from launcher.settings import app_environment
from launcher.setup import set_up
from launcher.steps import foreground
from launcher.terminal import TroubleError, say

LOCK = "workshop.lock"
SOAK = ("-m", "soak or hypothesis", "--hypothesis-profile=soak")
CHECKS_PLUGIN, CHECKS_FILE = "tests.checks_told", "CHECKS_FILE"
TWO_AT_ONCE = ("-n", "2", "--dist", "loadgroup")
CITY_ONLY = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_READ_URL", "REDIS_URL", "SMTP_URL")


def run_tests(settings: Mapping[str, str], arguments: list[str]) -> int:
    """Run pytest with ``arguments``, or every test and beside them every check."""
    var = Path(settings["VAR_DIR"])
    set_up(settings, var, tests=True)
    command = [str(venv_python(var)), "-m", "pytest", *(arguments or TWO_AT_ONCE)]
    with _servers(var, "./run test", durable=False) as (place, servers):
        environment = _environment(settings, place, servers)
        return run_with_checks(command, [] if arguments else all_checks(var), place, environment)


def run_soak(settings: Mapping[str, str], arguments: list[str]) -> int:
    """Run what takes long: tests marked so, and those of properties with many more examples."""
    return run_tests(settings, [*SOAK, *(arguments or TWO_AT_ONCE)])


def run_checks(settings: Mapping[str, str], names: list[str]) -> int:
    """Run the checks named in ``names`` (none: all) and return the exit status."""
    var = Path(settings["VAR_DIR"])
    set_up(settings, var, tests=True)
    checks = all_checks(var)
    known = [check.name for check in checks]
    if unknown := set(names) - set(known):
        raise TroubleError(f"No check is called {', '.join(unknown)}.", f"Known: {' '.join(known)}")
    with _workplace(var, "./run check") as place:
        return run_alone([one for one in checks if one.name in (names or known)], place)


def run_with_checks(
    command: list[str], checks: list[Check], place: Place, environment: Mapping[str, str]
) -> int:
    """Run pytest in the foreground and ``checks`` beside it; either can fail the run.

    Pytest prints the outcome of the checks before its closing line; else it is printed here.
    """
    lane, told = lane_of(checks, place, environment), place.var / "checks.txt"
    if checks:
        command = [*command, "-p", CHECKS_PLUGIN]
        environment = {**environment, CHECKS_FILE: str(told)}

    def look() -> None:
        if lane.advance() and not told.exists():
            told.with_suffix(".new").write_text(report(lane.outcomes))
            told.with_suffix(".new").replace(told)

    try:
        # Interrupted, pytest takes down its fixtures; terminated, it would not.
        stop = signal.SIGINT
        status = foreground(command, env=environment, stop_signal=stop, meanwhile=look)
        lane.finish()
    finally:
        lane.stop()
    if checks and not told.with_suffix(".taken").exists():
        say(report(lane.outcomes))
    return status or status_of(lane.outcomes)


def run_benchmarks(settings: Mapping[str, str], arguments: list[str]) -> int:
    """Run the benchmarks named in ``arguments`` (none: all) on servers that fsync as the city's."""
    var = Path(settings["VAR_DIR"])
    if not (CHECKOUT / "benchmarks" / "__main__.py").exists():
        raise TroubleError("There are no benchmarks yet.", "They will live in benchmarks/.")
    set_up(settings, var, tests=True)
    command = [str(venv_python(var)), "-m", "benchmarks", *arguments]
    with _servers(var, "./run bench", durable=True) as (place, servers):
        environment = _environment(settings, place, servers) | {"VAR_DIR": str(var)}
        return foreground(command, env=environment)


@contextmanager
def _servers(var: Path, title: str, *, durable: bool) -> Iterator[tuple[Place, Servers]]:
    wanted = Wanted(durable=durable)
    with (
        _workplace(var, title) as place,
        running_servers(place, wanted, title=title) as servers,
    ):
        yield place, servers


@contextmanager
def _workplace(var: Path, title: str) -> Iterator[Place]:
    home = var / "test-services"
    home.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(home)
    with ExitStack() as stack:
        place = place_for(home / str(os.getpid()))
        stack.enter_context(locks.held(place.pids / LOCK, title))
        # Removed while it is held: a run that starts meanwhile takes only what nobody holds.
        stack.callback(_remove, place)
        yield place


def _environment(settings: Mapping[str, str], place: Place, servers: Servers) -> dict[str, str]:
    own = {key: text for key, text in settings.items() if key not in CITY_ONLY}
    sockets = servers.database_sockets
    admin = f"postgresql+psycopg://{postgres.SUPERUSER}@/postgres?host={sockets}"
    tests = {"TEST_DATABASE_ADMIN_URL": admin, "TEST_DATABASE_HOST": str(sockets)}
    environment = app_environment(own, servers.addresses | tests, Path(settings["VAR_DIR"]))
    return environment | {"VAR_DIR": str(place.var), "SECRET_KEY": "of the tests alone"}


def _remove_abandoned(home: Path) -> None:
    for var in home.iterdir():
        lock = var / "run" / LOCK
        if lock.exists() and not locks.is_held(lock):
            _remove(place_for(var))


def _remove(place: Place) -> None:
    for name in ("redis", "postgres"):
        clear_leftover(place, name)
    for directory in {place.state, place.var}:
        shutil.rmtree(directory, ignore_errors=True)
