"""The programs that serve pages: nginx before gunicorn, or waitress alone.

``python -m launcher.web [APP [PORT]]`` runs just these, supervised: for tests and benchmarks.
"""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from launcher.children import Program
from launcher.front import front_in, nginx_program, remove, write_front
from launcher.listening import listening
from launcher.places import CHECKOUT, Place, place_for
from launcher.procfile import read_procfile
from launcher.settings import DEFAULTS
from launcher.spare import keep_with_spare
from launcher.supervisor import Kept, keep, let_go, watch
from launcher.terminal import TroubleError, say, warn

PROCFILE = CHECKOUT / "Procfile"
WEB, FRONT = "web", "front"
THREADS = 8


@contextmanager
def web_programs(
    place: Place, environment: Mapping[str, str], commands: Mapping[str, tuple[str, ...]]
) -> Iterator[list[Program]]:
    """Yield what is to run so that HOST:PORT answers; its socket is open as long as this is."""
    if nginx_program() is None:
        say("nginx is not installed: waitress serves alone, and slow senders can hold it up.")
        yield [_program(WEB, _waitress(environment), environment)]
        return
    front = front_in(place)
    write_front(front, environment, place)
    try:
        with listening(front.socket, front.user) as ear:
            number = ear.fileno()
            web = _program(WEB, commands[WEB], {**environment, "WEB_SOCKET_FD": str(number)})
            before = _program(FRONT, _front_command(front.directory, commands[FRONT]), environment)
            yield [
                replace(web, sockets=(number,)),
                # It ends politely: what is being answered is answered.
                replace(before, stop_signal=signal.SIGQUIT),
            ]
    finally:
        remove(front)


def keep_serving(program: Program, place: Place) -> Kept:
    """Keep one of these running; what listens has a spare that takes over when it is killed."""
    command = partial(replace, program)
    return keep_with_spare(command, place) if program.sockets else keep(command, place)


def _program(name: str, argv: tuple[str, ...], environment: Mapping[str, str]) -> Program:
    return Program(name, argv, env=environment, cwd=CHECKOUT)


def _front_command(directory: Path, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the Procfile's command with nginx found, and with the folder that it is to use."""
    place = words.index("-p") + 1
    return (str(nginx_program()), *words[1:place], str(directory), *words[place + 1 :])


def _waitress(environment: Mapping[str, str]) -> tuple[str, ...]:
    host, port = environment["HOST"], environment["PORT"]
    listen = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    # What proxies said is judged by the app, by TRUSTED_PROXIES.
    options = (f"--listen={listen}", f"--threads={THREADS}", "--no-clear-untrusted-proxy-headers")
    return ("waitress-serve", *options, "wsgi:app")


def main(app: str = "wsgi:app", port: str = "") -> int:
    """Serve pages with the settings of the environment until a signal ends it."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    environment = DEFAULTS | dict(os.environ)
    environment["PORT"] = port or environment["PORT"]
    environment["PATH"] = (
        f"{Path(sys.executable).parent}:{environment.get('PATH', '/usr/bin:/bin')}"
    )
    place = place_for(Path(environment["VAR_DIR"]))
    commands = read_procfile(PROCFILE, environment)
    commands[WEB] = (*commands[WEB][:-1], app)
    with web_programs(place, environment, commands) as programs:
        kept = [keep_serving(program, place) for program in programs]
        try:
            watch(kept)
        except (SystemExit, KeyboardInterrupt):
            pass
        except TroubleError as trouble:
            warn(str(trouble))
            return 1
        finally:
            let_go(kept)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
