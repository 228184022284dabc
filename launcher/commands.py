"""The commands of ./run."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from launcher.city import ADDRESS, LOCK, run_city
from launcher.places import place_for
from launcher.ready import running_address
from launcher.servers import running_servers, wanted_by
from launcher.settings import app_environment, read_settings, var_commands
from launcher.setup import set_up
from launcher.steps import foreground
from launcher.supervisor import watch
from launcher.terminal import TroubleError, say, warn
from launcher.workshop import run_benchmarks, run_checks, run_soak, run_tests

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name and return the exit status."""
    for number in STOPPING:
        signal.signal(number, _leave)
    name, *rest = arguments or [""]
    try:
        if name in ("help", "-h", "--help"):
            return print_help()
        if name not in COMMANDS:
            raise TroubleError(f"./run has no command {name!r}.", "./run help lists them.")
        return COMMANDS[name][0](rest)
    except TroubleError as trouble:
        warn(str(trouble))
        return 1


def print_help() -> int:
    """List every command, one line each."""
    width = max(len(_usage(name)) for name in COMMANDS)
    for name, (_, words) in COMMANDS.items():
        say(f"{_usage(name):{width}}  {words}")
    say(f"{'./run help':{width}}  lists these")
    return 0


def city(arguments: list[str]) -> int:
    """Run the city."""
    return run_city(read_settings(os.environ))


def services(arguments: list[str]) -> int:
    """Run only the private servers, and print how to reach them."""
    settings = read_settings(os.environ)
    place = place_for(Path(settings["VAR_DIR"]))
    set_up(settings, place.var)
    with running_servers(place, wanted_by(settings), title="./run services") as servers:
        if not servers.kept:
            raise TroubleError("They run already, or are not ours to run.")
        for key, text in servers.addresses.items():
            say(f"export {key}='{text}'")
        say("Running; Ctrl-C stops them.")
        try:
            watch(list(servers.kept.values()))
        except SystemExit:
            say("Stopping ...")
    return 0


def flask(arguments: list[str]) -> int:
    """Run a command of the app, on the running servers or on temporary ones."""
    sys.stdout = sys.stderr  # standard output is the app's alone: a script may read it
    settings = read_settings(os.environ)
    place = place_for(Path(settings["VAR_DIR"]))
    set_up(settings, place.var)
    with running_servers(place, wanted_by(settings), title="./run flask") as servers:
        environment = app_environment(settings, servers.addresses, place.var)
        if reached := running_address(place.pids / ADDRESS, place.pids / LOCK):
            # It may listen elsewhere than this command's own settings say.
            environment.setdefault("BASE_URL", reached)
        command = [str(var_commands(place.var) / "flask"), "--app", "wsgi", *arguments]
        return foreground(command, env=environment)


def tests(arguments: list[str]) -> int:
    """Run the tests, without the settings of .env."""
    return run_tests(_settings_without_file(), arguments)


def soak(arguments: list[str]) -> int:
    """Run the slow tests."""
    return run_soak(_settings_without_file(), arguments)


def check(arguments: list[str]) -> int:
    """Run the checks alone."""
    return run_checks(_settings_without_file(), arguments)


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, without the settings of .env."""
    return run_benchmarks(_settings_without_file(), arguments)


def _settings_without_file() -> Mapping[str, str]:
    return read_settings(os.environ, Path(os.devnull))


def _usage(name: str) -> str:
    return f"./run {name} {ARGUMENTS.get(name, '')}".rstrip()


def _leave(number: int, _frame: FrameType | None) -> None:
    """Exit cleanly: context managers close, and a second signal is ignored."""
    for each in STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "": (city, "sets up what is missing and runs the city until Ctrl-C"),
    "test": (tests, "runs every test and check, or the tests that the pytest arguments name"),
    "soak": (
        soak,
        "runs the tests that take long, with many more examples; pytest arguments narrow",
    ),
    "check": (check, "runs the checks alone: linters, types, import contracts, tests of scripts"),
    "bench": (bench, "runs the benchmarks; results go to var/bench/*.json"),
    "flask": (flask, "the command line of the app; ./run flask --help lists its commands"),
    "services": (services, "runs only PostgreSQL and Redis and prints their addresses"),
}
ARGUMENTS = {
    "test": "[pytest args]",
    "soak": "[pytest args]",
    "check": "[name]",
    "bench": "[name]",
    "flask": "...",
}
