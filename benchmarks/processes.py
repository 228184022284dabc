"""Processes of a served city: found by their pidfiles and parents, weighed, killed."""

import os
import signal
import time
from pathlib import Path


def pid_of(var: Path, name: str) -> int:
    """Return the PID of a process that the launcher keeps."""
    return int((var / "run" / f"{name}.pid").read_text())


def children(pid: int) -> list[int]:
    """Return the processes that ``pid`` has started itself."""
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def tree(pid: int) -> list[int]:
    """Return ``pid`` and all that it has started."""
    return [pid, *(found for child in children(pid) for found in tree(child))]


def memory_mb(pid: int) -> float:
    """Return the memory of a process and all that it has started; shared pages count once."""
    return sum(_pss_kb(one) for one in tree(pid)) / 1024


def kill(pids: list[int]) -> None:
    """Kill all of them as the kernel does when memory ends."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def await_spare(var: Path, patience_s: float = 60) -> None:
    """Wait until the web server's spare is there and has loaded the app."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        try:
            spare = pid_of(var, "web-spare")
            if _catches(spare, signal.SIGTTIN):
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError("the web server has no spare")


def _catches(pid: int, number: int) -> bool:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
    return bool(caught >> (number - 1) & 1)


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
