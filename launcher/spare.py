"""A spare of the web server: it has loaded the app, and takes over when the first is killed.

Loading takes seconds, forking workers milliseconds. Both share the socket that the launcher owns.
"""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from launcher.children import Child, Program, clear_leftover, start, stop
from launcher.identity import PROC, alive, remove_pidfile, send, write_pidfile
from launcher.places import Place
from launcher.supervisor import Kept, keep

BEGIN = signal.SIGTTIN  # gunicorn's "one worker more"; unhandled it would stop the process
# Whatever has just begun to serve has the cores first.
FIRST_AFTER_S, NEXT_AFTER_S = 10.0, 10.0


@dataclass(slots=True)
class KeptWithSpare(Kept):
    """A program that is to run always, and its spare; both are started anew when they end."""

    spare: Child | None = None
    spare_at: float = 0.0

    def look(self, now: float) -> None:
        """Notice an end; let the spare take over, or start again as any other."""
        Kept.look(self, now)
        if self.spare is not None and self.spare.process.poll() is not None:
            stop(self.spare)
            self.spare, self.spare_at = None, now + FIRST_AFTER_S
        if self.spare is None and now >= self.spare_at and self.restart_at is None:
            self.spare = start(_spare_of(self.command()), self.place)

    def children(self) -> list[Child]:
        """Return both."""
        return [self.child, self.spare] if self.spare else [self.child]

    def _taken_over(self, now: float) -> bool:
        """Tell the spare to work, if it has loaded the app, and end what the first left."""
        spare, first = self.spare, self.child
        if spare is None or not _ready(spare) or not send(spare.identity, BEGIN):
            return False
        stop(first)
        remove_pidfile(spare.pidfile)
        write_pidfile(first.pidfile, spare.identity)
        self.child = replace(spare, program=first.program, pidfile=first.pidfile)
        self.spare, self.spare_at, self.started_at = None, now + NEXT_AFTER_S, now
        return True


def keep_with_spare(command: Callable[[], Program], place: Place) -> KeptWithSpare:
    """Start a program that is to run always; its spare follows."""
    clear_leftover(place, _spare_of(command()).name)
    kept = keep(command, place)
    spare_at = time.monotonic() + FIRST_AFTER_S
    return KeptWithSpare(kept.command, place, kept.child, kept.started_at, spare_at=spare_at)


def _spare_of(program: Program) -> Program:
    env = {**program.env, "WEB_SPARE": "1"}
    return replace(program, name=f"{program.name}-spare", env=env, log=program.name)


def _ready(spare: Child) -> bool:
    """Return whether it runs and handles the signal that it waits for."""
    if not alive(spare.identity):
        return False
    lines = (Path(PROC) / str(spare.identity.pid) / "status").read_text().splitlines()
    caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
    return bool(caught >> (BEGIN - 1) & 1)
