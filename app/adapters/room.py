"""What is said when the disk is full."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.errors import Unavailable

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class NoRoom(Unavailable):
    """The disk is full: nothing of what came is kept."""

    code = "no-room"


@contextmanager
def needing_room() -> Iterator[None]:
    """Raise NoRoom where the disk is full; other errors stay what they are."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoRoom(
            "There is no room on our disk at this moment, and what you sent is not kept. "
            "Send it again later."
        ) from error
