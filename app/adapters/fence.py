"""The fence: work on bytes from outside, done by a process that can do nothing else.

The city runs one fork server (Procfile) on a socket; where there is none, as on the command line
and in tests, a process starts one of its own, which ends with it.
"""

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from app.domain.errors import Unavailable
from app.fence import protocol
from app.fence.protocol import Limits, Request
from gis.files.messages import message_from_json

log = logging.getLogger(__name__)

MAX_OUTPUT_BYTES = 1024 * 1024 * 1024
# Beyond the deadline, which the server keeps: for its answer, and for the start of one of our own.
_PATIENCE_S, _START_PATIENCE_S = 2.0, 60.0
# How long a thread waits until another of this process has left the fence.
_TURN_S = 0.5
_CHUNK = 1024 * 1024
_PROGRAM = Path(__file__).parents[1] / "fence" / "__main__.py"


class Refused(Exception):
    """The job says no; the message is for the sender of the bytes."""

    @property
    def reason(self) -> str:
        """Return the message as it was raised: a page can translate it."""
        reason: str = self.args[0]
        return reason


class TooHeavy(Exception):
    """The job reached its limits of time or memory, or crashed."""


class NotNow(Unavailable):
    """The fence is full or down; the same bytes may pass later."""

    code = "not-now"


class Fence:
    """A client of the fork server at ``address``, or of one of this process's own.

    At most ``at_once`` threads of this process are inside: pages keep the others.
    """

    def __init__(self, address: Path | None = None, *, at_once: int = 2) -> None:
        self._address = address
        self._turns = threading.BoundedSemaphore(at_once)

    def run(self, job: str, payload: bytes | Path, *, limits: Limits, **options: Any) -> bytes:  # noqa: ANN401 - JSON values
        """Return the output of a job of ``app.fence.jobs``.

        ``payload`` is bytes, or a file that is passed as its descriptor. Raises Refused, TooHeavy
        or NotNow.
        """
        request = Request(job, options, limits).encode()
        with self._turn(), _descriptor(payload) as descriptor:
            try:
                with closing(self._connected(limits)) as line:
                    socket.send_fds(line, [request], [descriptor])
                    output, verdict = _answer(line)
            except (OSError, EOFError) as error:
                log.warning("the fence gave no answer: %s", error)
                raise _not_now() from error
        return _judged(job, output, verdict)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_TURN_S):
            raise _not_now()
        try:
            yield
        finally:
            self._turns.release()

    def _connected(self, limits: Limits) -> socket.socket:
        """Connect to the city's server if it has one, also if that is down for the moment."""
        if self._address is None or not self._address.exists():
            line = _OWN.connected()
            line.settimeout(limits.wall_s + _START_PATIENCE_S)
            return line
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(limits.wall_s + _PATIENCE_S)
        # By the folder's descriptor: a socket's own path may not be longer than 107 bytes.
        folder = os.open(self._address.parent, os.O_PATH | os.O_DIRECTORY)
        try:
            line.connect(f"/proc/self/fd/{folder}/{self._address.name}")
        except OSError:
            line.close()
            raise
        finally:
            os.close(folder)
        return line


class _OwnServer:
    """A fork server for this process alone; it ends when the control line is closed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def connected(self) -> socket.socket:
        """Return a new line to the server, started if it is not there."""
        with self._lock:
            if self._control is None or not self._alive():
                self._start()
            ours, theirs = socket.socketpair()
            with theirs:
                assert self._control is not None  # noqa: S101 - for the type checker
                socket.send_fds(self._control, [b"\0"], [theirs.fileno()])
            return ours

    def _alive(self) -> bool:
        # A server of the process that forked us is not ours to wait for.
        return (
            self._owner == os.getpid()
            and self._process is not None
            and self._process.poll() is None
        )

    def _start(self) -> None:
        if self._control is not None:
            self._control.close()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own file by our own interpreter
                [sys.executable, "-I", str(_PROGRAM), "-"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={},
                cwd=os.sep,
                start_new_session=True,
            )
        self._owner = os.getpid()
        atexit.register(self._stop, self._control, self._process, self._owner)

    @staticmethod
    def _stop(control: socket.socket, process: subprocess.Popen[bytes], owner: int) -> None:
        if owner == os.getpid():
            # Not closed alone: a process forked by this one may hold the line too.
            with suppress(OSError):
                control.shutdown(socket.SHUT_RDWR)
            process.wait()


_OWN = _OwnServer()


def _not_now() -> NotNow:
    return NotNow(
        "Files and drawings cannot be checked at this moment. What you typed is kept: "
        "send it again in a minute."
    )


@contextmanager
def _descriptor(payload: bytes | Path) -> Iterator[int]:
    """Open the payload for reading: a file, or bytes in memory alone."""
    if isinstance(payload, Path):
        descriptor = os.open(payload, os.O_RDONLY | os.O_CLOEXEC)
    else:
        descriptor = os.memfd_create("payload", os.MFD_CLOEXEC)
    try:
        if isinstance(payload, bytes):
            view = memoryview(payload)
            while view:
                view = view[os.write(descriptor, view) :]
        yield descriptor
    finally:
        os.close(descriptor)


def _answer(line: socket.socket) -> tuple[bytes, bytes]:
    """Read to the end; raise EOFError if there is no verdict."""
    chunks, size = [], 0
    while chunk := line.recv(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_OUTPUT_BYTES:
            return b"", protocol.TOO_HEAVY
    whole = b"".join(chunks)
    if not whole:
        raise EOFError("the line was cut")
    return whole[:-1], whole[-1:]


def _judged(job: str, output: bytes, verdict: bytes) -> bytes:
    if verdict == protocol.DONE:
        return output
    if verdict == protocol.REFUSED:
        raise Refused(message_from_json(json.loads(output)))
    if verdict == protocol.TOO_HEAVY:
        raise TooHeavy(job)
    if verdict == protocol.FAILED:
        # What a stranger sent made a library or us stumble: theirs to send anew, ours to mend.
        log.error("the job %s failed: %s", job, output.decode(errors="replace"))
        raise TooHeavy(job)
    raise _not_now()
