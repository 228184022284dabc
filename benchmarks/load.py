"""HTTP load: clients on persistent connections send requests as fast as they are answered."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from time import perf_counter

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(frozen=True, slots=True)
class Load:
    """The result of a load: answers per second, answers, and bytes of the longest one."""

    per_second: float
    answers: int
    longest: int


def load(port: int, request: Callable[[int], bytes], *, clients: int, seconds: float) -> Load:
    """Send requests for some seconds; ``request`` returns the bytes of the n-th one.

    Raises RuntimeError for an answer other than 2xx or 304.
    """
    found: list[tuple[int, int] | BaseException] = []
    end = perf_counter() + seconds
    numbers = iter(range(10**12))

    def work() -> None:
        try:
            found.append(_ask_until(end, port, lambda: request(next(numbers))))
        except BaseException as error:
            found.append(error)

    began = perf_counter()
    threads = [Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = perf_counter() - began
    counted: list[tuple[int, int]] = []
    for one in found:
        if isinstance(one, BaseException):
            raise one
        counted.append(one)
    answers = sum(one[0] for one in counted)
    return Load(answers / took, answers, max(one[1] for one in counted))


def _ask_until(end: float, port: int, request: Callable[[], bytes]) -> tuple[int, int]:
    answers = longest = 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while perf_counter() < end:
            wire.sendall(request())
            longest = max(longest, _read_answer(wire))
            answers += 1
    return answers, longest


def _read_answer(wire: socket.socket) -> int:
    """Read one answer to its end; return the length of its body."""
    got = wire.recv(65_536)
    while _HEAD_END not in got:
        got += _more(wire)
    head, _, body = got.partition(_HEAD_END)
    status = head[9:12]
    if not (status.startswith(b"2") or status == b"304"):
        raise RuntimeError((head + body[:500]).decode(errors="replace"))
    at = head.lower().find(_LENGTH)
    length = int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    if b"chunked" in head.lower():
        return _read_chunks(wire, body)
    left = length - len(body)
    while left > 0:
        left -= len(_more(wire))
    return length


def _read_chunks(wire: socket.socket, body: bytes) -> int:
    while not body.endswith(b"0\r\n\r\n"):
        body += _more(wire)
    return len(body)


def _more(wire: socket.socket) -> bytes:
    part = wire.recv(65_536)
    if not part:
        raise RuntimeError("the server has hung up")
    return part
