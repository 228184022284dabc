"""Sockets of the supervisor's own, which it hands to the front and to the app.

They outlive both: who connects while one is dead waits in the socket's queue until it is back.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.places import OsUser

QUEUE = 512
FRONT_QUEUE = 1024


@contextmanager
def listening(path: Path, reader: OsUser | None) -> Iterator[socket.socket]:
    """Listen at ``path``; only ``reader`` and this account may connect."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as ear:
        mask = os.umask(0o177)
        try:
            ear.bind(str(path))
        finally:
            os.umask(mask)
        if reader:
            os.chown(path, reader.uid, reader.gid)
        ear.listen(QUEUE)
        try:
            yield ear
        finally:
            path.unlink(missing_ok=True)


@contextmanager
def listening_at(host: str, port: int) -> Iterator[socket.socket]:
    """Listen where browsers connect."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        ear.bind((host, port))
        ear.listen(FRONT_QUEUE)
        # nginx leaves the mode of what it inherits; in accept() it would stop for all it serves.
        ear.setblocking(False)
        yield ear
