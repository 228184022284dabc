"""Keeps processes running, and gives up clearly when that does not help."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from launcher.children import (
    Child,
    Program,
    clear_leftover,
    last_lines,
    log_file,
    start,
    stop,
    stop_together,
)
from launcher.logs import trim_logs
from launcher.places import Place
from launcher.terminal import TroubleError, warn

TICK_S = 0.05
STEADY_S = 60.0
TRIM_S = 60.0
MOST_CRASHES = 6
# The first is short: a process that ran well was killed from outside, and people wait.
FIRST_PAUSE_S, SECOND_PAUSE_S, LONGEST_PAUSE_S = 0.15, 0.5, 15.0


@dataclass(slots=True)
class Kept:
    """A program that is to run always: its child now, and how often it has crashed of late."""

    command: Callable[[], Program]
    place: Place
    child: Child
    started_at: float
    crashes: int = 0
    restart_at: float | None = None

    def look(self, now: float) -> None:
        """Notice an end and say so; start again once the pause is over."""
        if self.restart_at is None:
            status = self.child.process.poll()
            if status is not None:
                self._note_crash(status, now)
        elif now >= self.restart_at:
            self.child = start(self.command(), self.place)
            self.started_at, self.restart_at = now, None

    def children(self) -> list[Child]:
        """Return all that runs for it."""
        return [self.child]

    def _note_crash(self, status: int, now: float) -> None:
        name = self.child.program.name
        log = log_file(self.place, name)
        self.crashes = 1 if now - self.started_at > STEADY_S else self.crashes + 1
        if self.crashes > MOST_CRASHES:
            stop(self.child)
            raise TroubleError(
                f"{name} stopped {self.crashes} times in a row; giving up.\n{last_lines(log)}",
                f"Its whole log: {log}",
            )
        if self._taken_over(now):
            warn(f"{name} stopped ({ending(status)}); its spare has taken over. Log: {log}")
            return
        stop(self.child)
        pause_s = pause_after(self.crashes)
        self.restart_at = now + pause_s
        warn(f"{name} stopped ({ending(status)}); starting it again in {pause_s:g} s. Log: {log}")

    def _taken_over(self, now: float) -> bool:
        """Let another process go on in place of the one that ended; here there is none."""
        return False


def keep(command: Callable[[], Program], place: Place) -> Kept:
    """Start a program that is to run always, after ending what an earlier run left of it."""
    program = command()
    clear_leftover(place, program.name, program.stop_signal)
    return Kept(command, place, start(program, place), time.monotonic())


def let_go(kept: list[Kept]) -> None:
    """End all of ``kept`` at once, and wait until they have ended."""
    stop_together([child for one in kept for child in one.children()])


def watch(kept: list[Kept]) -> None:
    """Keep all of ``kept`` running until a signal ends this or one of them cannot be kept."""
    next_trim = 0.0
    while True:
        now = time.monotonic()
        for one in kept:
            one.look(time.monotonic())
        if now >= next_trim:
            next_trim = now + TRIM_S
            for place in {one.place for one in kept}:
                trim_logs(place)
        time.sleep(TICK_S)


def pause_after(crashes: int) -> float:
    """Seconds to wait before the next start: few, then doubled with each crash in a row."""
    if crashes <= 1:
        return FIRST_PAUSE_S
    return min(SECOND_PAUSE_S * 2.0 ** (crashes - 2), LONGEST_PAUSE_S)


def ending(status: int) -> str:
    """Put an exit status in words."""
    return f"signal {-status}" if status < 0 else f"exit status {status}"
