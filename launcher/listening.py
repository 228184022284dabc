"""The socket between the front and the app: the supervisor's own, so it outlives the app.

Who connects while the app is dead waits in the socket's queue until it is back.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.places import OsUser

QUEUE = 512


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
