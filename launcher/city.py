"""The running city: servers, release, and the processes of the Procfile."""

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from launcher import locks
from launcher.children import Program, clear_leftover
from launcher.places import CHECKOUT, Place, place_for
from launcher.procfile import read_procfile
from launcher.ready import address, readiness, refuse_taken_port
from launcher.servers import running_servers, wanted_by
from launcher.settings import app_environment, var_commands
from launcher.setup import set_up
from launcher.steps import foreground
from launcher.supervisor import Kept, keep, let_go, watch
from launcher.terminal import TroubleError, say
from launcher.web import FRONT, PROCFILE, WEB, keep_serving, web_programs

LOCK = "city.lock"
# Where the running city says how to reach it: commands print links to it.
ADDRESS = "city.address"
TICK_S = 0.2
READY_PATIENCE_S = 120.0


def run_city(settings: Mapping[str, str]) -> int:
    """Set up, start everything, report when it is ready, and supervise it until stopped."""
    place = place_for(Path(settings["VAR_DIR"]))
    with locks.held(place.pids / LOCK, "./run") as ours:
        if not ours:
            raise TroubleError(
                f"This checkout runs already: {locks.holder(place.pids / LOCK)}.",
                "Stop it with Ctrl-C where it runs, or by kill and its PID.",
            )
        for name in read_procfile(PROCFILE, settings):
            clear_leftover(place, name)
        refuse_taken_port(settings["HOST"], int(settings["PORT"]))
        set_up(settings, place.var)
        with running_servers(place, wanted_by(settings), title="./run") as servers:
            environment = app_environment(settings, servers.addresses, place.var)
            _serve(place, environment, list(servers.kept.values()))
    say("Stopped.")
    return 0


def _serve(place: Place, environment: Mapping[str, str], servers: list[Kept]) -> None:
    commands = read_procfile(PROCFILE, environment)
    release = commands.pop("release", None)
    if release and foreground(release, env=environment) != 0:
        raise TroubleError("The release step failed; nothing was started.", " ".join(release))
    seed = (str(var_commands(place.var) / "flask"), "--app", "wsgi", "seed", "demo", "--if-empty")
    if foreground(seed, env=environment) != 0:
        raise TroubleError(
            "The demo hromada could not be added; nothing was started.", " ".join(seed)
        )
    with web_programs(place, environment, commands) as programs:
        others = [
            Program(name, argv, env=environment, cwd=CHECKOUT)
            for name, argv in commands.items()
            if name not in (WEB, FRONT)
        ]
        _supervise([programs, others], servers, place, environment)


def _supervise(
    groups: list[list[Program]], servers: list[Kept], place: Place, environment: Mapping[str, str]
) -> None:
    """Start the programs that serve pages, then the others, and keep all of them running."""
    serving, others = groups
    processes: list[Kept] = []
    try:
        processes += [keep_serving(program, place) for program in serving]
        # Each takes seconds of one core to start: who waits for the page comes first.
        _await_ready(environment, [*servers, *processes])
        processes += [keep(partial(replace, program), place) for program in others]
        reached = address(environment["HOST"], int(environment["PORT"]))
        (place.pids / ADDRESS).write_text(f"{reached}\n")
        say(f"Ready: {reached}")
        watch([*servers, *processes])
    except SystemExit:
        say("Stopping ...")
    finally:
        let_go(processes)


def _await_ready(environment: Mapping[str, str], kept: list[Kept]) -> None:
    host, port = environment["HOST"], int(environment["PORT"])
    deadline = time.monotonic() + READY_PATIENCE_S
    while reason := readiness(host, port):
        if time.monotonic() > deadline:
            raise TroubleError(f"/readyz stays red: {reason}", "See the logs in var/log.")
        for one in kept:
            one.look(time.monotonic())
        time.sleep(TICK_S)
