"""Identity of a process: its PID, which may be reused, with its start time."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
ORPHANS_PATIENCE_S = 2.0
BURIAL_S = 3.0  # what was killed holds its port until the kernel is done with it
STATE, SESSION, STARTED = 0, 3, 19  # fields of /proc/PID/stat counted after the command's name


@dataclass(frozen=True, slots=True)
class Identity:
    """One process of this boot: no later process has the same pair."""

    pid: int
    started: str


def identity_of(pid: int) -> Identity | None:
    """Return the identity of the live process ``pid``; None if it is gone or a zombie."""
    fields = _stat(pid)
    if fields is None or fields[STATE] in "ZX":
        return None
    return Identity(pid, f"{_boot()} {fields[STARTED]}")


def identity_of_child(pid: int) -> Identity:
    """Return the identity of our own child, which may have ended without being waited for."""
    fields = _stat(pid)
    if fields is None:
        raise ProcessLookupError(pid)
    return Identity(pid, f"{_boot()} {fields[STARTED]}")


def alive(who: Identity) -> bool:
    """Return whether exactly this process still runs."""
    return identity_of(who.pid) == who


def session_members(leader: Identity) -> list[Identity]:
    """List the live processes of the session of ``leader``, even if it is dead itself."""
    now_there = identity_of(leader.pid)
    if now_there not in (None, leader):
        return []  # the number was given to another process, so the old session is gone
    boot, _, first_tick = leader.started.rpartition(" ")
    if boot != _boot():
        return []
    return [
        Identity(pid, f"{boot} {fields[STARTED]}")
        for pid, fields in _all_processes()
        if fields[SESSION] == str(leader.pid)
        and fields[STATE] not in "ZX"
        and int(fields[STARTED]) >= int(first_tick)
    ]


def send(who: Identity, signal_number: int) -> bool:
    """Signal ``who`` if it still runs; False when it does not."""
    if not alive(who):
        return False
    try:
        os.kill(who.pid, signal_number)
    except ProcessLookupError:
        return False
    return True


def await_end(leader: Identity, deadline: float, to_orphans: int = signal.SIGTERM) -> None:
    """Wait for the session of ``leader`` to end; SIGKILL the rest at ``deadline`` (monotonic).

    Without their leader the others are useless: they get a signal of their own, and less time.
    """
    if not alive(leader):
        deadline = min(deadline, time.monotonic() + ORPHANS_PATIENCE_S)
        for member in session_members(leader):
            send(member, to_orphans)
    _await_empty(leader, deadline)
    for member in session_members(leader):
        send(member, signal.SIGKILL)
    _await_empty(leader, time.monotonic() + BURIAL_S)


def write_pidfile(path: Path, who: Identity) -> None:
    """Write ``path`` (the number alone, for people and scripts) and its start time beside it."""
    _replace(path.with_suffix(".started"), who.started + "\n")
    _replace(path, f"{who.pid}\n")


def read_pidfile(path: Path) -> Identity | None:
    """Return the identity written to ``path``, even if it no longer runs."""
    try:
        pid = int(path.read_text())
        return Identity(pid, path.with_suffix(".started").read_text().strip())
    except (OSError, ValueError):
        return None


def remove_pidfile(path: Path) -> None:
    """Remove what write_pidfile wrote."""
    path.unlink(missing_ok=True)
    path.with_suffix(".started").unlink(missing_ok=True)


def _await_empty(leader: Identity, deadline: float) -> None:
    while session_members(leader) and time.monotonic() < deadline:
        time.sleep(0.05)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text)
    fresh.replace(path)


def _stat(pid: int) -> list[str] | None:
    try:
        text = (PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _all_processes() -> Iterator[tuple[int, list[str]]]:
    for name in os.listdir(PROC):  # noqa: PTH208 - names, not paths, and often
        if name.isdigit() and (fields := _stat(int(name))):
            yield int(name), fields


def _boot() -> str:
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()
