"""People who read pages on and on, from any address of this machine."""

import http.client
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer: when it was asked for, how long it took, its status (0: none came)."""

    began: float
    seconds: float
    status: int


def read_once(port: int, path: str, source: str = "127.0.0.1", timeout_s: float = 60) -> Reading:
    """Ask on a connection of its own."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout_s, source_address=(source, 0))
    began, status = perf_counter(), 0
    try:
        line.request("GET", path)
        answer = line.getresponse()
        answer.read()
        status = answer.status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        line.close()
    return Reading(began, perf_counter() - began, status)


@dataclass(slots=True)
class Readers:
    """What several readers got."""

    readings: list[Reading] = field(default_factory=list)

    def since(self, moment: float) -> list[Reading]:
        """Return what was under way at the moment or asked for later."""
        return [one for one in self.readings if one.began + one.seconds > moment]


@contextmanager
def reading(
    port: int, paths: Sequence[str], *, count: int = 4, source: str = "127.0.0.1"
) -> Iterator[Readers]:
    """Let ``count`` readers ask for ``paths`` by turns until the block ends."""
    readers, over = Readers(), Event()

    def read(first: int) -> None:
        number = first
        while not over.is_set():
            readers.readings.append(read_once(port, paths[number % len(paths)], source))
            number += 1

    threads = [Thread(target=read, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        over.set()
        for thread in threads:
            thread.join()
