"""Servers that benchmarks start, and a persistent connection to them."""

import http.client
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, perf_counter, sleep

from benchmarks.measure import VAR

ROOT = Path(__file__).parents[1]


class Client:
    """A persistent connection."""

    def __init__(self, port: int) -> None:
        self._conn = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ms(self, path: str, headers: Mapping[str, str] | None = None) -> float:
        """Return the milliseconds that an answer took; raise RuntimeError for an error."""
        began = perf_counter()
        answer = self.ask(path, headers)
        took = (perf_counter() - began) * 1e3
        if answer.status not in {200, 204, 304}:
            raise RuntimeError(f"{path}: {answer.status}")
        return took

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
        """Return the answer, read to its end."""
        self._conn.request("GET", path, headers={"Accept-Encoding": "gzip", **(headers or {})})
        answer = self._conn.getresponse()
        answer.read()
        return answer


@contextmanager
def served(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[int]:
    """Start a server on a free port, wait until it answers, and yield the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [word.replace("PORT", str(port)) for word in command]
    environment = os.environ | dict(settings) | {"PORT": str(port)}
    log_path = VAR / "bench" / "servers.log"
    log_path.parent.mkdir(parents=True, exist_ok=True)
    log = log_path.open("ab")
    server = subprocess.Popen(  # noqa: S603 - our own commands
        words, cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        _await(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _await(port: int, server: subprocess.Popen[bytes], patience_s: float = 60) -> None:
    end = monotonic() + patience_s
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if server.poll() is not None or monotonic() > end:
                raise RuntimeError(f"no server: see {VAR}/bench/servers.log") from None
            sleep(0.1)
