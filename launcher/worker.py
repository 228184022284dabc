"""gunicorn's threaded worker, sending each head together with the beginning of its body.

nginx asks again for whatever died before its head. gunicorn sends head and body one after the
other, and between them a thread may wait for its turn: killed there, an answer would be cut.
"""

import socket
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker


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
