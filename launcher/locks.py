"""Locks that the kernel releases when their holder dies, so none is ever stale."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.terminal import say


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the lock at ``path`` and yield True; yield False where another process holds it."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        _sign(path)
        yield True
        path.write_text("")


@contextmanager
def awaited(path: Path, why: str) -> Iterator[None]:
    """Hold the lock at ``path``, waiting for another process that holds it."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"Waiting for PID {holder(path)} to finish {why} ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        _sign(path)
        yield


def is_held(path: Path) -> bool:
    """Whether some process holds the lock at ``path`` now."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def holder(path: Path) -> str:
    """The PID that signed the lock, for messages."""
    return path.read_text().strip() or "unknown"


def _sign(path: Path) -> None:
    path.write_text(f"{os.getpid()}\n")
