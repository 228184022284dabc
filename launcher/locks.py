"""Locks that the kernel releases when their holder dies, so none is ever stale."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from launcher.terminal import say

LASTING = ("./run", "./run services")


@contextmanager
def held(path: Path, title: str) -> Iterator[bool]:
    """Hold the lock at ``path`` and yield True; yield False where another process holds it."""
    with path.open("a+") as file:
        ours = _try(file)
        if ours:
            _sign(path, title)
        yield ours


@contextmanager
def awaited(path: Path, title: str) -> Iterator[None]:
    """Hold the lock at ``path``, waiting for another process that holds it."""
    with path.open("a+") as file:
        _wait(file, path)
        _sign(path, title)
        yield


@contextmanager
def shared_or_own(path: Path, title: str) -> Iterator[bool]:
    """Hold the lock and yield True, or yield False where a long-running command holds it.

    A short command stops its servers when it ends, so wait for its end.
    """
    with path.open("a+") as file:
        ours = _try(file)
        if not ours and _title(path) not in LASTING:
            _wait(file, path)
            ours = True
        if ours:
            _sign(path, title)
        yield ours


def is_held(path: Path) -> bool:
    """Return whether a process holds the lock at ``path`` now."""
    with path.open("a+") as file:
        return not _try(file)


def holder(path: Path) -> str:
    """Name the process that signed the lock, for messages."""
    pid, _, title = path.read_text().strip().partition(" ")
    return f"{title} (PID {pid})"


def _wait(file: TextIO, path: Path) -> None:
    if not _try(file):
        say(f"Waiting for {holder(path)} to end ...")
        fcntl.flock(file, fcntl.LOCK_EX)


def _try(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _title(path: Path) -> str:
    return path.read_text().strip().partition(" ")[2]


def _sign(path: Path, title: str) -> None:
    path.write_text(f"{os.getpid()} {title}\n")
