"""Child processes: own session, own log, a pidfile; they end when the launcher dies."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from launcher.identity import (
    Identity,
    await_end,
    identity_of_child,
    read_pidfile,
    remove_pidfile,
    send,
    write_pidfile,
)
from launcher.places import OsUser, Place
from launcher.terminal import TroubleError, say

PR_SET_PDEATHSIG = 1
LEFTOVER_PATIENCE_S = 15.0
LOG_LIMIT_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Program:
    """A command to keep running, and how to stop it."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = Path("/")
    user: OsUser | None = None
    stop_signal: int = signal.SIGTERM
    stop_s: float = 10.0
    # For what it leaves when it is killed.
    to_orphans: int = signal.SIGTERM
    # Open sockets that it inherits, under their own numbers.
    sockets: tuple[int, ...] = ()
    log: str = ""  # the name of its log, where that is not its own


@dataclass(frozen=True, slots=True)
class Child:
    """A program started here."""

    program: Program
    process: subprocess.Popen[bytes]
    identity: Identity
    pidfile: Path


def start(program: Program, place: Place) -> Child:
    """Start ``program`` in a session of its own, its output in its log; it ends when we end."""
    with log_file(place, program.log or program.name).open("ab") as log:
        try:
            process = _spawn(program, log.fileno())
        except OSError as error:
            raise TroubleError(f"{program.name} cannot be started: {error}") from None
    identity = identity_of_child(process.pid)
    pidfile = place.pids / f"{program.name}.pid"
    write_pidfile(pidfile, identity)
    return Child(program, process, identity, pidfile)


def stop(child: Child) -> None:
    """Stop ``child`` with everything it started, and remove its pidfile."""
    stop_together([child])


def stop_together(children: list[Child]) -> None:
    """Signal all of ``children`` at once, once each, then wait for them together."""
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(child.program.stop_signal)
    began = time.monotonic()
    for child in children:
        await_end(child.identity, began + child.program.stop_s, child.program.to_orphans)
        child.process.wait()
        remove_pidfile(child.pidfile)


def clear_leftover(place: Place, name: str, stop_signal: int = signal.SIGTERM) -> None:
    """Stop what an earlier run left under ``name``: exactly that process and its session."""
    pidfile = place.pids / f"{name}.pid"
    if leftover := read_pidfile(pidfile):
        if send(leftover, stop_signal):
            say(f"Stopping {name}, left by an earlier run (PID {leftover.pid}) ...")
        await_end(leftover, time.monotonic() + LEFTOVER_PATIENCE_S)
    remove_pidfile(pidfile)


def log_file(place: Place, name: str) -> Path:
    """Return the log of the process ``name``; a long one is rotated first."""
    path = place.logs / f"{name}.log"
    place.logs.chmod(0o750)
    if path.exists() and path.stat().st_size > LOG_LIMIT_BYTES:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o640)
    path.chmod(0o640)
    return path


def last_lines(path: Path, count: int = 8) -> str:
    """Return the end of a log, indented for the terminal."""
    if not path.exists():
        return ""
    lines = path.read_text(errors="replace")[-8000:].splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines)


def _spawn(program: Program, log: int) -> subprocess.Popen[bytes]:
    user = program.user
    return subprocess.Popen(
        program.argv,
        env=dict(program.env),
        cwd=program.cwd,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
        pass_fds=program.sockets,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
        preexec_fn=die_with_parent(program.stop_signal),  # the launcher has no threads
    )


def die_with_parent(signal_number: int) -> Callable[[], None]:
    """Return what a child runs so that the kernel signals it when the launcher is killed."""
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def arrange() -> None:
        prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != parent:  # it died before the line above
            os.kill(os.getpid(), signal_number)

    return arrange
