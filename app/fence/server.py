"""The fork server: one process, no threads; forks a fenced child for every job."""

import os
import selectors
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.fence.child import STATUS_OF, fork, run_fenced
from app.fence.preload import preload
from app.fence.protocol import DONE, MAX_REQUEST_BYTES, NOT_NOW, REFUSED, TOO_HEAVY, Request

MAX_AT_ONCE, MAX_WAITING = 4, 16
CONTROL_LINE = "-"
# A client sends its request as soon as it is connected.
_REQUEST_PATIENCE_S = 1.0
# With less of its processor time used at the deadline, the machine was busy, not the job.
_HEAVY_SHARE = 0.5
_VERDICT_OF = {status: verdict for verdict, status in STATUS_OF.items()} | {0: DONE}

Accept = Callable[[], socket.socket]


@dataclass(slots=True)
class Task:
    """A job that waits or runs: its client's line, its payload, and when it must be over."""

    line: socket.socket
    request: Request
    payload: int
    deadline: float
    pid: int = 0
    pidfd: int = -1

    def close(self) -> None:
        """Close every descriptor of the job."""
        self.line.close()
        for descriptor in (self.payload, self.pidfd):
            if descriptor >= 0:
                os.close(descriptor)


@dataclass(slots=True)
class Server:
    """Accepts jobs and keeps their number, time and order."""

    door: socket.socket
    accept: Accept
    waiting: deque[Task] = field(default_factory=deque)
    running: list[Task] = field(default_factory=list)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    alarm: tuple[int, int] = (-1, -1)
    open: bool = True

    def serve(self) -> None:
        """Serve until told to stop, or until nobody can reach the door any more."""
        self.selector.register(self.door, selectors.EVENT_READ, self._take)
        # A signal alone does not end the wait for the next event.
        awake, alarm = self.alarm = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(alarm)
        self.selector.register(awake, selectors.EVENT_READ, lambda: os.read(awake, 100))
        while self.open:
            for key, _events in self.selector.select(self._pause()):
                if key.fileobj in self.selector.get_map():
                    key.data()
            self._end_late()
            while self.waiting and len(self.running) < MAX_AT_ONCE:
                self._start(self.waiting.popleft())

    def stop(self) -> None:
        """End at the next turn, and every job with it."""
        self.open = False
        for task in self.running:
            with suppress(ProcessLookupError):
                os.kill(task.pid, signal.SIGKILL)

    def _pause(self) -> float | None:
        deadlines = [task.deadline for task in (*self.running, *self.waiting)]
        return max(min(deadlines) - time.monotonic(), 0.0) if deadlines else None

    def _take(self) -> None:
        """Take a request, or answer at once that there is no place."""
        try:
            line = self.accept()
        except EOFError:
            self.stop()
            return
        except (OSError, IndexError):
            return
        try:
            line.settimeout(_REQUEST_PATIENCE_S)
            message, descriptors, _flags, _address = socket.recv_fds(line, MAX_REQUEST_BYTES, 1)
            request = Request.decode(message)
            task = Task(line, request, descriptors[0], time.monotonic() + request.limits.wall_s)
        except (OSError, ValueError, TypeError, KeyError, IndexError):
            line.close()
            return
        if len(self.waiting) >= MAX_WAITING:
            _answer(task, NOT_NOW)
        else:
            self.waiting.append(task)

    def _start(self, task: Task) -> None:
        try:
            task.pid = fork(task.request)
        except OSError as error:
            sys.stderr.write(f"no child for a job: {error}\n")
            _answer(task, NOT_NOW)
            return
        if task.pid == 0:
            self._become_child(task)
        task.pidfd = os.pidfd_open(task.pid)
        self.running.append(task)
        self.selector.register(task.pidfd, selectors.EVENT_READ, lambda: self._end(task))
        # A client says nothing more: what is heard now is that it has ended.
        self.selector.register(task.line, selectors.EVENT_READ, lambda: self._abandon(task))

    def _abandon(self, task: Task) -> None:
        """End a job that nobody waits for any more: an extract would keep its place for hours."""
        self.selector.unregister(task.line)
        os.kill(task.pid, signal.SIGKILL)

    def _become_child(self, task: Task) -> None:
        """Keep nothing of the server's or of other jobs, then run this one."""
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            task.line.setblocking(True)
            for other in (*self.waiting, *self.running):
                other.close()
            for descriptor in self.alarm:
                os.close(descriptor)
            self.selector.close()
            self.door.close()
            run_fenced(task.request, task.payload, task.line.fileno())
        finally:
            os._exit(1)

    def _end(self, task: Task, *, late: bool = False) -> None:
        """Tell the client how its job ended; the child has ended or is ended here."""
        if late:
            os.kill(task.pid, signal.SIGKILL)
        _pid, status, used = os.wait4(task.pid, 0)
        for watched in (task.pidfd, task.line):
            if watched in self.selector.get_map():
                self.selector.unregister(watched)
        self.running.remove(task)
        verdict = _VERDICT_OF.get(os.waitstatus_to_exitcode(status), TOO_HEAVY)
        seconds = used.ru_utime + used.ru_stime
        if late and seconds < task.request.limits.cpu_s * _HEAVY_SHARE:
            verdict = NOT_NOW
        if verdict not in (DONE, REFUSED):
            sys.stderr.write(f"{task.request.job}: status {status}, {seconds:.2f} s of CPU\n")
        _answer(task, verdict)

    def _end_late(self) -> None:
        now = time.monotonic()
        for task in [task for task in self.running if task.deadline <= now]:
            self._end(task, late=True)
        for task in [task for task in self.waiting if task.deadline <= now]:
            self.waiting.remove(task)
            _answer(task, NOT_NOW)


def main(address: str) -> int:
    """Serve on a socket of this path, or on the control line that is standard input."""
    preload()
    door, accept = _control_line() if address == CONTROL_LINE else _listening(Path(address))
    server = Server(door, accept)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.stop())
    server.serve()
    if address != CONTROL_LINE:
        Path(address).unlink(missing_ok=True)
    return 0


def _answer(task: Task, verdict: bytes) -> None:
    # A client that has gone wants no verdict.
    with suppress(OSError):
        task.line.settimeout(_REQUEST_PATIENCE_S)
        task.line.sendall(verdict)
    task.close()


def _listening(path: Path) -> tuple[socket.socket, Accept]:
    """Listen on a socket that only our own user can open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    door = socket.socket(socket.AF_UNIX)
    # By the folder's descriptor: a socket's own path may not be longer than 107 bytes.
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    door.bind(f"/proc/self/fd/{folder}/{fresh.name}")
    os.close(folder)
    fresh.chmod(0o600)
    door.listen(MAX_WAITING + MAX_AT_ONCE)
    # At once: a client that finds no socket would start a fence of its own.
    fresh.replace(path)
    door.setblocking(False)
    return door, lambda: door.accept()[0]


def _control_line() -> tuple[socket.socket, Accept]:
    """Take lines from the process that started us; its end is ours."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def accept() -> socket.socket:
        message, descriptors, _flags, _address = socket.recv_fds(control, 1, 1)
        if not message:
            raise EOFError
        return socket.socket(fileno=descriptors[0])

    return control, accept
