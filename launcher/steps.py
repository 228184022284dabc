"""Long steps of the set-up: shown with their time, logged, ended when we are."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from launcher.children import die_with_parent, last_lines
from launcher.places import CHECKOUT
from launcher.terminal import TroubleError, say

TICK_S = 1.0
SLOW_S = 20


def run_step(
    title: str,
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    patience_s: float = 15,
) -> None:
    """Run ``command`` to its end, its output in ``log``; raise TroubleError with its last words.

    Told to stop meanwhile, it gives the command ``patience_s`` to end by itself.
    """
    began = time.monotonic()
    if not sys.stdout.isatty():
        say(f"{title} ...")
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output, cwd=CHECKOUT)
    try:
        status = _wait_aloud(process, title)
    finally:
        end_process(process, patience_s)
    if sys.stdout.isatty():
        say(f"\r{title} ... {time.monotonic() - began:.0f} s")
    if status != 0:
        raise TroubleError(f"{title}: failed.\n{last_lines(log)}", f"The whole log: {log}")


def _wait_aloud(process: subprocess.Popen[bytes], title: str) -> int:
    began = time.monotonic()
    while True:
        try:
            return process.wait(TICK_S)
        except subprocess.TimeoutExpired:
            _show_time(title, time.monotonic() - began)


def _show_time(title: str, passed_s: float) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{title} ... {passed_s:.0f} s")
        sys.stdout.flush()
    elif int(passed_s) % SLOW_S == 0:
        say(f"  {passed_s:.0f} s")


def foreground(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    stop_signal: int = signal.SIGTERM,
    meanwhile: Callable[[], object] = lambda: None,
) -> int:
    """Give the terminal to ``command`` and return its exit status; it ends when we are stopped.

    ``meanwhile`` is called each second.
    """
    # The launcher has no threads, so code may run between fork and exec.
    process = subprocess.Popen(
        command, env=env, cwd=CHECKOUT, preexec_fn=die_with_parent(stop_signal)
    )
    try:
        while True:
            meanwhile()
            try:
                status = process.wait(TICK_S)
                return 128 - status if status < 0 else status
            except subprocess.TimeoutExpired:
                continue
    finally:
        end_process(process, signal_number=stop_signal)


def end_process(
    process: subprocess.Popen[bytes],
    patience_s: float = 15,
    *,
    signal_number: int = signal.SIGTERM,
) -> None:
    """End ``process`` if it still runs: politely, then not."""
    if process.poll() is not None:
        return
    try:
        process.send_signal(signal_number)
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
    except PermissionError:  # sudo's child is not ours to signal; it ends by itself
        pass
    process.wait()


def fresh_log(var: Path) -> Path:
    """Truncate the log of the set-up."""
    log = var / "log" / "setup.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    return log


def as_root() -> list[str]:
    """Return what to put before a command that only root may run, or raise TroubleError."""
    if os.geteuid() == 0:
        return []
    if any((Path(home) / "sudo").exists() for home in ("/usr/bin", "/bin", "/usr/local/bin")):
        return ["sudo"]
    raise TroubleError(
        "System packages are missing, and installing them takes root or sudo.",
        "Run ./run once as root, or have the packages above installed.",
    )
