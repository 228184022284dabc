"""Clients that mean harm: they hold connections and send next to nothing. Loopback alone."""

import resource
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

ONE: Sequence[str] = ("127.0.0.1",)
MANY: Sequence[str] = tuple(f"127.0.{number // 250}.{number % 250 + 1}" for number in range(1, 500))
DRIP_S = 5.0


@dataclass(frozen=True, slots=True)
class Attack:
    """What each connection sends at once; then it sends a byte each five seconds, or nothing."""

    name: str
    count: int
    opening: bytes = b""
    drips: bool = True


def _post(path: str, length: int, sent: int) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    return head.encode() + b"x" * sent


def half_open(count: int = 200, path: str = "/account/sign-in") -> Attack:
    """Return posts of which one byte comes."""
    return Attack("half-open posts", count, _post(path, 100_000, 1))


def large(count: int = 200, path: str = "/h1/reports") -> Attack:
    """Return posts of 15 MB that stop after 70 kB."""
    return Attack("large bodies", count, _post(path, 15_000_000, 70_000))


def idle(count: int = 500) -> Attack:
    """Return connections that say nothing."""
    return Attack("idle connections", count, drips=False)


class Siege:
    """The connections of one attack, kept open, and opened again when they are closed."""

    def __init__(self, port: int, attack: Attack, sources: Sequence[str]) -> None:
        self._port, self._attack = port, attack
        self._sources = [sources[number % len(sources)] for number in range(attack.count)]
        self._open: list[socket.socket | None] = [None] * attack.count
        self._over = Event()
        self._thread = Thread(target=self._keep_on, daemon=True)
        self.refused = 0

    def begin(self) -> None:
        """Open every connection, then keep them."""
        self._tend(drip=False)
        self._thread.start()

    def end(self) -> None:
        """Close everything."""
        self._over.set()
        self._thread.join()
        for wire in self._open:
            if wire is not None:
                wire.close()

    def _keep_on(self) -> None:
        next_drip = monotonic() + DRIP_S
        while not self._over.wait(0.5):
            drip = monotonic() >= next_drip
            next_drip += DRIP_S if drip else 0
            self._tend(drip=drip and self._attack.drips)

    def _tend(self, *, drip: bool) -> None:
        for number, wire in enumerate(self._open):
            if wire is None or _ended(wire):
                self.refused += wire is not None
                self._open[number] = self._opened(self._sources[number])
            elif drip:
                _sent(wire, b"x")

    def _opened(self, source: str) -> socket.socket | None:
        wire = socket.socket()
        wire.settimeout(5)
        try:
            wire.bind((source, 0))
            wire.connect(("127.0.0.1", self._port))
            wire.sendall(self._attack.opening)
        except OSError:
            wire.close()
            return None
        wire.setblocking(False)
        return wire


def _ended(wire: socket.socket) -> bool:
    try:
        ended = not wire.recv(65_536)
    except BlockingIOError:
        return False
    except OSError:
        ended = True
    if ended:
        wire.close()
    return ended


def _sent(wire: socket.socket, words: bytes) -> None:
    try:
        wire.send(words)
    except OSError:
        return


@contextmanager
def besieged(
    port: int, attacks: Sequence[Attack], sources: Sequence[str] = ONE
) -> Iterator[list[Siege]]:
    """Attack the port of this machine by all of ``attacks`` until the block ends."""
    _allow_many_files()
    sieges = [Siege(port, attack, sources) for attack in attacks]
    with ExitStack() as stack:
        for siege in sieges:
            siege.begin()
            stack.callback(siege.end)
        yield sieges


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 8192 if hard == resource.RLIM_INFINITY else min(8192, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
