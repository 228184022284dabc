"""The programs that serve pages: nginx before gunicorn, or waitress alone.

``python -m launcher.web [APP [PORT]]`` runs just these, supervised: for tests and benchmarks.
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from launcher.children import Program
from launcher.front import front_in, nginx_program, remove, write_front
from launcher.listening import listening, listening_at
from launcher.places import CHECKOUT, Place, place_for
from launcher.procfile import read_procfile
from launcher.settings import DEFAULTS
from launcher.spare import keep_with_spare
from launcher.supervisor import Kept, keep, let_go, watch
from launcher.terminal import TroubleError, say, warn

PROCFILE = CHECKOUT / "Procfile"
WEB, FRONT = "web", "front"
WEB_SOCKET = "WEB_SOCKET_FD"  # read by launcher/gunicorn.py
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
        with (
            listening(front.socket, front.user) as inner,
            listening_at(environment["HOST"], int(environment["PORT"])) as outer,
        ):
            yield [
                _handed(_program(WEB, commands[WEB], environment), WEB_SOCKET, inner),
                _front_program(front.directory, commands[FRONT], environment, outer),
            ]
    finally:
        remove(front)


def keep_serving(program: Program, place: Place) -> Kept:
    """Keep one of these running; what listens has a spare that takes over when it is killed."""
    command = partial(replace, program)
    return keep_with_spare(command, place) if WEB_SOCKET in program.env else keep(command, place)


def _program(name: str, argv: tuple[str, ...], environment: Mapping[str, str]) -> Program:
    return Program(name, argv, env=environment, cwd=CHECKOUT)


def _front_program(
    directory: Path, words: tuple[str, ...], environment: Mapping[str, str], ear: socket.socket
) -> Program:
    """Return the Procfile's command with nginx found, and with the folder that it is to use."""
    place = words.index("-p") + 1
    argv = (str(nginx_program()), *words[1:place], str(directory), *words[place + 1 :])
    # NGINX is how nginx hands its sockets to the next nginx.
    program = _handed(_program(FRONT, argv, environment), "NGINX", ear, end=";")
    # It ends politely: what is being answered is answered.
    return replace(program, stop_signal=signal.SIGQUIT, to_orphans=signal.SIGQUIT)


def _handed(program: Program, name: str, ear: socket.socket, end: str = "") -> Program:
    """Return the program with a socket that it inherits, and the variable that names it."""
    number = ear.fileno()
    return replace(program, env={**program.env, name: f"{number}{end}"}, sockets=(number,))


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
