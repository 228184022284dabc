"""gunicorn's threaded worker, made to get along with nginx before it.

It sends each head with the beginning of its body. nginx asks again for whatever died before its
head; gunicorn sends the two one after the other, and between them a thread may wait for its turn:
killed there, an answer would be cut. And it reads a body to its end though the app did not, as an
app that refuses it by its length: closed before that, nginx would lose the answer.
"""

import socket
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

# As much as the front lets through; it has all of it, so this takes milliseconds.
MOST_BYTES = 65 * 2**20
DRAIN_S = 10.0


class Joined:
    """A socket that holds what is sent first until something else is done with it."""

    def __init__(self, wire: socket.socket) -> None:
        self._wire = wire
        self._held = b""
        self._begun = False

    def sendall(self, data: bytes) -> None:
        """Send ``data``, with what was held."""
        if not self._begun:
            self._begun, self._held = True, data
            return
        held, self._held = self._held, b""
        self._wire.sendall(held + data)

    def flush(self) -> None:
        """Send what is held."""
        if self._held:
            self.sendall(b"")

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a socket has
        self.flush()
        return getattr(self._wire, name)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """The worker that launcher/gunicorn.py names."""

    def handle_request(self, req: object, conn: TConn) -> bool:
        """Answer one request."""
        wire = conn.sock
        joined = conn.sock = Joined(wire)
        try:
            return bool(super().handle_request(req, conn))
        finally:
            conn.sock = wire
            joined.flush()
            conn.parser.finish_body(deadline=monotonic() + DRAIN_S, max_bytes=MOST_BYTES)
